import { Generator } from "../random/generator.ts";

export interface Interval {
  readonly mean: number;
  /** The 2.5th and the 97.5th percentile of the mean when items are drawn anew. */
  readonly low: number;
  readonly high: number;
}

const DRAWS = 2_000;

/**
 * How sure a mean is: percentiles of the means of as many items drawn with replacement (Efron, 1979). The same items and
 * seed give the same answer.
 */
export function bootstrapMean(values: readonly number[], seed = 1): Interval {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const generator = new Generator(seed, count);
  const means = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    let sum = 0;
    for (let item = 0; item < count; item++) sum += values[generator.below(count)] as number;
    means[draw] = sum / count;
  }
  means.sort();
  return {
    mean,
    low: means[Math.floor(DRAWS * 0.025)] as number,
    high: means[Math.ceil(DRAWS * 0.975) - 1] as number,
  };
}
