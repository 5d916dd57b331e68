import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { checkoutRoot } from "../../scripts/needs.ts";

/** `assay serve`, running as a user would run it (see `scripts/lib/launch.mjs`), on a data folder of its own. */
export interface WebApp {
  readonly link: string;
  readonly home: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Ends it as a crash would, and starts it again on the same data. */
  killAndRestart(): Promise<WebApp>;
  stop(): Promise<void>;
}

export async function startWebApp(
  home = mkdtempSync(join(tmpdir(), "assay-e2e-")),
  env: Readonly<Record<string, string>> = {},
): Promise<WebApp> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "src-main/cli/assay.entry.ts", "serve", "--port", "0"],
    {
      cwd: checkoutRoot,
      env: { MALLOC_ARENA_MAX: "2", ...process.env, ...env, ASSAY_HOME: home },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const link = await firstLine(child);
  return {
    link,
    home,
    kill: () => end(child, "SIGKILL"),
    killAndRestart: async () => {
      await end(child, "SIGKILL");
      return startWebApp(home, env);
    },
    stop: async () => {
      await end(child, "SIGTERM");
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) return reject(new Error("no output"));
    createInterface(child.stdout).once("line", resolve);
    child.once("exit", (code) =>
      reject(new Error(`assay serve ended with ${code} before it printed its link`)),
    );
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}
