import { join } from "node:path";
import { expect, it } from "vitest";
import { exactClusters, exactPairs, shingleStrings } from "../../../bench/dedup/all-pairs.ts";
import { readCorpus } from "../../../bench/dedup/corpus.ts";
import { sharedDir } from "../../../scripts/needs.ts";
import { findClusters, normaliseRow } from "../index.ts";

const shared = sharedDir();

it.skipIf(shared === null).each([
  ["gsm8k-train.jsonl", 0.35, 14],
  ["gsm8k-train.jsonl", 0.8, 0],
  ["gpteacher-toolformer-dedupe-only.json", 0.8, 359],
  ["gpteacher-toolformer-dedupe-only.json", 1, 76],
])("finds in %s at %f exactly the clusters that comparing all pairs finds", (file, threshold, clusters) => {
  const texts = readCorpus(join(shared!, "data", file)).map(normaliseRow);
  const found = findClusters(texts, { threshold }).map(({ members }) => String(members));
  expect(found).toEqual(exactClusters(texts, exactPairs(texts.map(shingleStrings), threshold)));
  expect(found).toHaveLength(clusters);
});
