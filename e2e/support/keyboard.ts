import { expect, type Locator, type Page } from "@playwright/test";

const MOST_STEPS = 120;

/** Presses Tab until an element has the focus, as someone without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target, "reached by Tab").toBeFocused();
}

/** Does what the command palette names. */
export async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  const search = page.getByPlaceholder("What would you like to do?");
  await expect(search).toBeFocused();
  await page.keyboard.type(name);
  await expect(page.getByRole("button", { name, exact: true })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(search).toBeHidden();
}
