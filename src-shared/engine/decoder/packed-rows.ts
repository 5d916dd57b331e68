/** A row as an engine sees it: ids, and for each whether the model is to learn to say it. */
export interface TokenRow {
  readonly ids: Int32Array;
  /** 1 where the token is a target. The first token never is: nothing comes before it. */
  readonly learn: Uint8Array;
}

/** Several rows one after the other, to be run as one; none of them sees another. */
export interface PackedRows {
  readonly rows: readonly TokenRow[];
  /** The index, among all rows that were packed, of each. */
  readonly indexes: readonly number[];
  readonly tokens: number;
}

/** Tokens of a row that count in the loss: each is predicted from what comes before it. */
export function targetCount({ learn }: TokenRow): number {
  let count = 0;
  for (let index = 1; index < learn.length; index++) count += learn[index] as number;
  return count;
}

/** Tokens that must be run for a row's loss: its last target is only predicted, and nothing looks at what follows. */
export function neededTokens({ learn }: TokenRow): number {
  return Math.max(0, learn.lastIndexOf(1));
}

/**
 * Puts rows together up to so many tokens, in their order, so that short rows don't run by themselves. The losses stay
 * what they are row by row: rows are kept apart by the attention mask and count positions from 0 each. Rows without a
 * target are left out: they have no loss.
 */
export function packRows(rows: readonly TokenRow[], packTokens: number): PackedRows[] {
  const packs: PackedRows[] = [];
  let open: { rows: TokenRow[]; indexes: number[]; tokens: number } | null = null;
  for (const [index, row] of rows.entries()) {
    if (targetCount(row) === 0) continue;
    const tokens = neededTokens(row);
    if (open === null || open.tokens + tokens > packTokens) {
      open = { rows: [], indexes: [], tokens: 0 };
      packs.push(open);
    }
    open.rows.push(row);
    open.indexes.push(index);
    open.tokens += tokens;
  }
  return packs;
}

/** What a packed run is fed with, and what it is to predict. */
export interface PackLayout {
  readonly ids: Int32Array;
  /** Within its own row, from 0. */
  readonly positions: Int32Array;
  /** First token of the row that each token belongs to. */
  readonly rowStarts: Int32Array;
  /** Tokens whose output predicts a target, … */
  readonly predictors: Int32Array;
  /** … the ids they are to predict, and … */
  readonly targets: Int32Array;
  /** … the row (counted within the pack) of each. */
  readonly rowOfTarget: Int32Array;
}

export function layOut(pack: PackedRows): PackLayout {
  const ids = new Int32Array(pack.tokens);
  const positions = new Int32Array(pack.tokens);
  const rowStarts = new Int32Array(pack.tokens);
  const predictors: number[] = [];
  const targets: number[] = [];
  const rowOfTarget: number[] = [];
  let start = 0;
  for (const [rowIndex, row] of pack.rows.entries()) {
    const tokens = neededTokens(row);
    ids.set(row.ids.subarray(0, tokens), start);
    rowStarts.fill(start, start, start + tokens);
    for (let index = 0; index < tokens; index++) {
      positions[start + index] = index;
      if (row.learn[index + 1] === 0) continue;
      predictors.push(start + index);
      targets.push(row.ids[index + 1] as number);
      rowOfTarget.push(rowIndex);
    }
    start += tokens;
  }
  return {
    ids,
    positions,
    rowStarts,
    predictors: Int32Array.from(predictors),
    targets: Int32Array.from(targets),
    rowOfTarget: Int32Array.from(rowOfTarget),
  };
}

/** Large enough that exp() of it is 0, small enough that adding a score to it loses nothing that matters. */
const HIDDEN = -1e9;

/** Writes the attention mask [tokens, tokens]: a token sees its own row up to itself. */
export function fillMask(mask: Float32Array | Float64Array, { rowStarts }: PackLayout): void {
  const tokens = rowStarts.length;
  mask.fill(HIDDEN);
  for (let token = 0; token < tokens; token++) {
    mask.fill(0, token * tokens + (rowStarts[token] as number), token * tokens + token + 1);
  }
}
