// `npm run bench -- NAME [arguments]`: runs bench/NAME/bench.ts, which prints JSON lines; without a name lists them.
import { existsSync, readdirSync } from "node:fs";
import { handOver } from "./lib/launch.mjs";
import { inRoot } from "./lib/paths.mjs";

const [name, ...args] = process.argv.slice(2);
const names = readdirSync(inRoot("bench")).filter((entry) => existsSync(inRoot("bench", entry, "bench.ts")));
if (name !== undefined && names.includes(name)) await handOver([inRoot("bench", name, "bench.ts"), ...args]);
else {
  console.error(`Name a benchmark: ${names.join(", ")}`);
  process.exitCode = 2;
}
