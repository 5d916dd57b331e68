// `npm run soak`: the fault-injection suites at full counts. By hand; it may take hours.
import { vitestSuite } from "./lib/suites.mjs";

const { passed, failed, skipped } = await vitestSuite("fault", { ASSAY_FULL: "1" });
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
if (failed > 0) process.exitCode = 1;
