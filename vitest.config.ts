import { defineConfig } from "vitest/config";

/**
 * Test files say by their name what they need: `x.test.ts` needs nothing but Node, `x.shared.test.ts` the
 * reference data beside the checkout, `x.python.test.ts` the Python peers, `x.gpu.test.ts` a Vulkan driver,
 * `x.redis.test.ts` a Redis server, `x.fault.test.ts` several minutes.
 */
const SPECIAL = ["shared", "python", "gpu", "redis", "fault"] as const;
const ROOTS = "{src-shared,src-main,src-renderer,validator-headless,scripts}";

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [`${ROOTS}/**/*.test.{ts,tsx}`],
          exclude: ["**/node_modules/**", ...SPECIAL.map((kind) => `**/*.${kind}.test.ts`)],
        },
      },
      ...SPECIAL.map((kind) => ({
        extends: true as const,
        test: {
          name: kind,
          include: [`${ROOTS}/**/*.${kind}.test.ts`],
          testTimeout: kind === "shared" ? 60_000 : 600_000,
        },
      })),
    ],
  },
});
