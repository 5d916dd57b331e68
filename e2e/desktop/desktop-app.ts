import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "@playwright/test";
import { checkoutRoot, chromiumPath } from "../../scripts/needs.ts";

/** What the specs ran on: Electron itself, or the stand-in where its binary is not installed. */
export type Engine = "electron" | "stand-in";

export interface DesktopApp {
  readonly engine: Engine;
  readonly home: string;
  readonly app: ElectronApplication;
  readonly page: Page;
  close(): Promise<void>;
}

export const engine: Engine = electronBinary() === null ? "stand-in" : "electron";

export const newHome = (): string => mkdtempSync(join(tmpdir(), "assay-desktop-"));
export const removeHome = (home: string): void =>
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });

/** Starts the built desktop host on a data folder and waits for its window. */
export async function launchDesktop(home: string): Promise<DesktopApp> {
  const app = await _electron.launch(launchOptions(home));
  const page = await app.firstWindow();
  await page.getByRole("navigation", { name: "Steps" }).waitFor();
  return { engine, home, app, page, close: () => app.close() };
}

export function launchOptions(
  home: string,
): Parameters<typeof _electron.launch>[0] & { executablePath: string } {
  return {
    executablePath: electronBinary() ?? join(checkoutRoot, "e2e", "desktop", "stand-in", "electron"),
    args: [checkoutRoot],
    cwd: checkoutRoot,
    env: {
      ...(process.env as Record<string, string>),
      ASSAY_HOME: home,
      ASSAY_NODE: process.execPath,
      ASSAY_CHROMIUM_PATH: chromiumPath() ?? "",
    },
  };
}

function electronBinary(): string | null {
  const dir = join(checkoutRoot, "node_modules", "electron");
  const pathFile = join(dir, "path.txt");
  if (!existsSync(pathFile) || process.getuid?.() === 0) return null;
  const binary = join(dir, "dist", readFileSync(pathFile, "utf8").trim());
  return existsSync(binary) ? binary : null;
}
