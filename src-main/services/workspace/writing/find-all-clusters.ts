import type Database from "better-sqlite3";
import {
  bandingFor,
  ClusterFinder,
  INDEX_BANDING,
  type OnProgress,
} from "../../../../src-shared/dedup/index.ts";
import { bandHashesOf, comparableText, keysFromBytes } from "./derive.ts";

/**
 * The clusters of duplicates among all rows that are worked out: of each row in one, the first row of its cluster.
 * Takes some 120 bytes a row meanwhile; texts are read again where rows must be compared.
 */
export function findAllClusters(
  db: Database.Database,
  threshold: number,
  onProgress?: OnProgress,
): Map<number, number> {
  const finder = new ClusterFinder({ threshold });
  const rows = isServedByKeys(threshold) ? addByKeys(db, finder) : addByTexts(db, finder);
  const json = db.prepare("SELECT json FROM rows WHERE id = ?").pluck();
  const textOf = (index: number): string => comparableText(String(json.get(rows[index])));
  const clusters = new Map<number, number>();
  for (const { members } of finder.clusters(textOf, onProgress === undefined ? {} : { onProgress })) {
    const first = rows[members[0] ?? 0] ?? 0;
    for (const member of members) clusters.set(rows[member] ?? 0, first);
  }
  return clusters;
}

function isServedByKeys(threshold: number): boolean {
  const banding = bandingFor(threshold);
  return banding?.bands === INDEX_BANDING.bands && banding.rows === INDEX_BANDING.rows;
}

function addByKeys(db: Database.Database, finder: ClusterFinder): number[] {
  const rows: number[] = [];
  const all = db
    .prepare(
      "SELECT facts.row, exact_key, keys FROM facts JOIN row_keys ON row_keys.row = facts.row ORDER BY facts.row",
    )
    .raw();
  for (const entry of all.iterate()) {
    const [row, exactKey, keys] = entry as [number, number, Uint8Array];
    finder.addHashed(exactKey, bandHashesOf(keysFromBytes(keys)));
    rows.push(row);
  }
  return rows;
}

function addByTexts(db: Database.Database, finder: ClusterFinder): number[] {
  const rows: number[] = [];
  const all = db.prepare("SELECT id, json FROM rows JOIN facts ON facts.row = rows.id ORDER BY id").raw();
  for (const entry of all.iterate()) {
    const [row, json] = entry as [number, string];
    finder.add(comparableText(json));
    rows.push(row);
  }
  return rows;
}
