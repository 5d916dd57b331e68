// Runs one of our scripts under the pinned Node, after the set-up it needs.
import { resolve } from "node:path";
import { handOver } from "./lib/launch.mjs";
import { ensureInstalled, guarded } from "./lib/setup.mjs";

await guarded(async () => {
  const [script, ...args] = process.argv.slice(2);
  await ensureInstalled();
  await handOver([resolve(script), ...args]);
});
