// Builds the desktop host into out/: our modules as plain JavaScript under out/app, in their own tree, and the
// preload script as one CommonJS file, the only form that a sandboxed preload may have.
import { rmSync } from "node:fs";
import { build } from "vite";
import { inRoot, root } from "./lib/paths.mjs";
import { run } from "./lib/process.mjs";

rmSync(inRoot("out", "app"), { recursive: true, force: true });
const { code, output } = await run(
  process.execPath,
  [inRoot("node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.emit.json"],
  { cwd: root, quiet: true },
);
if (code !== 0) {
  console.error(output);
  process.exit(1);
}
await build({
  configFile: false,
  logLevel: "warn",
  build: {
    outDir: inRoot("out", "preload"),
    emptyOutDir: true,
    minify: false,
    lib: {
      entry: inRoot("src-main", "hosts", "electron", "preload", "preload.ts"),
      formats: ["cjs"],
      fileName: () => "preload.cjs",
    },
    rolldownOptions: { external: ["electron"] },
  },
});
