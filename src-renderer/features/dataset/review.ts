import { MAX_WINDOW_ROWS, type RowFilter, type RowSort } from "../../../src-shared/contract/index.ts";
import type { Services } from "../../connection/services.tsx";

/** What one can decide of a row. Each verdict but the last is a tag, so that it is found, undone and counted as one. */
export const VERDICTS = [
  { key: "k", tag: "kept", name: "keep", step: "rowKept" },
  { key: "f", tag: "to fix", name: "fix", step: "rowMarkedToFix" },
  { key: "g", tag: "flagged", name: "flag", step: "rowFlagged" },
  { key: "d", tag: null, name: "drop", step: null },
] as const;
export type Verdict = (typeof VERDICTS)[number];

export const isDecided = (tags: readonly string[]): boolean =>
  VERDICTS.some(({ tag }) => tag !== null && tags.includes(tag));

/** The first row from a place on that has no verdict yet; from the beginning again where there is none behind it. */
export async function firstUndecided(
  services: Services,
  filter: RowFilter,
  sort: RowSort,
  fromIndex: number,
): Promise<number | null> {
  const among = async (from: number, to: number): Promise<number | null> => {
    for (let offset = from; offset < to; ) {
      const limit = Math.min(MAX_WINDOW_ROWS, to - offset);
      const { rows, isComplete } = await services.call("rows.window", { filter, sort, offset, limit });
      const found = rows.find(({ tags }) => !isDecided(tags));
      if (found !== undefined) return found.id;
      if (isComplete && rows.length < limit) return null;
      offset += rows.length;
    }
    return null;
  };
  return (await among(fromIndex, Number.MAX_SAFE_INTEGER)) ?? among(0, fromIndex);
}
