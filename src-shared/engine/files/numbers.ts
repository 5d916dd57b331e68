import type { StoredType } from "./safetensors.ts";

/** float32 of what lies in a file; bfloat16 and float16 are widened exactly. */
export function toFloat32(bytes: Uint8Array, type: StoredType): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes;
  if (type === "F32") return new Float32Array(buffer, byteOffset, byteLength / 4);
  const halves = new Uint16Array(buffer, byteOffset, byteLength / 2);
  return type === "BF16" ? fromBfloat16(halves) : fromFloat16(halves);
}

/**
 * float16 bits of what lies in a file, rounded to the nearest, and to the largest where a number is too large. bfloat16 is
 * narrowed where it lies: `bytes` must not be used afterwards.
 */
export function toFloat16(bytes: Uint8Array, type: StoredType): Uint16Array {
  if (type === "F32") return float16Bits(toFloat32(bytes, type));
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  if (type === "BF16") {
    for (let index = 0; index < halves.length; index++)
      halves[index] = narrow((halves[index] as number) << 16);
  }
  return halves;
}

function fromBfloat16(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  for (let index = 0; index < halves.length; index++) words[index] = (halves[index] as number) << 16;
  return new Float32Array(words.buffer);
}

let wideOfHalf: Float32Array | null = null;

export function fromFloat16(halves: Uint16Array): Float32Array {
  wideOfHalf ??= Float32Array.from({ length: 2 ** 16 }, (_, bits) => widen(bits));
  const table = wideOfHalf;
  const numbers = new Float32Array(halves.length);
  for (let index = 0; index < halves.length; index++)
    numbers[index] = table[halves[index] as number] as number;
  return numbers;
}

/** One float16, by its bits (IEEE 754 binary16). */
function widen(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const LARGEST_HALF = 0x7bff;

/** Rounds to nearest, ties to even; what is too large becomes the largest number there is. */
export function float16Bits(numbers: Float32Array): Uint16Array {
  const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const halves = new Uint16Array(numbers.length);
  for (let index = 0; index < words.length; index++) halves[index] = narrow(words[index] as number);
  return halves;
}

function narrow(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const exponent = ((word >>> 23) & 0xff) - 112;
  const fraction = word & 0x7fffff;
  if (exponent >= 31) return sign | (exponent === 143 && fraction !== 0 ? 0x7e00 : LARGEST_HALF);
  if (exponent > 0) {
    const bits = (exponent << 10) | (fraction >>> 13);
    return sign | Math.min(LARGEST_HALF, bits + roundUp(fraction, 13, bits));
  }
  if (exponent < -10) return sign;
  const shift = 14 - exponent;
  const bits = (fraction | 0x800000) >>> shift;
  return sign | (bits + roundUp(fraction | 0x800000, shift, bits));
}

/** 1 when the `dropped` lowest bits of a number are more than half, or half and the rest is odd. */
function roundUp(value: number, dropped: number, kept: number): number {
  const rest = value & (2 ** dropped - 1);
  const half = 2 ** (dropped - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0;
}
