import { expect, test } from "@playwright/test";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

let app: WebApp;
test.beforeEach(async ({ context }) => {
  app = await startWebApp();
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(app.link).origin });
});
test.afterEach(() => app.stop());

test("blocks of cells are copied, pasted, filled down and cleared as in a spreadsheet", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.cell(1, 4).dblclick();
  await page.getByRole("textbox", { name: "Edit User" }).fill('two\nlines, "quoted"');
  await page.keyboard.press("Enter");
  await expect(screen.cell(1, 4)).toContainText("quoted");

  await test.step("copied and pasted over two rows", async () => {
    const answers = [await screen.cell(1, 5).innerText(), await screen.cell(2, 5).innerText()];
    await screen.cell(1, 4).click();
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Control+c");
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toContain('"two\nlines, ""quoted"""\t');
    await screen.cell(4, 4).click();
    await page.keyboard.press("Control+v");
    await expect(screen.cell(4, 4)).toContainText("quoted");
    await expect(screen.cell(5, 5)).toHaveText(answers[1] ?? "");
    await page.keyboard.press("Control+z");
    await expect(screen.cell(4, 4)).not.toContainText("quoted");
    await expect(screen.cell(5, 5)).not.toHaveText(answers[1] ?? "");
  });

  await test.step("one text into all selected cells", async () => {
    await page.evaluate(() => navigator.clipboard.writeText("the same"));
    await screen.cell(6, 4).click();
    await screen.cell(8, 4).click({ modifiers: ["Shift"] });
    await page.keyboard.press("Control+v");
    await expect(screen.cell(8, 4)).toHaveText("the same");
    await expect(screen.cell(6, 4)).toHaveText("the same");
  });

  await test.step("filled down and cleared, each one step", async () => {
    await screen.cell(8, 4).click();
    await screen.cell(10, 4).click({ modifiers: ["Shift"] });
    await page.keyboard.press("Control+d");
    await expect(screen.cell(10, 4)).toHaveText("the same");
    await page.keyboard.press("Delete");
    await expect(screen.cell(10, 4)).toHaveText("");
    await page.keyboard.press("Control+z");
    await expect(screen.cell(10, 4)).toHaveText("the same");
    await page.keyboard.press("Control+z");
    await expect(screen.cell(10, 4)).not.toHaveText("the same");
  });
});

test("a text is replaced in all rows after its preview, and undo brings it back", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.cell(1, 4).click();
  await page.keyboard.press("Control+h");
  const panel = page.getByRole("complementary", { name: "Find and replace" });
  await panel.getByRole("textbox", { name: "Find" }).fill("lentil (soup)");
  await expect(panel.getByRole("status")).toContainText("Nothing found");
  await panel.getByRole("checkbox", { name: "Regular expression" }).check();
  await panel.getByRole("textbox", { name: "Replace by" }).fill("onion $1");
  await expect(panel.getByRole("status")).toContainText(/\d+ places in \d+ rows/);
  await expect(panel.getByRole("list", { name: "What would change" })).toContainText("onion");
  await expect(screen.cell(1, 4)).toContainText("lentil soup");
  await panel.getByRole("textbox", { name: "Find" }).fill("lentil (");
  await expect(panel.getByRole("alert")).toContainText("no regular expression");
  await panel.getByRole("textbox", { name: "Find" }).fill("lentil (soup)");
  await panel.getByRole("button", { name: "Replace all" }).click();
  await expect(screen.cell(1, 4)).toContainText("onion soup");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(screen.cell(1, 4)).toContainText("lentil soup");
});

test("filters narrow down by place and length, and many rows change as one step", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await page.getByRole("button", { name: "More filters" }).click();
  await page.getByLabel("Least tokens").fill("75");
  await page.keyboard.press("Escape");
  const found = page.getByRole("search").getByRole("status");
  await expect(found).toContainText(/^[1-9]\d? of 342$/);
  const rows = Number((await found.innerText()).split(" ")[0]);
  expect(rows).toBeGreaterThan(0);
  expect(rows).toBeLessThan(342);
  await page.getByRole("button", { name: "Rows", exact: true }).click();
  await page.getByRole("menuitem", { name: /Change many rows/ }).click();
  const sheet = page.getByRole("dialog", { name: "Change many rows" });
  await expect(sheet.getByRole("radio", { name: new RegExp(`All ${rows} rows?`) })).toBeChecked();
  await sheet.getByRole("textbox", { name: "System prompt" }).fill("Answer in one sentence.");
  await sheet.getByRole("button", { name: "Apply" }).click();
  await expect(screen.cell(1, 3)).toHaveText("Answer in one sentence.");
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await expect(found).toBeHidden();
  await page.keyboard.press("Control+z");
  await expect(page.getByText(/Undone: Set the system prompt/)).toBeVisible();
});

test("the list of changes leads to any of them, also after a restart", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  const write = async (text: string): Promise<void> => {
    await screen.cell(1, 4).dblclick();
    await page.getByRole("textbox", { name: "Edit User" }).fill(text);
    await page.keyboard.press("Enter");
    await expect(screen.cell(1, 4)).toHaveText(text);
    await expect(screen.counters).toContainText("All changes saved");
  };
  await write("first words");
  await write("second words");
  app = await app.killAndRestart();
  await page.goto(app.link);
  await page.getByRole("button", { name: "Sample", exact: true }).click();
  await page.getByRole("button", { name: "All changes" }).click();
  const steps = page.getByRole("list", { name: /^Steps/ }).getByRole("button");
  await expect(steps).toHaveCount(4);
  await steps.nth(1).click();
  await expect(screen.cell(1, 4)).toHaveText("first words");
  await expect(steps.nth(0)).toContainText("taken back");
  await steps.last().click();
  await expect(screen.counters).toContainText("0 rows");
  await steps.first().click();
  await expect(screen.cell(1, 4)).toHaveText("second words");
  await page.getByRole("button", { name: "Undo" }).click();
  await write("other words");
  await expect(steps.filter({ hasText: "on another branch" })).toHaveCount(1);
  await steps.filter({ hasText: "on another branch" }).click();
  await expect(screen.cell(1, 4)).toHaveText("second words");
});

test("the dataset at a glance leads to the rows behind each bar", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.go("At a glance");
  const findings = page.getByRole("region", { name: "Findings" });
  await findings.getByRole("button", { name: /^Errors/ }).click();
  const found = page.getByRole("search").getByRole("status");
  await expect(found).toHaveText("7 of 342");
  await screen.go("At a glance");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save a quality report" }).click();
  await page.getByRole("menuitem", { name: "As a page to read" }).click();
  expect((await download).suggestedFilename()).toBe("quality-report.html");
});

test("duplicates are decided by keyboard, differing words marked, and undone", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.go("Duplicates");
  const pancakes = page.getByRole("region", { name: /pancakes/ });
  await expect(pancakes.locator("mark")).toHaveText(["very "]);
  await pancakes.focus();
  await page.keyboard.press("2");
  await expect(pancakes).toHaveCount(0);
  await expect(screen.counters).toContainText("341 rows");
  await expect(page.getByRole("region", { name: /basil/ })).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect(pancakes).toBeVisible();
  await page.getByText("Near", { exact: true }).click();
  await page.getByRole("button", { name: "Do so in every near group" }).click();
  await expect(screen.counters).toContainText("340 rows");
});

test("a conversation is pasted as a transcript, merged and split", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.cell(1, 1).click();
  await screen.row.getByRole("button", { name: "Paste a transcript" }).click();
  const sheet = page.getByRole("dialog", { name: "Paste a transcript" });
  await sheet.getByRole("textbox").fill("User: And for ten guests?\nAssistant: Take three times as much.");
  await expect(sheet.getByRole("status")).toContainText("2 turns: user, assistant");
  await sheet.getByRole("button", { name: "Add behind the last turn" }).click();
  await expect(screen.row.getByRole("textbox", { name: "Turn 4", exact: true })).toHaveValue(
    "Take three times as much.",
  );
  await screen.row.getByRole("button", { name: "Split the conversation before turn 3" }).click();
  await expect(screen.counters).toContainText("343 rows");
  await expect(screen.cell(2, 4)).toHaveText("And for ten guests?");
  await screen.row.getByRole("button", { name: "Merge turn 2 into the one above" }).click();
  await expect(screen.row.getByRole("textbox", { name: "Turn 2", exact: true })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(screen.row.getByRole("textbox", { name: "Turn 2", exact: true })).toBeVisible();
});
