const BLOCK = 64;

/**
 * The sixteen numbers of NormalFloat4: quantiles of the normal distribution, scaled to ±1
 * (Dettmers et al., 2023: QLoRA, appendix E).
 */
const LEVELS = [
  -1, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635,
  -0.18477343022823334, -0.09105003625154495, 0, 0.07958029955625534, 0.16093020141124725,
  0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1,
];
const MIDDLES = LEVELS.slice(1).map((level, index) => (level + (LEVELS[index] as number)) / 2);

/** Replaces numbers by what is left of them after they were stored as nf4, in blocks of 64 by their largest. In place. */
export function throughNf4(numbers: Float32Array): Float32Array {
  for (let start = 0; start < numbers.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, numbers.length);
    let largest = 0;
    for (let index = start; index < end; index++) {
      largest = Math.max(largest, Math.abs(numbers[index] as number));
    }
    if (largest === 0) continue;
    for (let index = start; index < end; index++) {
      numbers[index] = (LEVELS[nearest((numbers[index] as number) / largest)] as number) * largest;
    }
  }
  return numbers;
}

/** The level that is nearest, by halving. */
function nearest(value: number): number {
  let low = 0;
  let high = MIDDLES.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > (MIDDLES[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}
