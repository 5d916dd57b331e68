/**
 * Near-duplicates measured: `npm run bench -- dedup [FILE…] [--grown N,N…] [--index] [--threshold T] [--repeats N]
 * [--python PATH]`. Prints one JSON object a line: our stages in rows a second, peak memory, the peers on the same
 * rows with the ratio to ours, and how well each one's pairs agree with exact Jaccard similarity (our pairs are the near
 * ones within a cluster; `clustersRight` are just what true pairs connect). Without files: the
 * two large ones of the reference data, then as many rows as `--grown` says (100,000 and 1,000,000; 0 for none), grown
 * from the files with copies of known similarity. `--index` measures only an edited row's duplicates among the most
 * of those rows. Everything runs on one thread. Python peers tokenise in Python, timed by itself, and are also given
 * as they would be with ready-made shingles; our figures always begin with texts.
 */
import { execFileSync } from "node:child_process";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { pythonPeers, sharedDir } from "../../scripts/needs.ts";
import { normaliseRow } from "../../src-shared/dedup/index.ts";
import { agreement, exactClusters, exactPairs, shingleStrings } from "./all-pairs.ts";
import { readCorpus } from "./corpus.ts";
import { measureGrown, printPythonPeer } from "./grown-corpus.ts";
import { measureIncrementalIndex } from "./incremental-index.ts";
import { type OwnRun, type OwnStage, runOwn } from "./own.ts";
import { type PeerRun, type PythonPeer, runNpmMinhash, runPythonPeer } from "./peers.ts";
import { withFolder, writeTexts } from "./text-file.ts";

const STAGES: readonly OwnStage[] = ["normalise", "tokenise", "sign", "index", "verify", "total"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threshold: { type: "string", default: "0.8" },
    repeats: { type: "string", default: "7" },
    python: { type: "string" },
    grown: { type: "string", default: "100000,1000000" },
    index: { type: "boolean", default: false },
  },
});
const threshold = Number(values.threshold);
const python = values.python ?? pythonPeers()?.python ?? null;
const grownSizes = values.grown
  .split(",")
  .map(Number)
  .filter((rows) => rows > 0);
const corpora = filesToRead().map((path) => ({ path, file: basename(path), turns: readCorpus(path) }));

const sources = corpora.flatMap(({ turns }) => turns.map(normaliseRow));
if (values.index) await measureIncrementalIndex(sources, Math.max(...grownSizes), { threshold, print });
else {
  for (const corpus of corpora) await measureFile(corpus);
  for (const rows of grownSizes) await measureGrown(sources, rows, { threshold, python, print });
}

async function measureFile({ path, file, turns }: (typeof corpora)[number]): Promise<void> {
  const runs = Array.from({ length: Number(values.repeats) }, () => runOwn(turns, threshold));
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
    peakRssMiB: peakRssMiB(path),
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
  printNpmPeer(file, turns.length, runNpmMinhash(rows), runs, truth);
  if (python === null) return;
  await withFolder((folder) => {
    const path = join(folder, "texts.jsonl");
    writeTexts(path, texts.length, (row) => texts[row]!);
    const seconds = { sign: medianSeconds(runs, "sign"), total: medianSeconds(runs, "total") };
    for (const name of ["rensa", "datasketch"] satisfies PythonPeer[]) {
      const peer = runPythonPeer(python, name, path, folder, threshold);
      if (peer === null) continue;
      printPythonPeer(
        { file, pairs: peer.pairs.size, ...agreement(peer.pairs, truth) },
        peer,
        { rows: texts.length, seconds },
        print,
      );
    }
  });
}

function printNpmPeer(
  file: string,
  rows: number,
  { peer, rowsPerSecond, pairs }: PeerRun,
  runs: readonly OwnRun[],
  truth: ReadonlySet<number>,
): void {
  const { Minhash: sign, index } = rowsPerSecond as { Minhash: number; index: number };
  print({
    file,
    by: peer,
    signRowsPerSecond: Math.round(sign),
    indexRowsPerSecond: Math.round(index),
    assaySignsFasterBy: ratio(rows / sign, medianSeconds(runs, "sign")),
    assayIndexesFasterBy: ratio(rows / index, medianSeconds(runs, "index")),
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
