import { kernelBase64 } from "./kernel.generated.ts";

/** The compiled kernel with its memory. Addresses are byte offsets into that memory. */
export interface Kernel {
  readonly memory: WasmMemory;
  /** Writes the signature (128 u32) of `count` shingle hashes; coefficients: 128 multipliers, 128 addends. */
  minhash(shingles: number, count: number, coefficients: number, signature: number): void;
  /**
   * Hashes the shingles of a text of `length` bytes below 128 with a zero byte after it.
   * @param classes a byte a code point, see `Trait`
   * @param low where one u32 a shingle goes; `high` another, independent one
   * @param results where four u32 go: shingles, words, low and high hash of the whole text
   */
  hashAscii(text: number, length: number, classes: number, low: number, high: number, results: number): void;
  /**
   * The same for `length` UTF-16 units. In `classes` surrogates are zero, and after the last code point comes the
   * class of lone surrogates.
   * @returns -1, or the first code point whose class is zero (0x110000 for a lone surrogate): nothing counts then
   */
  hashUnits(
    text: number,
    length: number,
    classes: number,
    low: number,
    high: number,
    results: number,
  ): number;
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
