/**
 * Near-duplicates measured: `npm run bench -- dedup [FILE…] [--threshold T] [--repeats N] [--python PATH]`.
 * Prints one JSON object a line: our stages in rows a second (the median of the repeats), peak memory, the peers
 * on the same rows with the ratio to ours, and how well each one's pairs agree with all pairs compared exactly.
 * Without files: the two large ones of the reference data.
 */
import { execFileSync } from "node:child_process";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { pythonPeers, sharedDir } from "../../scripts/needs.ts";
import { normaliseRow } from "../../src-shared/dedup/index.ts";
import { agreement, exactClusters, exactPairs, shingleStrings } from "./all-pairs.ts";
import { readCorpus } from "./corpus.ts";
import { type OwnRun, type OwnStage, runOwn } from "./own.ts";
import { type PeerRun, runDatasketch, runNpmMinhash } from "./peers.ts";

const STAGES: readonly OwnStage[] = ["normalise", "tokenise", "sign", "index", "verify", "total"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threshold: { type: "string", default: "0.8" },
    repeats: { type: "string", default: "7" },
    python: { type: "string" },
  },
});
const threshold = Number(values.threshold);
const python = values.python ?? pythonPeers()?.python ?? null;
const corpora = filesToRead().map((path) => ({ path, file: basename(path), turns: readCorpus(path) }));

const measured = corpora.map(({ path, file, turns }) => {
  const runs = Array.from({ length: Number(values.repeats) }, () => runOwn(turns, threshold));
  return { file, turns, runs, peakRssMiB: peakRssMiB(path) };
});
for (const { file, turns, runs, peakRssMiB } of measured) {
  const last = runs.at(-1)!;
  for (const stage of STAGES) {
    print({ file, stage, rowsPerSecond: Math.round(turns.length / medianSeconds(runs, stage)) });
  }
  print({
    file,
    rows: turns.length,
    threshold,
    candidates: last.candidates,
    clusters: last.clusters.length,
    peakRssMiB,
  });

  const texts = turns.map(normaliseRow);
  const rows = texts.map(shingleStrings);
  const truth = exactPairs(rows, threshold);
  print({
    file,
    by: "assay",
    truePairs: truth.size,
    pairs: last.pairs.size,
    ...agreement(last.pairs, truth),
  });
  const trueClusters = new Set(exactClusters(texts, truth));
  const clustersRight = last.clusters.filter((cluster) => trueClusters.has(cluster)).length;
  print({
    file,
    by: "assay",
    trueClusters: trueClusters.size,
    clusters: last.clusters.length,
    clustersRight,
  });
  const peers = [runNpmMinhash(rows), python === null ? null : runDatasketch(python, rows, threshold)];
  for (const peer of peers) if (peer !== null) printPeer(file, turns.length, peer, runs, truth);
}

function printPeer(
  file: string,
  rows: number,
  { peer, signSeconds, indexSeconds, pairs }: PeerRun,
  runs: readonly OwnRun[],
  truth: ReadonlySet<number>,
): void {
  print({
    file,
    by: peer,
    signRowsPerSecond: Math.round(rows / signSeconds),
    indexRowsPerSecond: Math.round(rows / indexSeconds),
    assaySignsFasterBy: ratio(signSeconds, medianSeconds(runs, "sign")),
    assayIndexesFasterBy: ratio(indexSeconds, medianSeconds(runs, "index")),
    pairs: pairs.size,
    ...agreement(pairs, truth),
  });
}

/** Peak memory of a process of its own that only finds the clusters of this file. */
function peakRssMiB(path: string): number {
  const script = fileURLToPath(new URL("./peak-memory.ts", import.meta.url));
  return Number(execFileSync(process.execPath, [script, path, String(threshold)], { encoding: "utf8" }));
}

function filesToRead(): string[] {
  if (positionals.length > 0) return positionals;
  const shared = sharedDir();
  if (shared === null) throw new Error("Name a file: the reference data is not here.");
  return ["gsm8k-train.jsonl", "gpteacher-toolformer-dedupe-only.json"].map((name) =>
    join(shared, "data", name),
  );
}

function medianSeconds(runs: readonly OwnRun[], stage: OwnStage): number {
  const seconds = runs.map(({ stageSeconds }) => stageSeconds[stage]).sort((a, b) => a - b);
  return seconds[Math.floor(seconds.length / 2)]!;
}

function ratio(theirs: number, ours: number): number {
  return Number((theirs / ours).toPrecision(3));
}

function print(line: object): void {
  console.log(JSON.stringify({ bench: "dedup", ...line }));
}
