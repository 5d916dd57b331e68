import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Cluster, isNear, shingleSet, UnionFind } from "../../src-shared/dedup/index.ts";
import {
  agreement,
  exactPairsByPrefix,
  type Pairs,
  pairKey,
  rowsOfPair,
  shingleStrings,
} from "./all-pairs.ts";
import type { FinderRun } from "./finder-run.ts";
import { type GrownCorpus, grow, similarityOf } from "./grow.ts";
import { DOCUMENTED_WAY, type PeerRun, type PythonPeer, runPythonPeer } from "./peers.ts";
import { withFolder, writeTexts } from "./text-file.ts";

/** Above this, pairs are held to the planted ones alone: comparing all exactly takes too much memory. */
const ALL_PAIRS_LIMIT = 200_000;
/** datasketch gets no more rows than this: it would take an hour for a million. */
const SAMPLE_ROWS = 20_000;

interface Setting {
  readonly threshold: number;
  readonly python: string | null;
  readonly print: (line: object) => void;
}

/** Measures us and the Python peers on so many rows grown from these normalised texts. */
export async function measureGrown(
  sources: readonly string[],
  rows: number,
  setting: Setting,
): Promise<void> {
  const { threshold, python, print } = setting;
  await withFolder((folder) => {
    const corpus = grow(sources, rows);
    const texts = join(folder, "texts.jsonl");
    writeTexts(texts, rows, corpus.textOf);
    const own = runFinder(texts, folder, threshold);
    for (const [stage, seconds] of Object.entries(own.seconds)) {
      print({ rows, stage, rowsPerSecond: Math.round(rows / seconds) });
    }
    const truth = truePairs(corpus, threshold);
    const found = pairsInClusters(own.clusters, corpus, threshold);
    const judged = judge(found, truth, corpus, threshold);
    print({
      rows,
      by: "assay",
      threshold,
      peakRssMiB: own.peakRssMiB,
      clusters: own.clusters.length,
      clustersRight: clustersRight(own.clusters, judged.truth, rows),
      ...judged.verdict,
    });
    if (python === null) return;
    const rensa = runPythonPeer(python, "rensa", texts, folder, threshold);
    if (rensa !== null)
      printPythonPeer({ rows, ...judge(rensa.pairs, truth, corpus, threshold).verdict }, rensa, own, print);

    const sampleRows = Math.min(rows, SAMPLE_ROWS);
    const sample = grow(sources, sampleRows);
    const sampleTexts = join(folder, "sample.jsonl");
    writeTexts(sampleTexts, sampleRows, sample.textOf);
    const datasketch = runPythonPeer(python, "datasketch", sampleTexts, folder, threshold);
    if (datasketch === null) return;
    const { verdict } = judge(datasketch.pairs, truePairs(sample, threshold), sample, threshold);
    printPythonPeer({ rows, sampleRows, ...verdict }, datasketch, own, print);
  });
}

/** One line for each peer: its own figures, and how many times as fast we are, whole ways compared with whole ways. */
export function printPythonPeer(
  head: object,
  { peer, rowsPerSecond, peakRssMiB }: PeerRun,
  { rows, seconds }: { readonly rows: number; readonly seconds: Readonly<Record<"sign" | "total", number>> },
  print: (line: object) => void,
): void {
  const { tokenise, index, ...ways } = rowsPerSecond as Record<string, number> &
    Record<"tokenise" | "index", number>;
  const way = DOCUMENTED_WAY[peer as PythonPeer];
  const inSeries = (...speeds: number[]) => 1 / speeds.reduce((sum, speed) => sum + 1 / speed, 0);
  const ownSign = rows / seconds.sign;
  const times = (ours: number, theirs: number) => Number((ours / theirs).toPrecision(3));
  print({
    by: peer,
    ...head,
    peakRssMiB,
    rowsPerSecond: Object.fromEntries(
      Object.entries(rowsPerSecond).map(([step, speed]) => [step, Math.round(speed)]),
    ),
    assayFromTextFasterBy: {
      ...Object.fromEntries(
        Object.entries(ways).map(([name, speed]) => [`${name} of ready shingles`, times(ownSign, speed)]),
      ),
      [`tokenise and ${way}`]: times(ownSign, inSeries(tokenise, ways[way]!)),
      [`${way} and index, all of ours against ready shingles`]: times(
        rows / seconds.total,
        inSeries(ways[way]!, index),
      ),
      [`tokenise, ${way} and index`]: times(rows / seconds.total, inSeries(tokenise, ways[way]!, index)),
    },
  });
}

function runFinder(texts: string, folder: string, threshold: number): FinderRun {
  const script = fileURLToPath(new URL("./finder-run.ts", import.meta.url));
  const answer = join(folder, "own.json");
  execFileSync(process.execPath, [script, texts, answer, String(threshold)]);
  return JSON.parse(readFileSync(answer, "utf8")) as FinderRun;
}

interface Truth {
  readonly against: "all pairs" | "planted pairs";
  readonly pairs: Pairs;
}

function truePairs(corpus: GrownCorpus, threshold: number): Truth {
  if (corpus.rows <= ALL_PAIRS_LIMIT) {
    const rowOf = (row: number) => shingleStrings(corpus.textOf(row));
    return { against: "all pairs", pairs: exactPairsByPrefix(corpus.rows, rowOf, threshold) };
  }
  const pairs = new Set<number>();
  for (const { a, b, similarity } of corpus.plantedPairs()) {
    if (similarity >= threshold) pairs.add(pairKey(a, b));
  }
  return { against: "planted pairs", pairs };
}

interface Judgement {
  readonly verdict: object;
  readonly truth: Pairs;
}

/** Where the truth is only what was planted, found pairs that are near all the same count as true ones too. */
function judge(found: Pairs, { against, pairs }: Truth, corpus: GrownCorpus, threshold: number): Judgement {
  const others = against === "all pairs" ? [] : [...found].filter((pair) => !pairs.has(pair));
  const alsoTrue = others.filter((pair) => {
    const [a, b] = rowsOfPair(pair).map((row) => shingleStrings(corpus.textOf(row)));
    return similarityOf(a!, b!) >= threshold;
  });
  const truth = new Set([...pairs, ...alsoTrue]);
  return {
    verdict: { against, truePairs: pairs.size, pairs: found.size, ...agreement(found, truth) },
    truth,
  };
}

/** Pairs of rows in one cluster that are near by themselves, judged as the product judges. */
function pairsInClusters(clusters: readonly Cluster[], corpus: GrownCorpus, threshold: number): Pairs {
  const pairs = new Set<number>();
  for (const { members } of clusters) {
    const sets = members.map((row) => shingleSet(corpus.textOf(row)));
    for (const [j, b] of members.entries()) {
      for (const [i, a] of members.slice(0, j).entries()) {
        if (isNear(sets[i]!, sets[j]!, threshold)) pairs.add(pairKey(a, b));
      }
    }
  }
  return pairs;
}

/** How many clusters are just what true pairs connect. */
function clustersRight(clusters: readonly Cluster[], truth: Pairs, rows: number): number {
  const connected = new UnionFind(rows);
  for (const pair of truth) connected.join(...rowsOfPair(pair));
  const right = new Set(connected.components().map(String));
  return clusters.filter(({ members }) => right.has(String(members))).length;
}
