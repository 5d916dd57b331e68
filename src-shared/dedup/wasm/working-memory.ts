import { SIGNATURE_BYTES, SIGNATURE_SIZE } from "../signature/size.ts";
import { instantiateKernel, type Kernel, WASM_PAGE_BYTES } from "./kernel.ts";

const COEFFICIENTS_AT = 0;
const SIGNATURE_AT = COEFFICIENTS_AT + 2 * SIGNATURE_BYTES;
const RESULTS_AT = SIGNATURE_AT + SIGNATURE_BYTES;
const RESULTS = 4;
const CLASSES_AT = RESULTS_AT + RESULTS * 4;
/** One for each code point and one for lone surrogates; rounded up, as words follow. */
const CLASSES_BYTES = 0x110008;
const TEXT_AT = CLASSES_AT + CLASSES_BYTES;
const FIRST_CAPACITY = 4096;

/**
 * One kernel with all it works on: a text, its shingles, its signature. Grows to the longest text met. The views are
 * made anew when it grows: ask for them after `reserve`. Not shared between threads.
 */
export class WorkingMemory {
  readonly #kernel: Kernel = instantiateKernel();
  #capacity = 0;
  #lowAt = 0;
  #highAt = 0;
  /** The text's bytes where it is ASCII. */
  ascii = new Uint8Array();
  /** The text's UTF-16 units where it is not. */
  units = new Uint16Array();
  /** Traits of code points, zero where they were not looked up. */
  classes = new Uint8Array();
  /** One 32-bit hash a shingle, in text order, repeats kept. */
  low = new Uint32Array();
  /** A second, independent 32-bit hash of the same shingles. */
  high = new Uint32Array();
  /** Shingles, words, low and high hash of the whole text. */
  results = new Uint32Array();
  /** 128 multipliers, then 128 addends. */
  coefficients = new Uint32Array();
  signature = new Uint32Array();

  constructor() {
    this.reserve(FIRST_CAPACITY);
  }

  /** Makes room for a text of so many UTF-16 units. */
  reserve(length: number): void {
    if (length <= this.#capacity) return;
    const capacity = Math.max(length + (length % 2), this.#capacity * 2);
    this.#lowAt = TEXT_AT + capacity * 2 + 4;
    this.#highAt = this.#lowAt + capacity * 4;
    const missing = this.#highAt + capacity * 4 - this.#kernel.memory.buffer.byteLength;
    if (missing > 0) this.#kernel.memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
    this.#capacity = capacity;
    const { buffer } = this.#kernel.memory;
    this.ascii = new Uint8Array(buffer, TEXT_AT, capacity + 1);
    this.units = new Uint16Array(buffer, TEXT_AT, capacity);
    this.classes = new Uint8Array(buffer, CLASSES_AT, CLASSES_BYTES);
    this.low = new Uint32Array(buffer, this.#lowAt, capacity);
    this.high = new Uint32Array(buffer, this.#highAt, capacity);
    this.results = new Uint32Array(buffer, RESULTS_AT, RESULTS);
    this.coefficients = new Uint32Array(buffer, COEFFICIENTS_AT, 2 * SIGNATURE_SIZE);
    this.signature = new Uint32Array(buffer, SIGNATURE_AT, SIGNATURE_SIZE);
  }

  /** Hashes the shingles of the text in `ascii`. */
  hashAscii(length: number): void {
    this.ascii[length] = 0;
    this.#kernel.hashAscii(TEXT_AT, length, CLASSES_AT, this.#lowAt, this.#highAt, RESULTS_AT);
  }

  /** Hashes the shingles of the text in `units`; see `Kernel.hashUnits` for what it answers. */
  hashUnits(length: number): number {
    return this.#kernel.hashUnits(TEXT_AT, length, CLASSES_AT, this.#lowAt, this.#highAt, RESULTS_AT);
  }

  /** Makes the signature of the first `count` hashes in `low`. */
  minhash(count: number): void {
    this.#kernel.minhash(this.#lowAt, count, COEFFICIENTS_AT, SIGNATURE_AT);
  }
}
