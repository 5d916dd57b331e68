/** Whether all rows stand in the eval set, each once, and where not. Places count rows from 0. */
export interface MembershipVerdict {
  readonly isMember: boolean;
  /** Rows that came before, with the place of the first. */
  readonly repeats: readonly { readonly at: number; readonly firstAt: number }[];
  /** Rows that the eval set doesn't have. A repeated one is named each time. */
  readonly strangers: readonly number[];
}

/**
 * Holds a dataset against the eval set: |set(rows) ∩ set(eval rows)| must equal the number of rows, so that a row from
 * outside fails, and a repeated one too. No rows at all are members.
 * @param rows identities (`rowIdentity`) of the rows that count, in the order of the file
 */
export function membership(rows: readonly string[], evalRows: ReadonlySet<string>): MembershipVerdict {
  const firstPlaces = new Map<string, number>();
  const repeats: { at: number; firstAt: number }[] = [];
  const strangers: number[] = [];
  for (const [at, row] of rows.entries()) {
    const firstAt = firstPlaces.get(row);
    if (firstAt === undefined) firstPlaces.set(row, at);
    else repeats.push({ at, firstAt });
    if (!evalRows.has(row)) strangers.push(at);
  }
  return { isMember: repeats.length === 0 && strangers.length === 0, repeats, strangers };
}
