import {
  MAX_WINDOW_ROWS,
  type RowFilter,
  type RowSort,
  type RowSummary,
} from "../../../src-shared/contract/index.ts";
import type { Services } from "../../connection/services.tsx";
import { allSaved } from "../../connection/unsaved.ts";
import type { Extent } from "./selection.ts";

/** The most rows that one deletion takes. */
const MOST_ROWS = 100_000;

/** The lines of a stretch of the filtered, sorted table, wherever they are scrolled to. */
export async function rowsBetween(
  services: Services,
  filter: RowFilter,
  sort: RowSort,
  { first, last }: Extent,
): Promise<RowSummary[]> {
  await allSaved();
  const found: RowSummary[] = [];
  const end = Math.min(last + 1, first + MOST_ROWS);
  while (first + found.length < end) {
    const offset = first + found.length;
    const limit = Math.min(MAX_WINDOW_ROWS, end - offset);
    const { rows, isComplete } = await services.call("rows.window", { filter, sort, offset, limit });
    found.push(...rows);
    if (isComplete && rows.length < limit) break;
  }
  return found;
}
