import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import type { Sandbox } from "../../src-shared/sandbox/index.ts";
import { sandboxFor } from "../support/sandbox.ts";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

const ROW = {
  system: "You are a helpful assistant.",
  conversations: [
    { role: "user", content: "What is tea made of?" },
    { role: "assistant", content: "Of leaves and hot water." },
  ],
};

let app: WebApp;
let sandbox: Sandbox;
let home: string;
test.beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "assay-e2e-"));
});
test.afterEach(async () => {
  await app.stop();
  await sandbox.close();
});

async function open(page: Page, options: Parameters<typeof sandboxFor>[1] = {}): Promise<Screen> {
  sandbox = await sandboxFor(home, options);
  app = await startWebApp(home);
  const file = join(home, "rows.jsonl");
  const rows = Array.from({ length: 60 }, (_, row) => ({ ...ROW, system: `You are helper ${row}.` }));
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.importFile(file);
  await expect(screen.counters).toContainText("60 rows");
  return screen;
}

const checks = (page: Page) => page.getByRole("region", { name: "Checks" });
const publishButton = (page: Page) => page.getByRole("button", { name: "Publish & Commit" });

/** Agrees to every warning that there is. */
async function publishAnyway(page: Page): Promise<void> {
  await expect(checks(page)).toBeVisible({ timeout: 30_000 });
  for (const box of await checks(page).getByRole("checkbox").all()) await box.check();
  await publishButton(page).click();
}

test("a hub that is out of reach, or unwell, is told with the way on; it goes on once the hub is back", async ({
  page,
}) => {
  const screen = await open(page);
  sandbox.hub.addFault({ match: /./, times: 1_000, when: "before", effect: { kind: "drop" } });
  await screen.go("Publish");
  await expect(page.getByText(/cannot be reached|out of reach/).first()).toBeVisible({ timeout: 60_000 });
  sandbox.hub.clearFaults();
  await page.getByRole("button", { name: "Look again" }).first().click();
  await expect(checks(page)).toBeVisible({ timeout: 30_000 });
  sandbox.hub.addFault({
    match: /commit/,
    times: 3,
    when: "before",
    effect: { kind: "status", status: 503 },
  });
  await publishAnyway(page);
  await expect(page.getByRole("heading", { name: "Published and committed" })).toBeVisible({
    timeout: 90_000,
  });
});

test("tokens that are wrong or may only read are told where they matter", async ({ page }) => {
  const screen = await open(page);
  sandbox.hub.addToken("hf_reads_only", "miner", "read");
  await screen.go("Settings");
  const account = page.getByRole("region", { name: "Hugging Face", exact: true });
  await account.getByLabel("Token").fill("hf_wrong");
  await account.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /The hub at/ })).toBeVisible();
  await account.getByLabel("Token").fill("hf_reads_only");
  await account.getByRole("button", { name: "Sign in" }).click();
  await expect(account).toContainText("read only");
  await screen.go("Publish");
  await expect(checks(page)).toContainText(/write/, { timeout: 30_000 });
  await expect(publishButton(page)).toBeDisabled();
});

test("somebody else's repository is refused before anything is uploaded", async ({ page }) => {
  const screen = await open(page);
  sandbox.hub.addUser("rival");
  await screen.go("Publish");
  await page.getByLabel("Dataset repository").fill("rival/dataset");
  await expect(checks(page)).toContainText(/rival/, { timeout: 30_000 });
  await expect(publishButton(page)).toBeDisabled();
});

test("the chain's waiting time is counted down, and a cut connection is mended on the way", async ({
  page,
}) => {
  test.setTimeout(180_000);
  const screen = await open(page, { chain: { rules: "interval" } });
  await screen.go("Publish");
  await publishAnyway(page);
  await expect(page.getByRole("heading", { name: "Published and committed" })).toBeVisible({
    timeout: 60_000,
  });
  await page.getByRole("button", { name: "Publish again" }).click();
  await screen.go("Dataset");
  await screen.cell(1, 4).dblclick();
  await page.getByRole("textbox", { name: "Edit User" }).fill("Something new to publish");
  await page.keyboard.press("Enter");
  await screen.go("Publish");
  await publishAnyway(page);
  await expect(page.getByRole("heading", { name: "Waiting for the chain" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/\d+ blocks left/)).toBeVisible();
  sandbox.chain.faults.cutConnections();
  sandbox.chain.advanceBlocks(100);
  await expect(page.getByRole("heading", { name: "Published and committed" })).toBeVisible({
    timeout: 90_000,
  });
});

test("a file that is no dataset, and services that are gone, are said in words", async ({ page }) => {
  const screen = await open(page);
  const file = join(home, "noise.jsonl");
  writeFileSync(file, Buffer.from([0, 1, 2, 3, 0xff, 0xfe, 0x80, 0]));
  await page.locator('input[type="file"]').first().setInputFiles(file);
  await expect(page.getByRole("dialog").or(page.getByRole("alert")).first()).toContainText(
    /no |cannot|could not/i,
  );
  await page.keyboard.press("Escape");
  await screen.cell(1, 4).click();
  await app.kill();
  await expect(page.getByText(/connection to Assay's services is gone/)).toBeVisible();
});
