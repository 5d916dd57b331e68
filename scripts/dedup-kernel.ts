import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

const folder = new URL("../src-shared/dedup/wasm/", import.meta.url);
const generated = new URL("minhash.generated.ts", folder);

/** Compiles the MinHash kernel from its AssemblyScript source and answers the module's bytes. */
export async function compileKernel(): Promise<Uint8Array> {
  const source = readFileSync(new URL("minhash.as", folder), "utf8");
  let bytes: Uint8Array | null = null;
  const { error, stderr } = await main(
    ["minhash.ts", "--outFile", "minhash.wasm", "-O3", "--noAssert", "--runtime", "stub", "--enable", "simd"],
    {
      readFile: (name) => (name === "minhash.ts" ? source : null),
      writeFile: (name, contents) => {
        if (name === "minhash.wasm" && typeof contents !== "string") bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || bytes === null) throw new Error(`The kernel does not compile: ${stderr.toString()}`);
  return bytes;
}

/** Source of the generated module for these bytes. */
export function kernelModule(bytes: Uint8Array): string {
  return [
    "// Made by `node scripts/dedup-kernel.ts` from minhash.as: change that, then run it again.",
    `export const kernelBase64 =\n  "${Buffer.from(bytes).toString("base64")}";`,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(generated, kernelModule(await compileKernel()));
}
