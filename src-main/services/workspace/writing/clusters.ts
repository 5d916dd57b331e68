import type Database from "better-sqlite3";
import { bandingFor, bandKeys, findClusters, INDEX_BANDING } from "../../../../src-shared/dedup/index.ts";
import { Statements } from "../statements.ts";
import { comparableText } from "./derive.ts";

/**
 * Keeps every row's cluster of duplicates. When rows change only what they touch is looked at again: the clusters
 * they were in, and the rows that their band keys or equal texts lead to, with those rows' clusters.
 */
export class ClusterKeeper {
  readonly #sql: Statements;
  #threshold: number;

  constructor(db: Database.Database, threshold: number) {
    this.#sql = new Statements(db);
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
    for (const id of touched) {
      for (const candidate of this.#candidates(id)) {
        affected.add(candidate.id);
        if (candidate.cluster !== null) clusters.add(candidate.cluster);
      }
    }
    const members = this.#sql.plucked("SELECT id FROM rows WHERE cluster = ?");
    for (const cluster of clusters) for (const id of members.all(cluster) as number[]) affected.add(id);
    const ids = [...affected].sort((a, b) => a - b);
    this.#assign(ids);
    return ids;
  }

  /** Works all clusters out anew, as after an import. */
  refreshAll(): number[] {
    const ids = this.#sql.plucked("SELECT id FROM rows ORDER BY id").all() as number[];
    this.#assign(ids);
    return ids;
  }

  #assign(ids: readonly number[]): void {
    const read = this.#sql.plucked("SELECT json FROM rows WHERE id = ?");
    const texts = ids.map((id) => comparableText(String(read.get(id))));
    const write = this.#sql.get("UPDATE rows SET cluster = ? WHERE id = ?");
    const cluster = new Map<number, number>();
    for (const { members } of findClusters(texts, { threshold: this.#threshold })) {
      const first = ids[members[0] as number] as number;
      for (const member of members) cluster.set(ids[member] as number, first);
    }
    for (const id of ids) write.run(cluster.get(id) ?? null, id);
  }

  /** Rows that may be duplicates of a row; below the threshold that the stored keys serve, all rows are. */
  #candidates(id: number): { id: number; cluster: number | null }[] {
    const wanted = bandingFor(this.#threshold);
    if (wanted === null || wanted.rows < INDEX_BANDING.rows) {
      return this.#sql.get("SELECT id, cluster FROM rows WHERE id <> ?").all(id) as {
        id: number;
        cluster: number | null;
      }[];
    }
    const mine = this.#sql.get("SELECT exact_key AS exactKey, signature FROM rows WHERE id = ?").get(id) as
      | { exactKey: number; signature: Uint8Array }
      | undefined;
    if (mine === undefined) return [];
    const others = new Set(
      this.#sql.plucked("SELECT id FROM rows WHERE exact_key = ?").all(mine.exactKey) as number[],
    );
    const ofKey = this.#sql.plucked("SELECT row FROM bands WHERE key = ?");
    for (const key of bandKeys(mine.signature)) for (const row of ofKey.all(key) as number[]) others.add(row);
    others.delete(id);
    const cluster = this.#sql.plucked("SELECT cluster FROM rows WHERE id = ?");
    return [...others].map((other) => ({ id: other, cluster: cluster.get(other) as number | null }));
  }
}
