// `npm run check`: everything that can be told without running the program.
import { checks, runCheck } from "./lib/checks.mjs";

for (const check of checks) {
  const { name, passed, output } = await runCheck(check);
  console.log(`${passed ? "ok  " : "FAIL"} ${name}`);
  if (!passed) {
    console.log(output);
    process.exitCode = 1;
  }
}
