import { kernelBase64 } from "./minhash.generated.ts";

/** The compiled kernel with its memory. Addresses are byte offsets into that memory. */
export interface Kernel {
  readonly memory: WasmMemory;
  /** Writes the signature (128 u32) of `count` shingle hashes; coefficients: 128 multipliers, 128 addends. */
  minhash(shingles: number, count: number, coefficients: number, signature: number): void;
}

/** The little of WebAssembly that is used here; pure rooms are compiled without the DOM's types. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

export const WASM_PAGE_BYTES = 65_536;

let compiled: object | null = null;

/** A new instance of the kernel with a memory of its own. Needs WebAssembly with SIMD (Node 20+, any browser of 2023). */
export function instantiateKernel(): Kernel {
  const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;
  compiled ??= new Module(Uint8Array.from(atob(kernelBase64), (letter) => letter.charCodeAt(0)));
  return new Instance(compiled).exports as Kernel;
}
