import type { ErrorCatalogue } from "./assay-error.ts";

export type RoundErrorCode =
  | "StoreTooNew"
  | "EvalSetUnusable"
  | "CacheUnusable"
  | "MixedFleet"
  | "InexactRefused"
  | "WeightsNotThere"
  | "RoundsStopped";

export const roundErrors: ErrorCatalogue<RoundErrorCode> = {
  StoreTooNew: {
    sentence: "The validator's store {file} was written by a newer version.",
    mend: "Use that version again, or name another data folder.",
  },
  EvalSetUnusable: {
    sentence: "The eval set {origin} can't be used: {what}.",
    mend: "Look at line {line} of its data.jsonl, or pin an earlier revision of it.",
  },
  CacheUnusable: {
    sentence: "The validator can't read or write its cache: {what}.",
    mend: "Make room on the disk and see that the folder is writable; the round goes on by itself.",
  },
  MixedFleet: {
    sentence: "The workers differ ({classes}), and this competition finds duplicates by equal losses.",
    mend: "Use workers of one kind for it: the same card, driver, libraries and precision.",
  },
  InexactRefused: {
    sentence: "This engine does not train in the reference's precision (4-bit base, bfloat16) on {network}.",
    mend: "Use the torch engine on a CUDA card, or allow it with --allow-inexact.",
  },
  WeightsNotThere: {
    sentence: "The chain took the weights, but holds others when read back.",
    mend: "They are set again in the next epoch. If it happens again, look for another signer.",
  },
  RoundsStopped: {
    sentence: "The engine failed with several datasets, so nobody is scored: {what}.",
    mend: "Run assay-validator doctor, mend the engine, and start the service again; the round goes on.",
  },
};
