import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Pairs, pairKey } from "./all-pairs.ts";

/** What a peer did with the rows it was given. */
export interface PeerRun {
  readonly peer: string;
  /** By step: `tokenise`, `index` (insert and query of every row) and each way of signing ready-made shingles. */
  readonly rowsPerSecond: Readonly<Record<string, number>>;
  readonly pairs: Pairs;
  readonly peakRssMiB?: number;
}

/** The way of signing that a peer's own documentation shows first. */
export const DOCUMENTED_WAY = { rensa: "RMinHash", datasketch: "MinHash" } as const;
export type PythonPeer = keyof typeof DOCUMENTED_WAY;

const ONE_THREAD = {
  RAYON_NUM_THREADS: "1",
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
};

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
    rowsPerSecond: {
      Minhash: (rows.length * 1000) / (signed - start),
      index: (rows.length * 1000) / (performance.now() - signed),
    },
    pairs,
  };
}

/**
 * A Python peer over a file of normalised texts, in a process of its own and on one thread (see peer.py).
 * @param folder for its answer
 * @returns null where that Python has no such package
 */
export function runPythonPeer(
  python: string,
  peer: PythonPeer,
  texts: string,
  folder: string,
  threshold: number,
): PeerRun | null {
  const answer = join(folder, `${peer}.json`);
  const script = fileURLToPath(new URL("./peer.py", import.meta.url));
  const env = { ...process.env, ...ONE_THREAD };
  const ran = spawnSync(python, [script, peer, texts, answer, String(threshold)], { stdio: "ignore", env });
  if (ran.status !== 0) return null;
  const { rowsPerSecond, peakRssMiB, pairs } = JSON.parse(readFileSync(answer, "utf8")) as {
    rowsPerSecond: Record<string, number>;
    peakRssMiB: number;
    pairs: [number, number][];
  };
  return { peer, rowsPerSecond, peakRssMiB, pairs: new Set(pairs.map(([a, b]) => pairKey(a, b))) };
}
