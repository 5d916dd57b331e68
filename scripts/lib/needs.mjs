import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureChromium } from "./chromium.mjs";
import { cacheDir, inRoot, root } from "./paths.mjs";
import { run } from "./process.mjs";
import { ensureRedis } from "./redis.mjs";
import { pinnedNode } from "./setup.mjs";
import { ensureVulkan } from "./vulkan.mjs";

/**
 * What some suites stand on beyond Node. `require` lists the ones that must be there: for them a missing one is a
 * failure, and set-up may take its time; the others are used when they happen to be there.
 * @returns {Promise<Record<string, string | null>>} null when it is there, else the reason why it is not
 */
export async function findNeeds(require) {
  const chromium = await ensureChromium();
  return {
    chromium: chromium.path === null ? chromium.advice : null,
    shared: sharedIsThere() ? null : "the reference data is not beside this checkout",
    python: await pythonNeed(require.has("python")),
    vulkan: await ensureVulkan(),
    redis: await ensureRedis(require.has("redis")),
  };
}

function sharedIsThere() {
  return existsSync(join(process.env.ASSAY_SHARED ?? join(root, "..", "shared"), "PROTOCOL.md"));
}

async function pythonNeed(required) {
  if (required) {
    const { code } = await run(pinnedNode, [inRoot("scripts", "python-env.mjs")], { cwd: root });
    if (code !== 0) return "the Python peers could not be installed (see above)";
  }
  const marker = join(cacheDir, "python", "current.json");
  const isThere = existsSync(marker) && existsSync(JSON.parse(readFileSync(marker, "utf8")).python);
  return isThere ? null : "the Python peers are not set up (node scripts/python-env.mjs does it)";
}
