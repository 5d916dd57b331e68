/**
 * Finds the duplicates of FILE at THRESHOLD in a process that does nothing else, and prints that process's peak
 * memory in MiB: `node bench/dedup/peak-memory.ts FILE THRESHOLD`.
 */
import { findClusters, normaliseRow } from "../../src-shared/dedup/index.ts";
import { readCorpus } from "./corpus.ts";

const [file, threshold] = process.argv.slice(2);
findClusters(readCorpus(file!).map(normaliseRow), { threshold: Number(threshold) });
console.log(Math.round(process.resourceUsage().maxRSS / 1024));
