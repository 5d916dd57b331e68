import {
  type CompetitionProfile,
  type QuantizedWeights,
  quantizeWeights,
} from "../../../src-shared/competition/index.ts";

const U16_MAX = 65_535;

/** What the chain demands of a set of weights. */
export interface WeightDemands {
  readonly minAllowedWeights: number;
  /** 0..1. */
  readonly maxWeightShare: number;
}

/**
 * Weights as the chain will take them: capped where one UID may not have that much, as 16-bit numbers, and filled up with
 * UIDs that get nothing where there must be more of them.
 * @param weights by UID
 */
export function fitWeights(
  weights: readonly number[],
  how: Parameters<typeof quantizeWeights>[1] & { readonly rules: CompetitionProfile["rules"] },
  { minAllowedWeights, maxWeightShare }: WeightDemands,
): QuantizedWeights {
  const { uids, values } = withinShare(weights, how, maxWeightShare);
  const missing = Math.min(minAllowedWeights, weights.length) - uids.length;
  if (missing <= 0) return { uids, values };
  const others = [...weights.keys()].filter((uid) => !uids.includes(uid)).slice(0, missing);
  return { uids: [...uids, ...others], values: [...values, ...others.map(() => 0)] };
}

/** By so much is the largest share lowered where rounding puts it above what is allowed. */
const MARGINS = [0, 1e-5, 1e-4, 1e-3, 1e-2];

function withinShare(
  weights: readonly number[],
  how: Parameters<typeof quantizeWeights>[1],
  maxShare: number,
): QuantizedWeights {
  for (const margin of MARGINS) {
    const found = quantizeWeights(asLarge(capShares(weights, maxShare * (1 - margin)), weights), how);
    if (keepsShare(found.values, maxShare)) return found;
  }
  return quantizeWeights(capShares(weights, maxShare), how);
}

/** In proportion, with the largest as large as before: where digits are few, none must be lost to the cap. */
function asLarge(capped: readonly number[], weights: readonly number[]): number[] {
  const scale = Math.max(0, ...weights) / Math.max(Number.MIN_VALUE, ...capped);
  return capped.map((weight) => weight * scale);
}

/** As the chain looks at it: once the largest is scaled to 65535. */
function keepsShare(values: readonly number[], maxShare: number): boolean {
  const largest = Math.max(1, ...values);
  const scaled = values.map((value) => Math.round((value * U16_MAX) / largest));
  const sum = scaled.reduce((total, value) => total + value, 0);
  return maxShare >= 1 || scaled.every((value) => value <= maxShare * sum);
}

/**
 * The weights with the largest lowered to a common cap, so that none is more than its share of the sum; the others keep
 * their proportions. Where there are too few to share among, all get the same.
 */
export function capShares(weights: readonly number[], maxShare: number): number[] {
  const positive = weights.filter((weight) => weight > 0).sort((a, b) => b - a);
  const sum = positive.reduce((total, weight) => total + weight, 0);
  if (positive.length === 0 || (positive[0] as number) <= maxShare * sum) return [...weights];
  if (positive.length * maxShare <= 1) return weights.map((weight) => (weight > 0 ? 1 : 0));
  let rest = sum;
  for (const [capped, weight] of positive.entries()) {
    rest -= weight;
    const count = capped + 1;
    // With `count` of them at the cap: cap = share · (count · cap + rest).
    const cap = (maxShare * rest) / (1 - maxShare * count);
    const next = positive[count] ?? 0;
    if (maxShare * count < 1 && cap >= next) return weights.map((each) => Math.min(each, cap));
  }
  return weights.map((weight) => (weight > 0 ? 1 : 0));
}
