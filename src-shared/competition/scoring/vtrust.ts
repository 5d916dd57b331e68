/** How far above the desired loss rounding alone may leave an interpolation that should just meet it. */
const ROUNDING = 1e-12;
/** Where the desired loss is out of reach, this many times the least possible one is asked for. */
const SLACK = 1.05;

/**
 * What a validator would lose of its vtrust with these weights if the consensus stayed as it is: Σ max(0, w - consensus).
 */
export const vtrustLoss = (weights: readonly number[], consensus: readonly number[]): number =>
  weights.reduce((sum, weight, uid) => sum + Math.max(0, weight - (consensus[uid] ?? 0)), 0);

/**
 * Moves weights towards the normalised consensus, just as far as the predicted vtrust (1 - `vtrustLoss`) needs to reach
 * `minVtrust`; weights that have it already are answered as they are. Where the consensus is too thin for that (the least
 * possible loss is 1 - Σconsensus), the aim is 1.05 times the least loss. Where there is no consensus to move to, the
 * weights stay.
 */
export function meetVtrust(
  weights: readonly number[],
  consensus: readonly number[],
  minVtrust: number,
): number[] {
  const sum = consensus.reduce((total, value) => total + value, 0);
  const leastLoss = 1 - sum;
  const affordable = 1 - minVtrust;
  const desired = leastLoss > affordable ? SLACK * leastLoss : affordable;
  if (vtrustLoss(weights, consensus) <= desired || !(sum > 0)) return [...weights];
  const mixed = (share: number): number[] =>
    weights.map((weight, uid) => (1 - share) * weight + (share * (consensus[uid] ?? 0)) / sum);
  const isMet = (share: number, rounding = 0): boolean =>
    vtrustLoss(mixed(share), consensus) <= desired + rounding;
  if (!isMet(1, ROUNDING)) return [...weights];
  // Each round halves the interval; the loss is convex in the share, so that there is one crossing. It ends where no
  // number lies between.
  let tooLittle = 0;
  let enough = 1;
  for (;;) {
    const middle = (tooLittle + enough) / 2;
    if (middle <= tooLittle || middle >= enough) return mixed(enough);
    if (isMet(middle)) enough = middle;
    else tooLittle = middle;
  }
}
