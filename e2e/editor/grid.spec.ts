import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

let app: WebApp;
test.beforeEach(async () => {
  app = await startWebApp();
});
test.afterEach(() => app.stop());

test("rows are selected, deleted and brought back by keyboard", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.cell(3, 4).click();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(screen.grid.locator('[role="gridcell"][aria-selected="true"]')).toHaveCount(3);
  const fourth = await screen.cell(6, 4).innerText();
  await page.keyboard.press("Control+-");
  await expect(screen.counters).toContainText("339 rows");
  await expect(screen.cell(3, 4)).toHaveText(fourth);
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(screen.counters).toContainText("342 rows");
});

test("the menu of a row works by keyboard, and sorting keeps the row that one is at", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.cell(5, 4).click();
  const text = await screen.cell(5, 4).innerText();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: /Duplicate the row/ }).click();
  await expect(screen.counters).toContainText("343 rows");
  await expect(screen.cell(6, 4)).toHaveText(text);
  await page.getByRole("button", { name: "Tokens" }).click();
  await expect(screen.grid.getByRole("columnheader", { name: "Tokens" })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );
  await expect(screen.grid.locator(".cell.active")).toHaveText(text);
});

test("columns and panels keep the width one gives them, and hidden columns stay hidden", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Turns" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(screen.grid.getByRole("columnheader", { name: "Turns" })).toHaveCount(0);
  const system = screen.grid.getByRole("columnheader", { name: "System" });
  const before = (await system.boundingBox())?.width ?? 0;
  const edge = await system.locator(".grid-edge").boundingBox();
  if (edge === null) throw new Error("the column has no edge");
  await page.mouse.move(edge.x + 4, edge.y + 8);
  await page.mouse.down();
  await page.mouse.move(edge.x + 64, edge.y + 8, { steps: 4 });
  await page.mouse.up();
  await expect
    .poll(async () => Math.round((await system.boundingBox())?.width ?? 0))
    .toBe(Math.round(before + 60));
  const panelEdge = page.getByRole("separator", { name: "Width of Problems" });
  await panelEdge.focus();
  await page.keyboard.press("ArrowLeft");
  const width = await panelEdge.getAttribute("aria-valuenow");
  await page.reload();
  await expect(screen.grid.getByRole("columnheader", { name: "Turns" })).toHaveCount(0);
  await expect
    .poll(async () => Math.round((await system.boundingBox())?.width ?? 0))
    .toBe(Math.round(before + 60));
  await expect(panelEdge).toHaveAttribute("aria-valuenow", width ?? "");
});

test("a view is named, and found again after one came back", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await page.getByRole("textbox", { name: "Search" }).fill("pancakes");
  const found = page.getByRole("search").getByRole("status");
  await expect(found).toContainText(/^[1-9]\d? of 342$/);
  const counted = await found.innerText();
  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByRole("textbox", { name: "Name of the view" }).fill("Breakfast");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await page.reload();
  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByRole("button", { name: "Breakfast", exact: true }).click();
  await expect(found).toHaveText(counted);
  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByRole("button", { name: "Forget the view Breakfast" }).click();
  await expect(page.getByRole("button", { name: "Breakfast", exact: true })).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the table has no accessibility violation while one works in it (${colorScheme})`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    const screen = new Screen(page);
    await page.goto(app.link);
    await screen.openSample();
    const check = async (...without: string[]): Promise<void> => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa"])
        .disableRules(without)
        .exclude(".monaco-editor")
        .analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.failureSummary} ${nodes[0]?.html}`),
      ).toEqual([]);
    };
    await expect(page.getByText("342 rows imported.")).toBeHidden();
    await screen.cell(2, 4).dblclick();
    await expect(page.getByRole("textbox", { name: "Edit User" })).toBeVisible();
    await check();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Shift+F10");
    await expect(page.getByRole("menu")).toBeVisible();
    // The component library has an element of role presentation between a menu and its items.
    await check("aria-required-children");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Space");
    await expect(screen.row).toBeVisible();
    await screen.row.getByText("JSON", { exact: true }).click();
    await expect(screen.row.getByRole("textbox", { name: "JSON of the row" })).toBeVisible();
    await check();
  });
}
