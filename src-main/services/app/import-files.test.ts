import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { inWords, type Said } from "../../../src-shared/contract/index.ts";
import { importFiles } from "./import-files.ts";

const NATIVE = { container: "jsonl", form: "native", mapping: null } as const;
const here = fileURLToPath(import.meta.url);
const fileOf = (name: string) => ({ file: { path: here, name }, format: NATIVE });

/** A project that takes three rows of every file and is called off as soon as it comes to `last`. */
function calledOffAt(last: string) {
  const controller = new AbortController();
  const importFile = async ({ name }: { readonly name: Said }) => {
    if (name === last) controller.abort();
    controller.signal.throwIfAborted();
    return { rows: 3, bad: 0, firstRowId: 1 };
  };
  return { project: { importFile }, control: { signal: controller.signal, onProgress: () => {} } };
}

test("called off between files, it keeps and names those that are in", async () => {
  const { project, control } = calledOffAt("b");
  expect(inWords(await importFiles(project, ["a", "b", "c"].map(fileOf), control))).toBe(
    "Called off after 1 of 3 files; what they gave is kept. 3 rows imported.",
  );
});

test("called off in the first file, nothing was done", async () => {
  const { project, control } = calledOffAt("a");
  await expect(importFiles(project, ["a", "b"].map(fileOf), control)).rejects.toThrow();
});

test("of very many files the first are named and the others counted", async () => {
  const { project, control } = calledOffAt("none");
  const names = Array.from({ length: 25 }, (_, number) => `f${number}`);
  const summary = inWords(await importFiles(project, names.map(fileOf), control));
  expect(summary).toContain("75 rows imported from 25 files. f0: 3 rows; ");
  expect(summary).toContain("f19: 3 rows; and 5 more files.");
});
