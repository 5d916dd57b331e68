// `npm test`: does all set-up, runs every suite that this machine can run, and sums them up. With `--tier ci`
// also the suites that take minutes. ASSAY_REQUIRE=python,chromium,shared,vulkan,redis turns a skip for want of one of them
// into a failure.
import { handOver } from "./lib/launch.mjs";
import { inRoot } from "./lib/paths.mjs";
import { ensureInstalled, guarded } from "./lib/setup.mjs";

await guarded(async () => {
  await ensureInstalled();
  await handOver([inRoot("scripts", "run-suites.mjs"), ...process.argv.slice(2)]);
});
