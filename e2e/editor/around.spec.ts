import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { command } from "../support/keyboard.ts";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

let app: WebApp;
test.beforeEach(async () => {
  app = await startWebApp();
});
test.afterEach(() => app.stop());

test("the tour leads through the app, can be skipped, and is offered once", async ({ page }) => {
  await page.goto(app.link);
  const offer = page.getByRole("region", { name: "New here?" });
  await offer.getByRole("button", { name: "Show me around" }).click();
  const tour = page.getByRole("region", { name: "Tour" });
  await expect(tour).toContainText("1 of 5");
  await expect(tour).toBeFocused();
  for (let step = 2; step <= 5; step++) {
    await tour.getByRole("button", { name: "Next" }).click();
    await expect(tour).toContainText(`${step} of 5`);
  }
  await expect(page.getByRole("button", { name: "Publish & Commit" })).toBeVisible();
  await tour.getByRole("button", { name: "Done" }).click();
  await expect(tour).toBeHidden();
  await page.getByRole("button", { name: "Close project" }).click();
  await expect(page.getByRole("button", { name: /Open the sample/ })).toBeVisible();
  await expect(offer).toBeHidden();
  await command(page, "Show me around");
  await page.keyboard.press("Escape");
  await expect(tour).toBeHidden();
});

test("high contrast is chosen in the palette and stands without violations", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await command(page, "High contrast");
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "more");
  for (const theme of ["Light theme", "Dark theme"]) {
    await command(page, theme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
});

test("a copy of a selection says before what its form cannot hold", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.cell(7, 4).click();
  await screen.cell(9, 4).click({ modifiers: ["Shift"] });
  await command(page, "Save a copy");
  const sheet = page.getByRole("dialog", { name: "Save a copy" });
  await sheet.getByRole("radio", { name: "The 3 selected rows" }).check();
  await sheet.getByRole("combobox", { name: "As" }).click();
  await page.getByRole("option", { name: "Question and answer" }).click();
  await expect(sheet.getByText("the system prompt: 2 rows, first in 7, 9")).toBeVisible();
  await sheet.getByRole("combobox", { name: "As" }).click();
  await page.getByRole("option", { name: "A table (CSV)" }).click();
  const download = page.waitForEvent("download");
  await sheet.getByRole("button", { name: "Save" }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe("data.csv");
  const lines = readFileSync(await saved.path(), "utf8").split("\n");
  expect(lines[0]).toBe("system,user,assistant");
  expect(lines).toHaveLength(5);
});

test("files that appear in a watched folder come in, and what was there already is tagged", async ({
  page,
}) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  const folder = join(app.home, "inbox");
  mkdirSync(folder);
  await page.getByRole("button", { name: "Other ways to import" }).click();
  await page.getByRole("menuitem", { name: /Watch a folder/ }).click();
  await page.getByRole("textbox", { name: "Folder on this machine" }).fill(folder);
  await page.getByRole("button", { name: "Watch", exact: true }).click();
  const first = (await screen.cell(1, 4).innerText()).trim();
  const answer = (await screen.cell(1, 5).innerText()).trim();
  const row = (question: string, says: string): string => `${JSON.stringify({ question, answer: says })}\n`;
  writeFileSync(join(folder, "new.jsonl"), row(first, answer) + row("Is this new?", "It is new."));
  await expect(screen.counters).toContainText("344 rows");
  await page.getByRole("button", { name: /More filters/ }).click();
  await page.getByRole("combobox", { name: "Tag" }).click();
  await page.getByRole("option", { name: "was there already (1)" }).click();
  await page.keyboard.press("Escape");
  await expect(screen.cell(1, 4)).toHaveText(first);
});
