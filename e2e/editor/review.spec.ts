import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

let app: WebApp;
test.beforeEach(async () => {
  app = await startWebApp();
});
test.afterEach(() => app.stop());

test("rows are reviewed by single keys, and a review goes on where it stopped", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  const begin = async (): Promise<void> => {
    await page.getByRole("button", { name: "Rows", exact: true }).click();
    await page.getByRole("menuitem", { name: /Review one by one/ }).click();
  };
  await begin();
  const review = page.getByRole("region", { name: "Review" });
  await expect(review.getByRole("status")).toHaveText("0 of 342 decided");
  await expect(screen.row).toContainText("Row 1");
  await page.keyboard.press("k");
  await expect(screen.row).toContainText("Row 2");
  await page.keyboard.press("g");
  await expect(review.getByRole("status")).toHaveText("2 of 342 decided");
  await expect(screen.row).toContainText("Row 3");
  await page.keyboard.press("d");
  await expect(screen.counters).toContainText("341 rows");
  await page.keyboard.press("f");
  await expect(review.getByRole("button", { name: /Fix/ })).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("n");
  await expect(screen.row).toContainText("Row 4");

  await page.reload();
  await begin();
  await expect(screen.row).toContainText("Row 4");
  await review.getByRole("button", { name: "End the review" }).click();

  await page.getByRole("button", { name: /More filters/ }).click();
  await page.getByRole("combobox", { name: "Tag" }).click();
  await page.getByRole("option", { name: "flagged (1)" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByText("1 of 341")).toBeVisible();
});

test("columns and rows are put in another order by keyboard, and stay so", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("button", { name: "Move Assistant to the left" }).click();
  await page.getByRole("button", { name: "Keep Assistant in sight" }).click();
  await page.keyboard.press("Escape");
  const titles = screen.grid.getByRole("columnheader");
  await expect(titles.nth(2)).toContainText("Assistant");
  await page.reload();
  await expect(titles.nth(2)).toContainText("Assistant");

  await screen.cell(2, 4).click();
  const moved = await screen.cell(2, 5).innerText();
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await expect(screen.cell(3, 5)).toHaveText(moved);
  await page.keyboard.press("Alt+Shift+ArrowUp");
  await expect(screen.cell(2, 5)).toHaveText(moved);
  await screen.cell(2, 1).click();
  await screen.cell(2, 1).dragTo(screen.cell(6, 1), { targetPosition: { x: 10, y: 26 } });
  await expect(screen.cell(6, 5)).toHaveText(moved);
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(screen.cell(2, 5)).toHaveText(moved);
});

test("what is no duplicate is remembered; like rows of another file are tagged", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.go("Duplicates");
  const groups = page.getByRole("region", { name: /^Group of/ });
  await expect(groups).toHaveCount(3);
  await groups.first().focus();
  await page.keyboard.press("n");
  await expect(groups).toHaveCount(2);
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(groups).toHaveCount(3);
  await page.getByText("Same question").click();
  await expect(groups.first()).toContainText("answered differently");

  const other = join(app.home, "other.jsonl");
  const turns = [
    { role: "user", content: "What do I need for pancakes?" },
    {
      role: "assistant",
      content:
        "For pancakes you need flour, milk, eggs, a spoon of sugar and a pinch of salt. My one tip: let the batter rest for ten minutes before the first one.",
    },
  ];
  writeFileSync(other, `${JSON.stringify({ system: null, conversations: turns })}\n`);
  await page.getByRole("button", { name: "Compare with …" }).click();
  const sheet = page.getByRole("dialog", { name: "Compare with something else" });
  await sheet.locator('input[type="file"]').setInputFiles(other);
  await sheet.getByRole("textbox", { name: "Tag for the rows that are found" }).fill("known");
  await sheet.getByRole("button", { name: "Compare" }).click();
  await expect(page.getByText(/2 rows tagged “known”/)).toBeVisible();
});

test("every character and every earlier state of a row can be seen", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.cell(1, 1).click();
  await screen.row.getByRole("textbox", { name: "Turn 1" }).fill("two  \n**bold** <|im_end|>");
  await expect(screen.counters).toContainText("All changes saved");
  await screen.row.getByText("Read", { exact: true }).click();
  await expect(screen.row.locator("strong", { hasText: "bold" })).toBeVisible();
  await screen.row.getByText("Every character").click();
  await expect(screen.row.getByTitle("a special token")).toHaveText("<|im_end|>");
  await expect(screen.row.getByTitle("line break")).toHaveText("¶");
  await screen.row.getByText("Changes", { exact: true }).click();
  await expect(screen.row.locator(".line-insert").first()).toBeVisible();
  await expect(screen.row.getByRole("combobox", { name: "Compare with" })).toHaveValue(/Before “Edit row 1”/);
});
