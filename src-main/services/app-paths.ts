import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import envPaths from "env-paths";

/** Where Assay keeps what it knows: `ASSAY_HOME`, or the system's usual place for an app's data. */
export function appDataDir(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const chosen = env.ASSAY_HOME;
  return chosen === undefined || chosen === "" ? envPaths("assay", { suffix: "" }).data : chosen;
}

/** The folder that holds package.json, resources and what was built: the checkout, or the packaged app. */
export function checkoutRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(dir, "resources")) || !existsSync(join(dir, "package.json"))) {
    const parent = dirname(dir);
    if (parent === dir) throw new Error("Assay's own folder could not be found");
    dir = parent;
  }
  return dir;
}
