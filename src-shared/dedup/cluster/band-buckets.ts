import type { Banding } from "../signature/banding.ts";
import { SIGNATURE_SIZE } from "../signature/size.ts";

/**
 * Calls `visit` once for every bucket of at least two rows that agree in all values of a band.
 * Buckets are exact (values are compared, not only hashed); the array handed over is reused.
 * @param signatures 128 values a row
 * @param rows the rows to look at
 */
export function forEachBucket(
  signatures: Uint32Array,
  rows: Int32Array,
  { bands, rows: width }: Banding,
  visit: (members: readonly number[]) => void,
): void {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, rows.length * 2))));
  const mask = slots.length - 1;
  const nextInBucket = new Int32Array(rows.length);
  const lastInBucket = new Int32Array(rows.length);
  const members: number[] = [];
  for (let band = 0; band < bands; band++) {
    const offset = band * width;
    slots.fill(-1);
    nextInBucket.fill(-1);
    for (let i = 0; i < rows.length; i++) {
      const at = rows[i]! * SIGNATURE_SIZE + offset;
      let slot = hashBand(signatures, at, width) & mask;
      while (slots[slot] !== -1) {
        if (sameBand(signatures, at, rows[slots[slot]!]! * SIGNATURE_SIZE + offset, width)) break;
        slot = (slot + 1) & mask;
      }
      const leader = slots[slot]!;
      if (leader === -1) {
        slots[slot] = i;
        lastInBucket[i] = i;
      } else {
        nextInBucket[lastInBucket[leader]!] = i;
        lastInBucket[leader] = i;
      }
    }
    for (let slot = 0; slot < slots.length; slot++) {
      const leader = slots[slot]!;
      if (leader === -1 || nextInBucket[leader] === -1) continue;
      members.length = 0;
      for (let i = leader; i !== -1; i = nextInBucket[i]!) members.push(rows[i]!);
      visit(members);
    }
  }
}

function hashBand(signatures: Uint32Array, at: number, width: number): number {
  let hash = 0x811c9dc5;
  for (let i = at; i < at + width; i++) {
    hash = Math.imul(hash ^ signatures[i]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

function sameBand(signatures: Uint32Array, a: number, b: number, width: number): boolean {
  for (let i = 0; i < width; i++) if (signatures[a + i] !== signatures[b + i]) return false;
  return true;
}
