/**
 * Finds the duplicates of the texts in a file as a project does that keeps its rows on the disk, in a process that
 * does nothing else: `node bench/dedup/finder-run.ts TEXTS.jsonl ANSWER.json THRESHOLD`.
 */
import { writeFileSync } from "node:fs";
import {
  type Cluster,
  ClusterFinder,
  createSigner,
  normaliseRow,
  shingleSet,
} from "../../src-shared/dedup/index.ts";
import { TextFile } from "./text-file.ts";

/** What the process found out; seconds are of all rows. */
export interface FinderRun {
  readonly rows: number;
  readonly seconds: Readonly<Record<FinderStage, number>>;
  readonly clusters: readonly Cluster[];
  readonly peakRssMiB: number;
}

/**
 * `sign` makes signatures and keys from texts; `add` makes signatures and enters them; `clusters` finds candidates
 * and verifies them with texts read from the file; `total` is normalise, add and clusters.
 */
export type FinderStage = "normalise" | "shingle sets" | "sign" | "add" | "clusters" | "total";

const BLOCK = 10_000;
const [path, answer, threshold] = process.argv.slice(2);
const seconds = { normalise: 0, "shingle sets": 0, sign: 0, add: 0, clusters: 0, total: 0 };

function timed<T>(stage: FinderStage, work: () => T): T {
  const start = performance.now();
  const result = work();
  seconds[stage] += (performance.now() - start) / 1000;
  return result;
}

const file = new TextFile(path!);
const finder = new ClusterFinder({ threshold: Number(threshold) });
const signer = createSigner();
let block: string[] = [];
const take = () => {
  const texts = timed("normalise", () => block.map((text) => normaliseRow([text])));
  timed("shingle sets", () => texts.forEach(shingleSet));
  timed("sign", () => texts.forEach(signer.sign));
  timed("add", () => {
    for (const text of texts) finder.add(text);
  });
  block = [];
};
for (const text of file.read()) if (block.push(text) === BLOCK) take();
take();
const clusters = timed("clusters", () => finder.clusters(file.textOf));
file.close();
seconds.total = seconds.normalise + seconds.add + seconds.clusters;
const peakRssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
const run: FinderRun = { rows: finder.rows, seconds, clusters, peakRssMiB };
writeFileSync(answer!, JSON.stringify(run));
