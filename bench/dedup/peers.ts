import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Pairs, pairKey } from "./all-pairs.ts";

export interface PeerRun {
  readonly peer: string;
  readonly signSeconds: number;
  /** Insert and query of every row. */
  readonly indexSeconds: number;
  readonly pairs: Pairs;
}

interface NpmMinhash {
  Minhash: new (config: { numPerm: number }) => { update(shingle: string): void };
  LshIndex: new (config: {
    bandSize: number;
  }) => { insert(key: string, hash: object): void; query(hash: object): string[] };
}

/** The npm package `minhash` with 128 permutations and bands of five; it verifies nothing. */
export function runNpmMinhash(rows: readonly ReadonlySet<string>[]): PeerRun {
  const { Minhash, LshIndex } = createRequire(import.meta.url)("minhash") as NpmMinhash;
  const start = performance.now();
  const hashes = rows.map((shingles) => {
    const hash = new Minhash({ numPerm: 128 });
    for (const shingle of shingles) hash.update(shingle);
    return hash;
  });
  const signed = performance.now();
  const index = new LshIndex({ bandSize: 5 });
  hashes.forEach((hash, row) => {
    if (rows[row]!.size > 0) index.insert(String(row), hash);
  });
  const pairs = new Set<number>();
  hashes.forEach((hash, row) => {
    if (rows[row]!.size === 0) return;
    for (const other of index.query(hash)) if (Number(other) < row) pairs.add(pairKey(row, Number(other)));
  });
  return {
    peer: "npm minhash",
    signSeconds: (signed - start) / 1000,
    indexSeconds: (performance.now() - signed) / 1000,
    pairs,
  };
}

/**
 * Python's datasketch, handed ready-made shingles; it verifies nothing.
 * @returns null where that Python has no datasketch
 */
export function runDatasketch(
  python: string,
  rows: readonly ReadonlySet<string>[],
  threshold: number,
): PeerRun | null {
  const folder = mkdtempSync(join(tmpdir(), "assay-bench-dedup-"));
  try {
    const shingles = join(folder, "shingles.jsonl");
    const answer = join(folder, "answer.json");
    writeFileSync(shingles, rows.map((row) => JSON.stringify([...row])).join("\n"));
    const script = fileURLToPath(new URL("./datasketch_peer.py", import.meta.url));
    const { status } = spawnSync(python, [script, shingles, answer, String(threshold)], { stdio: "ignore" });
    if (status !== 0) return null;
    const { signSeconds, indexSeconds, pairs } = JSON.parse(readFileSync(answer, "utf8")) as {
      signSeconds: number;
      indexSeconds: number;
      pairs: [number, number][];
    };
    return {
      peer: "datasketch",
      signSeconds,
      indexSeconds,
      pairs: new Set(pairs.map(([a, b]) => pairKey(a, b))),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
