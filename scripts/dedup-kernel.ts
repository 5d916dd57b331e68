import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

const folder = new URL("../src-shared/dedup/wasm/", import.meta.url);
const generated = new URL("kernel.generated.ts", folder);
const SOURCES = ["minhash", "shingles"];
const OUTPUT = "kernel.wasm";
const OPTIONS = ["--outFile", OUTPUT, "-O3", "--noAssert", "--runtime", "stub", "--enable", "simd"];

/** Compiles the kernel from its AssemblyScript sources and answers the module's bytes. */
export async function compileKernel(): Promise<Uint8Array> {
  const sources = new Map(
    SOURCES.map((name) => [`${name}.ts`, readFileSync(new URL(`${name}.as`, folder), "utf8")]),
  );
  let bytes: Uint8Array | null = null;
  const { error, stderr } = await main([...sources.keys(), ...OPTIONS], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => {
      if (name === OUTPUT && typeof contents !== "string") bytes = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || bytes === null) throw new Error(`The kernel does not compile: ${stderr.toString()}`);
  return bytes;
}

/** Source of the generated module for these bytes. */
export function kernelModule(bytes: Uint8Array): string {
  return [
    "// Made by `node scripts/dedup-kernel.ts` from the .as files: change those, then run it again.",
    `export const kernelBase64 =\n  "${Buffer.from(bytes).toString("base64")}";`,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(generated, kernelModule(await compileKernel()));
}
