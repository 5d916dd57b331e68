import { defineConfig } from "@playwright/test";
import { chromiumPath } from "./scripts/needs.ts";

/** `web` and `editor` drive the web host in a real Chromium; `desktop` the desktop host through Playwright's Electron door. */
export default defineConfig({
  testDir: "e2e",
  outputDir: ".cache/playwright",
  timeout: 120_000,
  expect: { timeout: 20_000 },
  fullyParallel: false,
  workers: 1,
  retries: 0,
  use: {
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    launchOptions: {
      ...(chromiumPath() === null ? {} : { executablePath: chromiumPath() as string }),
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "web", testMatch: "web/**/*.spec.ts" },
    { name: "editor", testMatch: "editor/**/*.spec.ts" },
    { name: "desktop", testMatch: "desktop/**/*.spec.ts" },
  ],
});
