import { createHash } from "node:crypto";

/** A row of a file, with its place in it from 0. */
export interface PlacedRow {
  readonly index: number;
  readonly json: string;
  /** In the project, where it is one of a project's. */
  readonly rowId?: number;
}

/**
 * So many rows, chosen by their own content: an edit of one row changes nothing about which others are chosen, so that
 * previews before and after it can be compared. They keep their order.
 * @param limit null for all
 */
export function chooseRows(rows: readonly PlacedRow[], limit: number | null): PlacedRow[] {
  if (limit === null || rows.length <= limit) return [...rows];
  return rows
    .map((row) => ({ row, lot: lotOf(row.json) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, limit)
    .map(({ row }) => row)
    .sort((a, b) => a.index - b.index);
}

/** Puts about this share of rows aside, by their content; at least one, and never all of several. */
export function holdOut(
  rows: readonly PlacedRow[],
  share: number,
): { readonly kept: PlacedRow[]; readonly heldOut: PlacedRow[] } {
  const count = Math.min(Math.max(1, Math.round(rows.length * share)), Math.max(0, rows.length - 1));
  const heldOut = new Set(
    rows
      .map((row) => ({ row, lot: lotOf(`held out ${row.json}`) }))
      .sort((a, b) => (a.lot < b.lot ? -1 : 1))
      .slice(0, count)
      .map(({ row }) => row),
  );
  return { kept: rows.filter((row) => !heldOut.has(row)), heldOut: rows.filter((row) => heldOut.has(row)) };
}

const lotOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Equal for equal rows in equal order. */
export function keyOfRows(rows: readonly PlacedRow[]): string {
  const hash = createHash("sha256");
  for (const { json } of rows) hash.update(json).update("\n");
  return hash.digest("hex");
}
