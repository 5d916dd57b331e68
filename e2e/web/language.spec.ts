import { expect, test } from "@playwright/test";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

let app: WebApp;
test.beforeEach(async () => {
  app = await startWebApp();
});
test.afterEach(async () => {
  await app.stop();
});

test("the language that is chosen in the settings is spoken at once, stays, and can be changed back", async ({
  page,
}) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.openSample();
  await screen.go("Settings");
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
  await page.getByText("Deutsch", { exact: true }).click();
  await expect(page.getByRole("heading", { name: "Einstellungen" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(screen.counters).toContainText("342 Zeilen");

  await test.step("what the rules say is in the language, too", async () => {
    await page
      .getByRole("navigation", { name: "Schritte" })
      .getByRole("button", { name: /^Datensatz/ })
      .click();
    const problems = page.getByRole("complementary", { name: "Probleme" });
    await expect(problems.getByRole("region", { name: "System ist null" })).toBeVisible();
  });

  await page.reload();
  await expect(screen.counters).toContainText("342 Zeilen");
  await page
    .getByRole("navigation", { name: "Schritte" })
    .getByRole("button", { name: /^Einstellungen/ })
    .click();
  await expect(page.getByRole("heading", { name: "Einstellungen" })).toBeVisible();

  await page.getByText("English", { exact: true }).click();
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});
