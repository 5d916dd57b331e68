import { expect, test } from "@playwright/test";
import { command, tabTo } from "../support/keyboard.ts";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

let app: WebApp;
test.beforeEach(async () => {
  app = await startWebApp();
});
test.afterEach(() => app.stop());

test("the whole job is done by keyboard alone", async ({ page }) => {
  test.setTimeout(180_000);
  const screen = new Screen(page);
  await page.goto(app.link);
  await tabTo(page, page.getByRole("button", { name: /Open the sample/ }));
  await page.keyboard.press("Enter");
  await expect(screen.counters).toContainText("342 rows");

  await test.step("a cell is edited and the edit taken back", async () => {
    await tabTo(page, screen.grid);
    for (let steps = 0; steps < 3; steps++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("F2");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("By keyboard");
    await page.keyboard.press("Enter");
    await expect(screen.cell(1, 4)).toHaveText("By keyboard");
    await page.keyboard.press("Control+z");
    await expect(screen.cell(1, 4)).not.toHaveText("By keyboard");
  });

  await test.step("a problem is mended from its panel", async () => {
    const fix = screen.problems
      .getByRole("region", { name: "System is null" })
      .getByRole("button", { name: /Set the default system prompt/ });
    await tabTo(page, fix);
    await page.keyboard.press("Enter");
    await expect(screen.counters).toContainText("5 rows with errors");
  });

  await test.step("the rows that still have errors are found and deleted", async () => {
    await tabTo(page, page.getByRole("combobox", { name: "Level" }));
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("option", { name: "Errors" })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("search").getByRole("status")).toHaveText("5 of 342");
    await tabTo(page, screen.grid);
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+-");
    await expect(screen.counters).toContainText("337 rows");
    await expect(screen.counters).toContainText("0 rows with errors");
    await tabTo(page, page.getByRole("button", { name: "Clear", exact: true }));
    await page.keyboard.press("Enter");
  });

  await test.step("a group of duplicates is decided", async () => {
    await command(page, "Go to Duplicates");
    await tabTo(page, page.getByRole("region", { name: /dripping tap/ }));
    await page.keyboard.press("1");
    await expect(screen.counters).toContainText("336 rows");
  });

  await test.step("it is published, and stands in the history", async () => {
    await command(page, "Go to Publish");
    const checks = page.getByRole("region", { name: "Checks" });
    await expect(checks).toBeVisible({ timeout: 30_000 });
    for (const agreement of await checks.getByRole("checkbox").all()) {
      await tabTo(page, agreement);
      await page.keyboard.press("Space");
      await expect(agreement).toBeChecked();
    }
    await tabTo(page, page.getByRole("button", { name: "Publish & Commit" }));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Published and committed" })).toBeVisible({
      timeout: 90_000,
    });
    await command(page, "Go to History");
    await expect(page.getByRole("table", { name: "Publications" })).toContainText("done");
  });
});
