import type { CompetitionProfile } from "../schema.ts";

/** The largest number of 16 bits: what the chain scales the largest weight to. */
const U16_MAX = 65_535;
/** The reference's digits where it commits to a hash of its weights. */
const REFERENCE_PRECISION = 10_000;

/** Weights as the chain takes them: UIDs and 16-bit values, one for each. */
export interface QuantizedWeights {
  readonly uids: readonly number[];
  readonly values: readonly number[];
}

/**
 * Weights as 16-bit numbers. Plain and time-locked: the largest is 65535, the others in proportion, rounded half to even,
 * and what is 0 then is left out. Commit-reveal by hash under the rules "reference": `round(w x 10000)` for every UID, zeros
 * included, as the reference writes them; at most 65535. The chain scales either in proportion.
 * @param weights by UID, 0 or more, finite; those for the hash as the scorer gives them, not brought to a sum of 1
 */
export function quantizeWeights(
  weights: readonly number[],
  {
    mode,
    rules,
  }: { readonly mode: CompetitionProfile["weights"]["mode"]; readonly rules: CompetitionProfile["rules"] },
): QuantizedWeights {
  if (!weights.every((weight) => Number.isFinite(weight) && weight >= 0)) {
    throw new RangeError("weights must be finite and not negative");
  }
  if (mode === "commit-reveal" && rules === "reference") {
    return {
      uids: [...weights.keys()],
      values: weights.map((weight) => Math.min(U16_MAX, roundHalfToEven(weight * REFERENCE_PRECISION))),
    };
  }
  const largest = Math.max(0, ...weights);
  const scaled = weights.map((weight, uid) => ({
    uid,
    value: largest === 0 ? 0 : roundHalfToEven((weight / largest) * U16_MAX),
  }));
  const kept = scaled.filter(({ value }) => value > 0);
  return { uids: kept.map(({ uid }) => uid), values: kept.map(({ value }) => value) };
}

/** All weights divided by their sum; all 0 where that is 0. */
export function normalizeWeights(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum > 0 ? weight / sum : 0));
}

/** As Python's `round`: a number halfway between two whole ones goes to the even one. For numbers from 0 on. */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
