import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { tabTo } from "../support/keyboard.ts";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

let app: WebApp;
test.beforeEach(async () => {
  app = await startWebApp();
});
test.afterEach(() => app.stop());

/** Half a minute where nothing else runs. */
const PATIENCE = { timeout: 180_000 };

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa"]).analyze();
  expect(violations).toEqual([]);
}

test("a newcomer practises a round with the sample: what mistakes cost, who the rivals were, weights from the chain", async ({
  page,
}) => {
  test.setTimeout(600_000);
  const screen = new Screen(page);
  const board = page.getByRole("region", { name: "Leaderboard" });
  const line = (text: string | RegExp) => board.getByRole("row").filter({ hasText: text });
  const weights = page.getByRole("region", { name: /^Weights read back from the chain, block \d+$/ });
  await page.goto(app.link);
  await screen.openSample();
  await screen.go("Practice");
  await expect(page.getByText("No practice round yet")).toBeVisible();
  await expect(page.getByText(/rows have errors/)).toBeVisible();
  await expectAccessible(page);

  await test.step("a mistake costs the whole dataset, and the round says which", async () => {
    await tabTo(page, page.getByRole("button", { name: "Run a practice round" }));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("progressbar", { name: "Progress of the practice round" })).toBeVisible();
    await expect(page.getByRole("list", { name: "Steps of the round" })).toContainText(
      /Dataset \d of 6: \w+/,
      PATIENCE,
    );
    await expect(line("cedar")).toContainText("told at the end");
    await expectAccessible(page);
    await expect(page.getByText("Your dataset was not measured")).toBeVisible(PATIENCE);
    await expect(line("your dataset")).toContainText(/the row of line \d+ has no system prompt/);
    await expect(weights).toContainText("cedar");
  });

  await test.step("with the mistakes mended the miner wins, and every rival got what it deserved", async () => {
    await page.getByRole("button", { name: "Show the problems" }).click();
    await mendErrors(screen);
    await screen.go("Practice");
    await page.getByRole("button", { name: "Run another round" }).click();
    await expect(page.getByText("You won, ahead of 5 rivals")).toBeVisible(PATIENCE);
    await expect(page.getByText(/^Eval loss \d\.\d{4}, from \d\.\d{4} without training/)).toBeVisible();
    await expect(board.getByRole("row").nth(1)).toContainText("your dataset");
    await expect(board.getByRole("row").nth(2)).toContainText("works well");
    await expect(board.getByRole("row").nth(3)).toContainText("is careless");
    await expect(board.getByRole("row").nth(4)).toContainText("mixes up answers");
    await expect(line("copies")).toContainText(/has the same loss as UID \d, who was earlier/);
    await expect(line("breaks the rules")).toContainText("the row of line 3 has no system prompt");
    await expect(board.getByRole("img", { name: /^Training loss of cedar/ })).toBeVisible();
    await expect(weights).toContainText(/UID \d+, you\s*65,535/);
    await expectAccessible(page);
  });

  await test.step("a round is called off; the others are still there after a reload", async () => {
    await page.getByRole("combobox", { name: "Practise for" }).click();
    await page.getByRole("option", { name: "FLock OFF, daily" }).click();
    await page.getByRole("button", { name: "Run another round" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByText("Cancelled", { exact: true }).first()).toBeVisible();
    await page.reload();
    await screen.go("Practice");
    const earlier = page.getByRole("region", { name: "Earlier rounds" });
    await expect(earlier.getByRole("row")).toHaveCount(4);
    await earlier
      .getByRole("button", { name: /^Show the round of/ })
      .nth(1)
      .click();
    await expect(page.getByText("You won, ahead of 5 rivals")).toBeVisible();
    await earlier.getByRole("button", { name: "Forget this round" }).first().click();
    await expect(earlier.getByRole("row")).toHaveCount(3);
  });
});

/** Gives rows without a system prompt the default one, and removes what is left with errors. */
async function mendErrors(screen: Screen): Promise<void> {
  const { page, problems, counters } = screen;
  const missing = problems.getByRole("region", { name: "System is null" });
  await missing.getByRole("button", { name: /Set the default system prompt/ }).click();
  await expect(missing).toBeHidden();
  await page.getByRole("combobox", { name: "Level" }).click();
  await page.getByRole("option", { name: "Errors" }).click();
  await expect(page.getByRole("search").getByRole("status")).toHaveText("5 of 342");
  await tabTo(page, screen.grid);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+-");
  await expect(counters).toContainText("0 rows with errors");
}
