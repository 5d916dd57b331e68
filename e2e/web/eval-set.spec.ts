import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Screen } from "../support/screen.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

let app: WebApp;
test.beforeEach(async () => {
  app = await startWebApp();
});
test.afterEach(() => app.stop());

const row = (content: string): string =>
  JSON.stringify({
    system: "You are a patient teacher.",
    conversations: [
      { role: "user", content: "What is 3 plus 2?" },
      { role: "assistant", content },
    ],
  });

test("where rows must come from the eval set it is fetched, and members are guarded and restored", async ({
  page,
}) => {
  const dir = mkdtempSync(join(tmpdir(), "assay-e2e-eval-"));
  const file = join(dir, "rows.jsonl");
  writeFileSync(file, `${row("3 plus 2 is 5.")}\n${row("Five, of course.")}\n`);
  const screen = new Screen(page);
  await page.goto(app.link);
  await screen.importFile(file);
  await expect(screen.counters).toContainText("2 rows");
  await page.getByRole("combobox", { name: "Competition", exact: true }).click();
  await page.getByRole("option", { name: "FLock OFF, daily" }).click();
  const evalSet = screen.problems.getByRole("region", { name: "Eval set", exact: true });
  await expect(evalSet).toContainText("It is not here yet");
  await evalSet.getByRole("button", { name: "Get the eval set" }).click();
  await expect(evalSet).toContainText(/held against \d+ rows of flock-io/, { timeout: 30_000 });
  const outside = screen.problems.getByRole("region", { name: "Row from outside the eval set" });
  await expect(outside).toContainText("1 row");

  await test.step("a member is not changed without meaning it", async () => {
    await screen.cell(1, 4).dblclick();
    await page.getByRole("textbox", { name: "Edit User" }).fill("What is three plus two?");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Leave it as it is" }).click();
    await expect(screen.cell(1, 4)).toHaveText("What is 3 plus 2?");
    await screen.cell(1, 4).dblclick();
    await page.getByRole("textbox", { name: "Edit User" }).fill("What is three plus two?");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Change it all the same" }).click();
    await expect(outside).toContainText("2 rows");
  });

  await test.step("what was a member is restored", async () => {
    await outside.getByRole("button", { name: /Restore from the eval set/ }).click();
    await expect(screen.cell(1, 4)).toHaveText("What is 3 plus 2?");
    await expect(screen.cell(2, 5)).toHaveText("3 plus 2 is 5.");
  });
});
