import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checks, runCheck } from "./checks.mjs";
import { cacheDir, inRoot, root } from "./paths.mjs";
import { run } from "./process.mjs";
import { pinnedNode } from "./setup.mjs";

const resultsDir = join(cacheDir, "test-results");

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

/** The static checks, each counted as one test. @returns {Promise<Counts>} */
export async function checkSuite() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const check of checks) {
    const { name, passed, output } = await runCheck(check);
    counts[passed ? "passed" : "failed"]++;
    console.log(`  ${passed ? "✓" : "✗"} ${name}`);
    if (!passed) console.log(output);
  }
  return counts;
}

/** One project of vitest.config.ts. @returns {Promise<Counts>} */
export async function vitestSuite(project, env = {}) {
  const file = freshResultFile(`vitest-${project}`);
  const { code } = await run(
    pinnedNode,
    [
      inRoot("node_modules", "vitest", "vitest.mjs"),
      "run",
      "--project",
      project,
      "--passWithNoTests",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${file}`,
    ],
    { cwd: root, env: { ...process.env, ...env } },
  );
  const counts = readVitest(file);
  return code === 0 ? counts : atLeastOneFailure(counts);
}

/** One project of playwright.config.ts. @returns {Promise<Counts>} */
export async function playwrightSuite(project, env = {}) {
  const file = freshResultFile(`playwright-${project}`);
  const { code } = await run(
    pinnedNode,
    [
      inRoot("node_modules", "@playwright", "test", "cli.js"),
      "test",
      "--project",
      project,
      "--reporter=list,json",
    ],
    { cwd: root, env: { ...process.env, ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file } },
  );
  const counts = readPlaywright(file);
  return code === 0 ? counts : atLeastOneFailure(counts);
}

function freshResultFile(name) {
  mkdirSync(resultsDir, { recursive: true });
  const file = join(resultsDir, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

function readVitest(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, "utf8"));
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((test) => test.status !== "failed"),
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function readPlaywright(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats } = JSON.parse(readFileSync(file, "utf8"));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

const atLeastOneFailure = (counts) => ({ ...counts, failed: Math.max(1, counts.failed) });
