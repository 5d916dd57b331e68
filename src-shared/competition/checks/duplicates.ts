/**
 * How groups form, for both rules: entries are gone through in the order of their commitments (by block, then UID). Who is
 * a duplicate of an entry that stays is a loser in its group (of several such entries, the earliest one's); everybody else
 * stays. So a loser never makes losers: were groups transitive, a late dataset made of two honest miners' rows would
 * throw out the later of them, and who only resembles what was thrown out has copied nothing that counts. The reference
 * forms the same groups wherever all members resemble each other; elsewhere its groups depend on the order that it
 * happens to draw.
 */
export interface DuplicateGroup {
  /** The earliest commitment, which stays. */
  readonly keeper: number;
  /** Its duplicates, in the order of their commitments. */
  readonly losers: readonly number[];
}

export interface Committed {
  readonly uid: number;
  /** The block of the commitment. */
  readonly block: number;
}

/**
 * Groups of equal losses, as Python's `math.isclose` tells them: |a - b| <= tolerance · max(|a|, |b|). A loss of 0, which
 * marks an invalid miner, is equal to nothing; fallback losses must not be given, they say nothing about a dataset.
 */
export function equalLossGroups(
  entries: readonly (Committed & { readonly loss: number })[],
  relativeTolerance: number,
): DuplicateGroup[] {
  const isClose = (a: number, b: number): boolean =>
    a === b || Math.abs(a - b) <= relativeTolerance * Math.max(Math.abs(a), Math.abs(b));
  const kept: { readonly uid: number; readonly loss: number }[] = [];
  const groups = new Groups();
  for (const { uid, loss } of inCommitmentOrder(entries)) {
    if (loss === 0) continue;
    const keeper = kept.find((other) => isClose(other.loss, loss));
    if (keeper === undefined) kept.push({ uid, loss });
    else groups.add(keeper.uid, uid);
  }
  return groups.list();
}

/**
 * Groups of datasets that have more than `moreThan` distinct rows in common, rows being told apart by their identity
 * (`rowIdentity`, or a hash of it). Looks rows up instead of comparing pairs.
 */
export function sharedRowGroups(
  entries: readonly (Committed & { readonly rows: ReadonlySet<string> })[],
  moreThan: number,
): DuplicateGroup[] {
  const keptUids: number[] = [];
  const keptWithRow = new Map<string, number[]>();
  const groups = new Groups();
  for (const { uid, rows } of inCommitmentOrder(entries)) {
    const shared = new Uint32Array(keptUids.length);
    for (const row of rows) {
      for (const place of keptWithRow.get(row) ?? []) shared[place] = (shared[place] as number) + 1;
    }
    const keeper = keptUids[shared.findIndex((count) => count > moreThan)];
    if (keeper !== undefined) {
      groups.add(keeper, uid);
      continue;
    }
    for (const row of rows) {
      const places = keptWithRow.get(row);
      if (places === undefined) keptWithRow.set(row, [keptUids.length]);
      else places.push(keptUids.length);
    }
    keptUids.push(uid);
  }
  return groups.list();
}

/** How many distinct rows are in both (their identities: `rowIdentity`). */
export function rowOverlap(a: Iterable<string>, b: Iterable<string>): number {
  const inB = new Set(b);
  let shared = 0;
  for (const row of new Set(a)) if (inB.has(row)) shared++;
  return shared;
}

const inCommitmentOrder = <T extends Committed>(entries: readonly T[]): T[] =>
  [...entries].sort((a, b) => a.block - b.block || a.uid - b.uid);

class Groups {
  readonly #losers = new Map<number, number[]>();

  add(keeper: number, loser: number): void {
    const losers = this.#losers.get(keeper);
    if (losers === undefined) this.#losers.set(keeper, [loser]);
    else losers.push(loser);
  }

  list(): DuplicateGroup[] {
    return [...this.#losers].map(([keeper, losers]) => ({ keeper, losers }));
  }
}
