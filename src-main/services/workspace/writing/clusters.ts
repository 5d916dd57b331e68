import type Database from "better-sqlite3";
import { bandingFor, findClusters, INDEX_BANDING } from "../../../../src-shared/dedup/index.ts";
import { Statements } from "../statements.ts";
import type { Apart } from "./apart.ts";
import { comparableText } from "./derive.ts";
import { findAllClusters } from "./find-all-clusters.ts";
import type { KeyIndex } from "./key-index.ts";

/**
 * Keeps every row's cluster of duplicates. When rows change only what they touch is looked at again: the clusters
 * they were in, and the rows that their keys lead to, with those rows' clusters.
 */
export class ClusterKeeper {
  readonly #db: Database.Database;
  readonly #sql: Statements;
  readonly #keys: KeyIndex;
  readonly #apart: Apart;
  #threshold: number;

  constructor(db: Database.Database, keys: KeyIndex, apart: Apart, threshold: number) {
    this.#db = db;
    this.#apart = apart;
    this.#sql = new Statements(db);
    this.#keys = keys;
    this.#threshold = threshold;
  }

  get threshold(): number {
    return this.#threshold;
  }

  setThreshold(threshold: number): void {
    this.#threshold = threshold;
  }

  /**
   * Puts the clusters right after rows changed, came or went.
   * @param touched ids of rows that are there
   * @param formerClusters clusters that touched or removed rows were in before
   * @returns the ids of all rows whose cluster was looked at
   */
  refresh(touched: readonly number[], formerClusters: ReadonlySet<number>): number[] {
    const affected = new Set(touched);
    const clusters = new Set(formerClusters);
    const clusterOf = this.#sql.plucked("SELECT cluster FROM facts WHERE row = ?");
    for (const id of touched) {
      for (const candidate of this.#candidates(id)) {
        const cluster = clusterOf.get(candidate) as number | null | undefined;
        if (cluster === undefined) continue;
        affected.add(candidate);
        if (cluster !== null) clusters.add(cluster);
      }
    }
    const members = this.#sql.plucked("SELECT row FROM facts WHERE cluster = ?");
    for (const cluster of clusters) for (const id of members.all(cluster) as number[]) affected.add(id);
    const ids = [...affected].sort((a, b) => a - b);
    this.#assign(ids, this.#clustersAmong(ids));
    return ids;
  }

  /** Works all clusters out anew, or takes those that were worked out elsewhere. */
  refreshAll(found: ReadonlyMap<number, number> = findAllClusters(this.#db, this.#threshold)): void {
    const former = this.#sql.plucked("SELECT row FROM facts WHERE cluster IS NOT NULL").all() as number[];
    const byCluster = Map.groupBy(found.keys(), (row) => found.get(row));
    const clusters = this.#keepApart([...byCluster.values()].map((rows) => rows.sort((a, b) => a - b)));
    this.#assign(former, clusters);
    this.#assign(clusters.keys(), clusters);
  }

  #clustersAmong(ids: readonly number[]): Map<number, number> {
    const read = this.#sql.plucked("SELECT json FROM rows WHERE id = ?");
    const texts = ids.map((id) => comparableText(String(read.get(id))));
    const found = findClusters(texts, { threshold: this.#threshold }).map(({ members }) =>
      members.map((member) => ids[member] as number),
    );
    return this.#keepApart(found);
  }

  /** By row, the first row of its cluster. */
  #keepApart(clusters: readonly (readonly number[])[]): Map<number, number> {
    const first = new Map<number, number>();
    const isEmpty = this.#apart.isEmpty;
    for (const rows of clusters) {
      const parts = isEmpty ? [[...rows.keys()]] : this.#partsOf(rows);
      for (const part of parts)
        for (const place of part) first.set(rows[place] as number, rows[part[0] as number] as number);
    }
    return first;
  }

  #partsOf(rows: readonly number[]): number[][] {
    const keyOf = this.#sql.plucked("SELECT exact_key FROM facts WHERE row = ?");
    const json = this.#sql.plucked("SELECT json FROM rows WHERE id = ?");
    return this.#apart.split(
      rows.map((row) => keyOf.get(row) as number),
      (place) => comparableText(String(json.get(rows[place]))),
      this.#threshold,
    );
  }

  #assign(ids: Iterable<number>, clusters: ReadonlyMap<number, number>): void {
    const write = this.#sql.get(
      "UPDATE facts SET cluster = @cluster WHERE row = @row AND cluster IS NOT @cluster",
    );
    for (const row of ids) write.run({ row, cluster: clusters.get(row) ?? null });
  }

  /** Rows that may be duplicates of a row; below the threshold that the stored keys serve, all rows are. */
  #candidates(id: number): Iterable<number> {
    const wanted = bandingFor(this.#threshold);
    if (wanted !== null && wanted.rows >= INDEX_BANDING.rows) return this.#keys.alike(id);
    return this.#sql.plucked("SELECT row FROM facts WHERE row <> ?").all(id) as number[];
  }
}
