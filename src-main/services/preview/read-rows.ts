import { readRows } from "../../../src-shared/dataset/index.ts";
import type { PlacedRow } from "./choose-rows.ts";

/** The rows of a file in their order; lines that are none are passed over. */
export async function readPlacedRows(...source: Parameters<typeof readRows>): Promise<PlacedRow[]> {
  const rows: PlacedRow[] = [];
  for await (const { items } of readRows(...source)) {
    for (const item of items) if (item.kind === "row") rows.push({ index: rows.length, json: item.json });
  }
  return rows;
}
