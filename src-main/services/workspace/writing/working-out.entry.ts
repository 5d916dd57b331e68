// Works out what is kept beside rows, away from the thread that stores it.
import { parentPort } from "node:worker_threads";
import type Database from "better-sqlite3";
import type { LintOptions } from "../../../../src-shared/dataset/index.ts";
import { connectToRead } from "../connection.ts";
import { type AnsweredFailure, failure } from "./asked-thread.ts";
import { type DerivedRow, RowDeriver } from "./derive.ts";
import { findAllClusters } from "./find-all-clusters.ts";

export type WorkingOutOrder =
  | { readonly kind: "open"; readonly path: string; readonly lint: LintOptions }
  /** Rows that are not worked out yet, of these ids. */
  | { readonly kind: "rows"; readonly first: number; readonly last: number }
  | { readonly kind: "clusters"; readonly threshold: number }
  | { readonly kind: "close" };

export type WorkingOutAnswer =
  | { readonly kind: "rows"; readonly rows: readonly WorkedOut[] }
  /** Of each row in a cluster, the cluster's first row. */
  | { readonly kind: "clusters"; readonly clusters: ReadonlyMap<number, number> }
  | AnsweredFailure;

export interface WorkedOut {
  readonly id: number;
  readonly derived: DerivedRow;
}

const port = parentPort;
if (port === null) throw new Error("this module is a worker's");
const deriver = new RowDeriver();
let open: { readonly db: Database.Database; readonly lint: LintOptions } | null = null;

port.on("message", (order: WorkingOutOrder) => {
  try {
    const answer = obey(order);
    if (answer !== null) port.postMessage(answer);
  } catch (error) {
    port.postMessage(failure(error));
  }
});

/** A row that nobody foresaw must not keep all others from being worked out: it counts as one that cannot be read. */
function deriveInAnyCase(json: string, lint: LintOptions): DerivedRow {
  try {
    return deriver.derive(json, lint);
  } catch {
    return deriver.derive("null", lint);
  }
}

function obey(order: WorkingOutOrder): WorkingOutAnswer | null {
  if (order.kind === "open") {
    open = { db: connectToRead(order.path), lint: order.lint };
    return null;
  }
  if (open === null) throw new Error("no project is open in this thread");
  const { db, lint } = open;
  if (order.kind === "close") {
    db.close();
    open = null;
    return null;
  }
  if (order.kind === "clusters") return { kind: "clusters", clusters: findAllClusters(db, order.threshold) };
  const rows = db
    .prepare(
      `SELECT id, json FROM rows WHERE id BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM facts WHERE row = rows.id)`,
    )
    .all(order.first, order.last) as { id: number; json: string }[];
  return { kind: "rows", rows: rows.map(({ id, json }) => ({ id, derived: deriveInAnyCase(json, lint) })) };
}
