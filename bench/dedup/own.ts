import {
  createSigner,
  findClusters,
  isNear,
  normaliseRow,
  type RowSignature,
  type ShingleSet,
  shingleSet,
} from "../../src-shared/dedup/index.ts";
import { type Pairs, pairKey } from "./all-pairs.ts";

export interface OwnRun {
  readonly stageSeconds: Readonly<Record<OwnStage, number>>;
  readonly candidates: number;
  readonly pairs: Pairs;
  /** Row numbers of each cluster that `findClusters` answers. */
  readonly clusters: readonly string[];
}

export type OwnStage = "normalise" | "tokenise" | "sign" | "index" | "verify" | "total";

/**
 * One run over a corpus, stage by stage: normalise; tokenise (shingle sets for verifying); sign (tokenise and
 * MinHash and band keys); index (candidates of every row by its band keys, as an incremental index asks for
 * them); verify (every candidate pair). Total is `findClusters` from the raw turns, as `assay dedup` runs it.
 */
export function runOwn(corpus: readonly (readonly string[])[], threshold: number): OwnRun {
  const stageSeconds = { normalise: 0, tokenise: 0, sign: 0, index: 0, verify: 0, total: 0 };
  const timed = <T>(stage: OwnStage, work: () => T): T => {
    const start = performance.now();
    const result = work();
    stageSeconds[stage] = (performance.now() - start) / 1000;
    return result;
  };
  const texts = timed("normalise", () => corpus.map(normaliseRow));
  const sets = timed("tokenise", () => texts.map(shingleSet));
  const signer = createSigner();
  const signatures = timed("sign", () => texts.map((text) => signer.sign(text)));
  const candidates = timed("index", () => candidatePairs(signatures));
  const pairs = timed("verify", () => verified(candidates, sets, threshold));
  const clusters = timed("total", () => findClusters(corpus.map(normaliseRow), { threshold }));
  return {
    stageSeconds,
    candidates: candidates.length / 2,
    pairs,
    clusters: clusters.map(({ members }) => String(members)),
  };
}

/** Flat list of row pairs that share a band key. */
function candidatePairs(signatures: readonly RowSignature[]): number[] {
  const buckets = new Map<number, number[]>();
  const lastAsker = new Int32Array(signatures.length).fill(-1);
  const pairs: number[] = [];
  signatures.forEach(({ bandKeys }, row) => {
    for (const key of bandKeys) {
      const bucket = buckets.get(key);
      if (bucket === undefined) {
        buckets.set(key, [row]);
        continue;
      }
      for (const other of bucket) {
        if (lastAsker[other] === row) continue;
        lastAsker[other] = row;
        pairs.push(row, other);
      }
      bucket.push(row);
    }
  });
  return pairs;
}

function verified(candidates: readonly number[], sets: readonly ShingleSet[], threshold: number): Pairs {
  const pairs = new Set<number>();
  for (let i = 0; i < candidates.length; i += 2) {
    const [a, b] = [candidates[i]!, candidates[i + 1]!];
    if (isNear(sets[a]!, sets[b]!, threshold)) pairs.add(pairKey(a, b));
  }
  return pairs;
}
