import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { inWords } from "../../../src-shared/contract/index.ts";
import { FolderWatch, type WatchingProject } from "./folder-watch.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-watch-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

class Taker implements WatchingProject {
  remembered: string | null = null;
  readonly names: string[] = [];

  async remember(text: string): Promise<void> {
    this.remembered = text;
  }

  async take(_path: string, name: string): Promise<void> {
    if (name.startsWith("bad")) throw new Error("no rows in it");
    this.names.push(name);
  }
}

test("files are taken once they stand still, each once, also after a restart and under another name", async () => {
  const folder = join(dir, "in");
  mkdirSync(folder);
  const taker = new Taker();
  const watch = new FolderWatch(taker);
  await watch.watch(folder);
  writeFileSync(join(folder, "a.jsonl"), "1");
  writeFileSync(join(folder, "notes.txt"), "no rows");
  await watch.look();
  writeFileSync(join(folder, "a.jsonl"), "12");
  await watch.look();
  expect(taker.names).toEqual([]);
  await watch.look();
  await watch.look();
  expect(taker.names).toEqual(["a.jsonl"]);

  const later = new FolderWatch(taker);
  renameSync(join(folder, "a.jsonl"), join(folder, "z.jsonl"));
  writeFileSync(join(folder, "b.csv.gz"), "2");
  await later.look();
  await later.look();
  expect(taker.names).toEqual(["a.jsonl", "b.csv.gz"]);
  expect(later.status).toEqual({ folder, taken: ["b.csv.gz", "a.jsonl"], trouble: null });

  await later.watch(null);
  writeFileSync(join(folder, "c.jsonl"), "3");
  await later.look();
  await later.look();
  expect(taker.names).toHaveLength(2);
});

test("a folder or a file that cannot be read is told, and does not stop the others", async () => {
  const folder = join(dir, "mixed");
  const taker = new Taker();
  const watch = new FolderWatch(taker);
  await watch.watch(folder);
  await watch.look();
  expect(watch.status.trouble).toContain("ENOENT");
  mkdirSync(folder);
  writeFileSync(join(folder, "bad.jsonl"), "x");
  writeFileSync(join(folder, "good.jsonl"), "y");
  await watch.look();
  await watch.look();
  expect(taker.names).toEqual(["good.jsonl"]);
  expect(inWords(watch.status.trouble ?? "")).toContain("bad.jsonl: no rows in it");
});
