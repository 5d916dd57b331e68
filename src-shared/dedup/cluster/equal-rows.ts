import type { WorkMeter } from "./work-meter.ts";

const NONE = -1;

/**
 * Tells equal rows by their keys and, where keys agree, by their texts: keys are hashes.
 * @param keys one a row, equal where texts are equal
 * @returns for every row the first row with the same text
 */
export function firstOfEqualRows(
  keys: Float64Array,
  textOf: (row: number) => string,
  meter: WorkMeter,
): Int32Array {
  const firsts = new Int32Array(keys.length);
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, keys.length * 2)))).fill(NONE);
  const mask = slots.length - 1;
  for (let row = 0; row < keys.length; row++) {
    meter.advance(1);
    const key = keys[row]!;
    let text: string | null = null;
    let slot = slotOf(key) & mask;
    let first = slots[slot]!;
    while (first !== NONE) {
      if (keys[first] === key) {
        meter.toil();
        text ??= textOf(row);
        if (textOf(first) === text) break;
      }
      slot = (slot + 1) & mask;
      first = slots[slot]!;
    }
    if (first === NONE) slots[slot] = row;
    firsts[row] = first === NONE ? row : first;
  }
  return firsts;
}

function slotOf(key: number): number {
  const mixed = Math.imul((key % 0x100000000) ^ Math.imul(key / 0x100000000, 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
