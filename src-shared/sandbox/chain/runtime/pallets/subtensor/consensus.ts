/**
 * Yuma consensus, simplified: what the runtime computes with bonds that move over epochs, liquid alpha and fixed-point
 * arithmetic is here one step with floating point. Kept are the parts that decide who earns: weights of active
 * permitted validators without self-weights, rows normalised; consensus = the stake-weighted median at kappa; weights
 * above consensus clipped; rank = stake-weighted sum of clipped weights, incentive = rank normalised; a validator's
 * trust = what is left of its weights after clipping; its dividends in proportion to stake times how much of the
 * incentive its clipped weights agree with.
 */
export interface EpochInput {
  /** One list by uid each. */
  readonly stakes: readonly number[];
  readonly isActive: readonly boolean[];
  readonly hasPermit: readonly boolean[];
  /** By validator uid, then by miner uid; missing means never set. */
  readonly weights: ReadonlyMap<number, ReadonlyMap<number, number>>;
  /** The share of stake that must back a weight, 0..1. */
  readonly kappa: number;
  readonly maxValidators: number;
}

/** By uid; shares are 0..1. */
export interface EpochOutput {
  readonly consensus: readonly number[];
  readonly incentive: readonly number[];
  readonly dividends: readonly number[];
  readonly validatorTrust: readonly number[];
  /** Who may set weights from now on: the most staked that have any stake. */
  readonly permits: readonly boolean[];
}

export function runConsensus(input: EpochInput): EpochOutput {
  const uids = input.stakes.map((_, uid) => uid);
  const voters = uids.filter((uid) => input.hasPermit[uid] === true && input.isActive[uid] === true);
  const stakes = normalise(uids.map((uid) => (voters.includes(uid) ? (input.stakes[uid] ?? 0) : 0)));
  const rows = new Map(voters.map((uid) => [uid, votes(uids, uid, input.weights.get(uid))]));
  const consensus = uids.map((uid) =>
    weightedMedian(
      voters.map((voter) => ({ weight: rows.get(voter)?.[uid] ?? 0, stake: stakes[voter] ?? 0 })),
      input.kappa,
    ),
  );
  const clipped = new Map(
    [...rows].map(([voter, row]) => [voter, row.map((weight, uid) => Math.min(weight, consensus[uid] ?? 0))]),
  );
  const ranks = uids.map((uid) => sum(voters.map((v) => (stakes[v] ?? 0) * (clipped.get(v)?.[uid] ?? 0))));
  const incentive = normalise(ranks);
  const agreement = uids.map(
    (uid) => (stakes[uid] ?? 0) * sum(incentive.map((share, to) => share * (clipped.get(uid)?.[to] ?? 0))),
  );
  return {
    consensus,
    incentive,
    dividends: normalise(agreement),
    validatorTrust: uids.map((uid) => sum(clipped.get(uid) ?? [])),
    permits: topStaked(input.stakes, input.maxValidators),
  };
}

/** A validator's weights as shares of one, its own uid left out. */
function votes(
  uids: readonly number[],
  self: number,
  row: ReadonlyMap<number, number> | undefined,
): readonly number[] {
  return normalise(uids.map((uid) => (uid === self ? 0 : (row?.get(uid) ?? 0))));
}

/** The largest weight that voters with at least kappa of the stake gave or exceeded. */
export function weightedMedian(
  given: readonly { readonly weight: number; readonly stake: number }[],
  kappa: number,
): number {
  const total = sum(given.map(({ stake }) => stake));
  if (total === 0) return 0;
  let backing = 0;
  for (const { weight, stake } of [...given].sort((a, b) => b.weight - a.weight)) {
    backing += stake;
    if (backing >= kappa * total) return weight;
  }
  return 0;
}

function topStaked(stakes: readonly number[], count: number): readonly boolean[] {
  const chosen = new Set(
    stakes
      .map((stake, uid) => ({ stake, uid }))
      .filter(({ stake }) => stake > 0)
      .sort((a, b) => b.stake - a.stake || a.uid - b.uid)
      .slice(0, count)
      .map(({ uid }) => uid),
  );
  return stakes.map((_, uid) => chosen.has(uid));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function normalise(values: readonly number[]): readonly number[] {
  const total = sum(values);
  return total === 0 ? values.map(() => 0) : values.map((value) => value / total);
}
