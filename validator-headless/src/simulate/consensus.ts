/** The share of the stake that must give a miner at least as much. */
const KAPPA = 0.5;

export interface Settlement {
  /** By UID: the largest weight that validators with half of the stake give at least. */
  readonly consensus: readonly number[];
  /** By UID: the share of what is paid; all 0 where nothing is agreed on. */
  readonly incentive: readonly number[];
  /** By validator: how much of its weights the consensus covers, 0 to 1. */
  readonly vtrust: readonly number[];
}

/**
 * What the chain makes of the validators' weights: the stake-weighted median is the consensus, weights are cut to it, and
 * what is left is paid for (Yuma consensus, without bonds).
 * @param weights by validator and UID, each validator's with a sum of 1, or all 0
 */
export function settle(stakes: readonly number[], weights: readonly (readonly number[])[]): Settlement {
  const half = sum(stakes) * KAPPA;
  const consensus = (weights[0] ?? []).map((_, uid) =>
    agreedWeight(
      weights.map((own, validator) => ({ weight: own[uid] as number, stake: stakes[validator] as number })),
      half,
    ),
  );
  const cut = weights.map((own) => own.map((weight, uid) => Math.min(weight, consensus[uid] as number)));
  const ranks = consensus.map((_, uid) =>
    sum(cut.map((own, validator) => (own[uid] as number) * (stakes[validator] as number))),
  );
  const paid = sum(ranks);
  return {
    consensus,
    incentive: ranks.map((rank) => (paid > 0 ? rank / paid : 0)),
    vtrust: cut.map(sum),
  };
}

function agreedWeight(given: readonly { weight: number; stake: number }[], half: number): number {
  let stake = 0;
  for (const one of [...given].sort((a, b) => b.weight - a.weight)) {
    stake += one.stake;
    if (stake >= half) return one.weight;
  }
  return 0;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
