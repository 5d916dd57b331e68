import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { questionsDataset } from "../support/datasets.ts";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

let app: WebApp;
const dir = mkdtempSync(join(tmpdir(), "assay-journey-"));

test.beforeEach(async () => {
  app = await startWebApp();
});
test.afterEach(async () => {
  await app.stop();
});
test.afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("the miner's whole job: import, mend, look at duplicates, publish, find it in the history", async ({
  page,
}) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  const dataset = questionsDataset(dir);
  const rows = dataset.rows.toLocaleString("en");
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.importFile(dataset.path);
  await expect(screen.counters).toContainText(`${rows} rows`);
  await expect(screen.counters).toContainText(`${rows} rows with errors`);

  await test.step("what is wrong can be mended in one click", async () => {
    const missing = screen.problems.getByRole("region", { name: "System is null" });
    await missing.getByRole("button", { name: /Set the default system prompt/ }).click();
    await expect(screen.counters).toContainText("0 rows with errors");
  });

  await test.step("a row is found, edited in its cell, and undone", async () => {
    await page.getByRole("textbox", { name: "Search" }).fill(dataset.lateWord);
    await expect(screen.cell(1, 4)).toContainText(dataset.lateWord);
    const before = await screen.cell(1, 4).innerText();
    await screen.cell(1, 4).dblclick();
    const editor = page.getByRole("textbox", { name: "Edit User" });
    await editor.fill(`${before} Think of ${dataset.lateWord}.`);
    await editor.press("Enter");
    await expect(screen.cell(1, 4)).toContainText(`Think of ${dataset.lateWord}.`);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(screen.cell(1, 4)).toHaveText(before);
    await page.getByRole("button", { name: "Clear" }).click();
  });

  await test.step("duplicates are listed", async () => {
    await screen.go("Duplicates");
    await expect(page.getByRole("heading", { name: "Duplicates", exact: true })).toBeVisible();
  });

  await test.step("it is published, committed and read back", async () => {
    await screen.publish();
    await expect(page.getByRole("heading", { name: "Published and committed" })).toBeVisible({
      timeout: 90_000,
    });
    await expect(page.locator(".notice.ok")).toContainText(/miner\/dataset:f127:[0-9a-f]{40}/);
    await expect(page.getByRole("region", { name: "Steps" }).getByRole("img", { name: "done" })).toHaveCount(
      10,
    );
  });

  await test.step("the same rows are not committed twice", async () => {
    await page.getByRole("button", { name: "Publish again" }).click();
    const agree = page.getByRole("checkbox", { name: "Agree: replaces" });
    await agree.check();
    await page.getByRole("button", { name: "Publish & Commit" }).click();
    await expect(page.getByRole("heading", { name: "Published and committed" })).toBeVisible({
      timeout: 60_000,
    });
  });

  await test.step("the history has it, once", async () => {
    await screen.go("History");
    const lines = page.getByRole("table", { name: "Publications" }).locator("tbody tr");
    await expect(lines).toHaveCount(1);
    await expect(lines.first()).toContainText("done");
    await expect(lines.first()).toContainText(rows);
    await lines.first().getByRole("button", { name: "Compare" }).click();
    await expect(page.getByRole("dialog")).toContainText("0 rows came since");
  });
  expect(errors).toEqual([]);
});

test("the sample shows what can be wrong; errors block the way to publishing", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.problems
    .getByRole("region", { name: "System is null" })
    .getByRole("button", { name: "Show the first" })
    .click();
  await screen.row.getByRole("button", { name: "Set the default system prompt" }).click();
  await expect(screen.row.getByRole("textbox", { name: "System prompt" })).toHaveValue(
    "You are a helpful assistant.",
  );
  await screen.go("Publish");
  await expect(page.getByRole("region", { name: "Checks" })).toContainText("6 errors", {
    timeout: 30_000,
  });
  await expect(page.getByRole("button", { name: "Publish & Commit" })).toBeDisabled();
  await screen.go("Duplicates");
  await page
    .getByRole("region", { name: /dripping tap/ })
    .getByRole("button", { name: "Keep only this" })
    .first()
    .click();
  await expect(screen.counters).toContainText("341 rows");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(screen.counters).toContainText("342 rows");
});

test("the grid and the drawer work by keyboard; JSON mistakes are told where they are", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.cell(1, 4).click();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("F2");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Typed by hand");
  await page.keyboard.press("Enter");
  await expect(screen.cell(2, 4)).toHaveText("Typed by hand");
  await page.keyboard.press("Control+z");
  await expect(screen.cell(2, 4)).toContainText("lentil soup");
  await page.keyboard.press("Control+End");
  await expect(screen.cell(342, 1)).toHaveText("342");
  await page.keyboard.press("Control+Home");
  await expect(screen.cell(1, 1)).toHaveText("1");
  await page.keyboard.press("Space");
  await expect(screen.row.getByRole("heading", { name: "Row 1" })).toBeVisible();
  await screen.row.getByText("JSON", { exact: true }).click();
  const editor = screen.row.getByRole("textbox", { name: "JSON of the row" });
  await editor.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText('{"system": }');
  await screen.row.getByRole("button", { name: "Save JSON" }).click();
  await expect(screen.row.getByRole("alert")).toContainText("line 1, column 12");
});

test("killed in the middle of its work, it goes on where it stopped", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.cell(1, 4).dblclick();
  await page.getByRole("textbox", { name: "Edit User" }).fill("Kept through the crash");
  await page.keyboard.press("Enter");
  await expect(screen.cell(1, 4)).toHaveText("Kept through the crash");
  await expect(screen.counters).toContainText("All changes saved");
  app = await app.killAndRestart();
  await page.goto(app.link);
  await page.getByRole("button", { name: "Sample", exact: true }).click();
  await expect(screen.cell(1, 4)).toHaveText("Kept through the crash");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(screen.cell(1, 4)).toContainText("lentil soup");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`no screen has a serious accessibility violation (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const screen = new Screen(page);
    const check = async (): Promise<void> => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa"])
        .exclude(".monaco-editor")
        .analyze();
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    };
    await page.goto(app.link);
    await expect(page.getByRole("button", { name: /Open the sample/ })).toBeVisible();
    await check();
    await screen.openSample();
    await screen.cell(8, 1).click();
    await expect(screen.row).toBeVisible();
    await expect(page.getByText("342 rows imported.")).toBeHidden();
    await check();
    for (const place of ["At a glance", "Duplicates", "History", "Log", "Settings"] as const) {
      await screen.go(place);
      await check();
    }
  });
}
