import { inRoot, root } from "./paths.mjs";
import { run } from "./process.mjs";
import { pinnedNode } from "./setup.mjs";

const bin = (...parts) => inRoot("node_modules", ...parts);

/** The static checks: each has a name for the reader and a command that exits non-zero when it finds something. */
export const checks = [
  {
    name: "format and lint",
    args: [bin("@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings", "."],
  },
  { name: "types", args: [bin("typescript", "bin", "tsc"), "-p", "."] },
  { name: "types of the screen", args: [bin("typescript", "bin", "tsc"), "-p", "src-renderer"] },
  { name: "types of the end-to-end tests", args: [bin("typescript", "bin", "tsc"), "-p", "e2e"] },
  {
    name: "types of the preload",
    args: [bin("typescript", "bin", "tsc"), "-p", "src-main/hosts/electron/preload"],
  },
  {
    name: "laws between the rooms",
    args: [
      bin("dependency-cruiser", "bin", "dependency-cruiser.mjs"),
      "--config",
      ".dependency-cruiser.cjs",
      "src-shared",
      "src-main",
      "src-renderer",
      "validator-headless",
    ],
  },
];

/** @returns {Promise<{name: string, passed: boolean, output: string}>} */
export async function runCheck({ name, args }) {
  const { code, output } = await run(pinnedNode, args, { cwd: root, quiet: true });
  return { name, passed: code === 0, output };
}
