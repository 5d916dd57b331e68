import { findNeeds } from "./lib/needs.mjs";
import { ensureDesktopBuilt, ensureScreenBuilt, guarded } from "./lib/setup.mjs";
import { checkSuite, playwrightSuite, vitestSuite } from "./lib/suites.mjs";
import { vulkanEnv } from "./lib/vulkan.mjs";

const tier = process.argv.includes("--tier") ? process.argv[process.argv.indexOf("--tier") + 1] : "test";
const only = process.argv.includes("--only")
  ? process.argv[process.argv.indexOf("--only") + 1].split(",")
  : null;
const required = new Set((process.env.ASSAY_REQUIRE ?? "").split(",").filter((need) => need !== ""));
const full = process.env.ASSAY_FULL === "1";

/** Every suite: what it needs beyond Node, and from which tier on it runs. */
const suites = [
  { name: "checks", title: "static checks", needs: [], tiers: ["test", "ci"], run: checkSuite },
  {
    name: "unit",
    title: "unit and property tests",
    needs: [],
    tiers: ["test", "ci"],
    run: () => vitestSuite("unit"),
  },
  {
    name: "shared",
    title: "against the reference data",
    needs: ["shared"],
    tiers: ["test", "ci"],
    run: () => vitestSuite("shared"),
  },
  {
    name: "web",
    title: "the web host in chromium",
    needs: ["chromium"],
    tiers: ["test", "ci"],
    run: () => playwrightSuite("web"),
  },
  {
    name: "editor",
    title: "the editor in chromium",
    needs: ["chromium"],
    tiers: ["ci"],
    run: () => playwrightSuite("editor"),
  },
  {
    name: "desktop",
    title: "the desktop host",
    needs: ["chromium"],
    tiers: ["test", "ci"],
    run: () => playwrightSuite("desktop"),
  },
  {
    name: "python",
    title: "against the Python clients",
    needs: ["python"],
    tiers: ["test", "ci"],
    run: () => vitestSuite("python"),
  },
  {
    name: "gpu",
    title: "on a Vulkan driver",
    needs: ["vulkan"],
    tiers: ["ci"],
    run: () => vitestSuite("gpu", vulkanEnv()),
  },
  {
    name: "redis",
    title: "workers on a Redis",
    needs: ["redis"],
    tiers: ["test", "ci"],
    run: () => vitestSuite("redis"),
  },
  { name: "fault", title: "fault injection", needs: [], tiers: ["ci"], run: () => vitestSuite("fault") },
];

await guarded(async () => {
  await ensureScreenBuilt();
  await ensureDesktopBuilt();
  const needs = await findNeeds(required);
  const total = { passed: 0, failed: 0, skipped: 0 };
  const notes = [];
  for (const suite of suites.filter(
    ({ tiers, name }) => tiers.includes(tier) && (only?.includes(name) ?? true),
  )) {
    const missing = suite.needs.find((need) => needs[need] !== null);
    const startedAt = performance.now();
    console.log(`\n── ${suite.title}`);
    const counts = missing === undefined ? await suite.run() : missingNeed(missing);
    for (const key of Object.keys(total)) total[key] += counts[key];
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    notes.push(
      `${suite.title}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)`,
    );

    function missingNeed(need) {
      const verdict = required.has(need) ? "FAILED" : "skipped";
      console.log(`   ${verdict}: needs ${need}, but ${needs[need]}`);
      return required.has(need) ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 };
    }
  }
  console.log(`\n${notes.join("\n")}`);
  if (!full && tier === "ci") console.log("Fault rounds are reduced here; `npm run soak` runs them in full.");
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
});
