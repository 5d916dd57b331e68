/**
 * The editor at size: `npm run bench -- editor [--rows N] [--source FILE]`. Starts `assay serve`, drives it in Chromium
 * and prints one JSON object a line. Rows are made of the sentences of the source (default: GSM8K of the reference data).
 * Times are those that a user would see: from the key or the click to what is on the screen.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "@playwright/test";
import { startWebApp } from "../../e2e/support/web-app.ts";
import { sharedDir } from "../../scripts/needs.ts";
import { writeCorpus } from "./corpus.ts";
import { saveAndWait, scrollThrough } from "./in-page.ts";
import { memoryOf, processOf } from "./processes.ts";
import { quantile } from "./quantile.ts";

const { values } = parseArgs({
  options: { rows: { type: "string", default: "100000" }, source: { type: "string" } },
});
const rows = Number(values.rows);
const LONG_MS = 900_000;
const EDITS = 100;

const print = (line: object): void => console.log(JSON.stringify({ bench: "editor", rows, ...line }));
const folder = mkdtempSync(join(tmpdir(), "assay-bench-editor-"));
const file = join(folder, "rows.jsonl");
await writeCorpus(values.source ?? defaultSource(), rows, file);
const megabytes = statSync(file).size / 1e6;
const app = await startWebApp(join(folder, "home"));
const browser = await chromium.launch({ executablePath: process.env.ASSAY_CHROMIUM ?? "/usr/bin/chromium" });
try {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  page.setDefaultTimeout(LONG_MS);
  await page.goto(app.link);
  await importFile(page);
  await memory(browser, "after the import");
  await scroll(page);
  await edit(page);
  await search(page);
  await fixAll(page);
  await exportAll(page);
  await memory(browser, "at the end");
  await reopen(page);
} finally {
  await browser.close();
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function importFile(page: Page): Promise<void> {
  await page.locator('input[type="file"]').first().setInputFiles(file);
  await page.getByRole("table", { name: "First rows" }).waitFor();
  const start = performance.now();
  await page.getByRole("button", { name: "Import", exact: true }).last().click();
  await page.getByRole("grid", { name: "Rows" }).locator('[role="row"][aria-rowindex="2"]').waitFor();
  const first = performance.now() - start;
  await page
    .getByRole("contentinfo")
    .getByText(`${rows.toLocaleString("en-GB")} rows`, { exact: true })
    .waitFor();
  const visible = performance.now() - start;
  print({ megabytes: round(megabytes), firstRowMs: round(first), visibleMs: round(visible) });
  print({ importMBPerSecond: round((megabytes / visible) * 1_000) });
  await page.getByText("being worked out").waitFor({ state: "hidden" });
  print({ workedOutSeconds: round((performance.now() - start) / 1_000) });
}

async function scroll(page: Page): Promise<void> {
  const frames = await page.evaluate(scrollThrough, { steps: 600 });
  print({
    frames: frames.length,
    longestFrameMs: round(Math.max(...frames)),
    p99FrameMs: quantile(frames, 0.99),
  });
}

/** From Enter to all changes saved, in rows all over the table. */
async function edit(page: Page): Promise<void> {
  const grid = page.getByRole("grid", { name: "Rows" });
  const times: number[] = [];
  await grid.locator('[aria-rowindex="2"] [aria-colindex="4"]').click();
  for (let number = 0; number < EDITS; number++) {
    await page.keyboard.press("PageDown");
    await page.keyboard.press("F2");
    const editor = page.getByRole("textbox", { name: "Edit User" });
    await editor.fill(`What is ${number} and ${number * 7} together, as a number?`);
    times.push(await page.evaluate(saveAndWait));
  }
  print({ edits: EDITS, editMedianMs: quantile(times, 0.5), editP99Ms: quantile(times, 0.99) });
}

async function search(page: Page): Promise<void> {
  const field = page.getByRole("textbox", { name: "Search" });
  for (const [name, text] of [
    ["common", "how many"],
    ["rare", "zebra"],
  ] as const) {
    const start = performance.now();
    await field.fill(text);
    await page.locator("mark").first().waitFor();
    print({ search: name, firstResultsMs: round(performance.now() - start) });
    await field.fill("");
    await page.locator("mark").first().waitFor({ state: "hidden" });
  }
}

async function fixAll(page: Page): Promise<void> {
  const panel = page.getByRole("complementary", { name: "Problems" });
  if (!(await panel.isVisible())) await page.getByRole("button", { name: "Problems" }).click();
  const start = performance.now();
  await panel.getByRole("button", { name: /^Trim/ }).first().click();
  const done = page.getByText(/rows? mended/);
  await done.waitFor();
  print({ fixAllSeconds: round((performance.now() - start) / 1_000), fixed: await done.innerText() });
}

async function exportAll(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Rows", exact: true }).click();
  await page.getByRole("menuitem", { name: /Save a copy/ }).click();
  const download = page.waitForEvent("download");
  const start = performance.now();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await download;
  print({ exportMBPerSecond: round((megabytes / (performance.now() - start)) * 1_000) });
}

async function reopen(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Close project" }).click();
  const recent = page.locator(".card").getByRole("button", { name: "rows", exact: true });
  await recent.waitFor();
  const start = performance.now();
  await recent.click();
  await page.getByRole("grid", { name: "Rows" }).locator('[role="row"][aria-rowindex="2"]').waitFor();
  print({ openMs: round(performance.now() - start) });
}

/** After a pause in which threads that are needed no more have ended. */
async function memory(of: Browser, when: string): Promise<void> {
  await delay(8_000);
  const session = await of.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => memoryOf(id));
  const services = processOf((command) => command.includes("assay.entry.ts") && command.includes("serve"));
  print({
    memory: when,
    rendererMiB: Math.max(...renderers),
    servicesMiB: services === null ? null : memoryOf(services),
  });
}

function defaultSource(): string {
  const shared = sharedDir();
  if (shared === null) throw new Error("Name a file with --source: the reference data is not here.");
  return join(shared, "data", "gsm8k-train.jsonl");
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
