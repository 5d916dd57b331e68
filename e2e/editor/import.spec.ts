import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { makeZip } from "../../src-main/services/files/test-support/make-zip.ts";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

let app: WebApp;
test.beforeEach(async ({ context }) => {
  app = await startWebApp();
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(app.link).origin });
});
test.afterEach(() => app.stop());

const pair = (text: string): string => `${JSON.stringify({ question: `${text}?`, answer: `${text}.` })}\n`;

test("several files, an archive and the clipboard bring rows in", async ({ page }) => {
  const screen = new Screen(page);
  const at = (name: string, bytes: string | Buffer): string => {
    const path = join(app.home, name);
    writeFileSync(path, bytes);
    return path;
  };
  await page.goto(app.link);
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles([
      at("one.jsonl", pair("one") + pair("two")),
      at("three.csv", "question,answer\nthree?,three.\n"),
      at("noise.bin", Buffer.from([0xff, 0xfe, 0])),
    ]);
  const files = page.getByRole("table", { name: "Files" });
  await expect(files.getByRole("row")).toHaveCount(4);
  await page.getByRole("button", { name: "Import", exact: true }).last().click();
  await expect(
    page.getByText("3 rows imported from 3 files, 1 line could not be read; no rows in noise.bin."),
  ).toBeVisible();

  const zip = makeZip([
    { name: "a.jsonl", bytes: Buffer.from(pair("not this")) },
    { name: "b.csv", bytes: Buffer.from("question,answer\nfrom a table?,yes\n") },
  ]);
  await page.locator('input[type="file"]').first().setInputFiles(at("both.zip", zip));
  await page.getByRole("combobox", { name: "File of the archive" }).click();
  await page.getByRole("option", { name: "b.csv" }).click();
  await expect(page.getByRole("table", { name: "First rows" })).toContainText("from a table?");
  await page.getByRole("button", { name: "Import", exact: true }).last().click();
  await expect(screen.counters).toContainText("4 rows");

  await page.evaluate((text) => navigator.clipboard.writeText(text), pair("from the clipboard"));
  await page.getByRole("button", { name: "Other ways to import" }).click();
  await page.getByRole("menuitem", { name: "Paste from the clipboard" }).click();
  await expect(page.getByRole("table", { name: "First rows" })).toContainText("from the clipboard?");
  await page.getByRole("button", { name: "Import", exact: true }).last().click();
  await expect(screen.counters).toContainText("5 rows");
});

test("a dataset is fetched from the hub by its name", async ({ page }) => {
  const screen = new Screen(page);
  await page.goto(app.link);
  await page.getByRole("button", { name: "Empty project" }).click();
  await page.getByRole("button", { name: "Other ways to import" }).click();
  await page.getByRole("menuitem", { name: /A dataset of the hub/ }).click();
  const sheet = page.getByRole("dialog", { name: "Import a dataset of the hub" });
  await sheet.getByRole("textbox", { name: "Dataset" }).fill("nobody/nothing");
  await sheet.getByRole("button", { name: "Look" }).click();
  await expect(sheet.getByRole("alert")).toBeVisible();
  await sheet.getByRole("textbox", { name: "Dataset" }).fill("flock-io/flock-off-s1-competition");
  await sheet.getByRole("button", { name: "Look" }).click();
  await sheet.getByRole("button", { name: "Fetch" }).click();
  await expect(page.getByRole("table", { name: "First rows" })).toBeVisible();
  await page.getByRole("button", { name: "Import", exact: true }).last().click();
  await expect(screen.counters).toContainText(/\d+ rows/);
});
