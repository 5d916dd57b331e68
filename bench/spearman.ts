/** Spearman's rho: 1 - 6 Σ d² / (n (n² - 1)) of ranks without ties. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const ranks = (numbers: readonly number[]): number[] =>
    numbers.map((value) => numbers.filter((other) => other < value).length);
  const [first, second] = [ranks(a), ranks(b)];
  const squares = first.reduce((sum, rank, index) => sum + (rank - (second[index] ?? 0)) ** 2, 0);
  return 1 - (6 * squares) / (a.length * (a.length ** 2 - 1));
}
