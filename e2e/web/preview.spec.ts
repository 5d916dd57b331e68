import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

let app: WebApp;
test.beforeEach(async () => {
  app = await startWebApp();
});
test.afterEach(() => app.stop());

/** A quick preview of the sample takes some seconds where nothing else runs. */
const PATIENCE = { timeout: 90_000 };

test("a miner previews the score, changes rows, and sees whether that made a difference", async ({
  page,
}) => {
  test.setTimeout(300_000);
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.go("Preview");
  await expect(page.getByText("No preview yet")).toBeVisible();

  await test.step("one button, and a verdict that a person can read", async () => {
    await page.getByRole("checkbox", { name: "Also find out which rows help most" }).check();
    await page.getByRole("button", { name: "Preview score" }).click();
    await expect(page.getByRole("progressbar", { name: "Progress of the preview" })).toBeVisible();
    await expect(page.getByText("Your rows make the model better")).toBeVisible(PATIENCE);
    await expect(page.getByText(/^Eval loss \d\.\d{4} before, \d\.\d{4} after$/)).toBeVisible();
    await expect(page.getByRole("img", { name: "Training loss by step" })).toBeVisible();
    await expect(page.getByText("There is no earlier preview of the same kind")).toBeVisible();
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21aa"])
      .analyze();
    expect(violations).toEqual([]);
  });

  await test.step("a row that helps leads to the row", async () => {
    const helpful = page.getByRole("region", { name: "Rows that help most" });
    await expect(helpful.getByRole("listitem")).toHaveCount(20);
    await helpful.getByRole("button").first().click();
    await expect(screen.row).toBeVisible();
  });

  await test.step("the rows that help most are tagged, as one step that can be undone", async () => {
    await screen.go("Preview");
    await page.getByRole("textbox", { name: "How many" }).fill("12");
    await page.getByRole("button", { name: "Tag the 12 most helpful rows" }).click();
    await expect(page.getByText("12 rows tagged “helps most”")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect(page.getByText("Undone: Tag “helps most” (12 rows)")).toBeVisible();
  });

  await test.step("how helpful rows are is a column to sort by", async () => {
    await screen.go("Preview");
    await page.getByRole("button", { name: "Show in the table" }).click();
    const title = screen.grid.getByRole("columnheader", { name: "Helpfulness" });
    await expect(title).toHaveAttribute("aria-sort", "descending");
    await expect(screen.cell(1, 3)).toHaveText(/^\+\d\.\d{4}$/);
    await title.getByRole("button").click();
    await expect(title).toHaveAttribute("aria-sort", "ascending");
  });

  await test.step("the next preview is compared with it", async () => {
    await screen.go("Preview");
    await page.getByRole("button", { name: "Preview score" }).click();
    const against = page.getByRole("region", { name: "Against earlier previews" });
    await expect(against.getByRole("listitem")).toHaveCount(1, PATIENCE);
    await expect(against.getByRole("listitem")).toContainText("no difference");
    await expect(
      page.getByRole("region", { name: "Earlier previews", exact: true }).getByRole("row"),
    ).toHaveCount(3);
  });

  await test.step("rows of a file that was measured on can be read", async () => {
    await page.getByRole("combobox", { name: "Measure on" }).click();
    await page.getByRole("option", { name: "A file" }).click();
    await page.locator("input[type=file]").setInputFiles("resources/samples/assay-sample.jsonl");
    await page.getByRole("button", { name: "Preview score" }).click();
    await expect(page.getByText("There is no earlier preview of the same kind")).toBeVisible(PATIENCE);
    const gained = page.getByRole("region", { name: "Eval rows that gained most" });
    await gained.getByRole("button").first().click();
    const drawer = page.getByRole("dialog", { name: /^Row \d+ of those measured on$/ });
    await expect(drawer.getByRole("region", { name: "assistant" }).first()).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(drawer).toBeHidden();
  });

  await test.step("a run is paused, goes on, and is cancelled", async () => {
    await page.getByText("Full", { exact: true }).click();
    await page.getByRole("button", { name: "Preview score" }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByText("Paused", { exact: true }).first()).toBeVisible();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByText("Cancelled", { exact: true }).first()).toBeVisible(PATIENCE);
  });

  await test.step("previews are still there after a reload", async () => {
    await page.reload();
    await screen.go("Preview");
    await expect(
      page.getByRole("region", { name: "Earlier previews", exact: true }).getByRole("row"),
    ).toHaveCount(5);
  });
});
