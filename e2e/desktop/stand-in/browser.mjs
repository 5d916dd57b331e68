import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

let context = null;
const profile = mkdtempSync(join(tmpdir(), "assay-stand-in-"));

/** Starts Chromium and answers its DevTools address, which Playwright attaches to. */
export async function startBrowser() {
  const port = await freePort();
  context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.ASSAY_CHROMIUM_PATH,
    headless: true,
    viewport: null,
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--remote-debugging-port=${port}`,
    ],
  });
  // Windows of ours answer for themselves; any other page is one that the host refused to open.
  await context.route("**/*", (route) => route.abort());
  const version = await (await fetch(`http://127.0.0.1:${port}/json/version`)).json();
  return version.webSocketDebuggerUrl;
}

export const browserContext = () => context;

export async function closeBrowser() {
  await context?.close().catch(() => {});
  rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
