import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtInProfiles, type CompetitionProfile } from "../../../src-shared/competition/index.ts";
import { createHubClient } from "../../../src-shared/hub/index.ts";
import { type Sandbox, startSandbox } from "../../../src-shared/sandbox/index.ts";
import { writeEvalSetRows } from "../workspace/index.ts";
import { EvalSetShelf } from "./index.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-eval-set-"));
const daily = builtInProfiles.find(({ id }) => id === "flock-off-daily") as CompetitionProfile;
const repo = daily.evaluation.repo ?? "";
const freely = { signal: new AbortController().signal, onProgress: () => {} };
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: join(dir, "sandbox"), blockTimeMs: 200, rivals: false });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dir, { recursive: true, force: true });
});

const members = (file: string): number => {
  const db = new Database(file, { readonly: true });
  const rows = db.prepare("SELECT count(*) FROM members").pluck().get() as number;
  db.close();
  return rows;
};

test("an eval set is fetched at the revision that its rule says now, and kept", async () => {
  const shelf = new EvalSetShelf(join(dir, "kept"));
  expect(shelf.get(daily.id)).toBeNull();
  const hub = createHubClient({ endpoint: sandbox.hubUrl });
  const fetched = await shelf.fetch(daily, repo, hub, freely);
  const head = await hub.head({ repo, revision: "main" });
  expect(fetched).toMatchObject({ origin: repo, revision: head.ok ? head.value.sha : "" });
  expect(members(fetched.file)).toBe(fetched.rows);
  expect(new EvalSetShelf(join(dir, "kept")).get(daily.id)).toEqual(fetched);
});

test("a file of one's own takes its place; one without rows is refused and changes nothing", async () => {
  const shelf = new EvalSetShelf(join(dir, "own"));
  const own = join(dir, "own.jsonl");
  writeFileSync(own, '{"system":"S","conversations":[]}\n{"system":"T","conversations":[]}\n');
  const taken = await shelf.takeFile(daily.id, own, "own.jsonl");
  expect(taken).toMatchObject({ origin: "own.jsonl", revision: null, rows: 2 });
  const empty = join(dir, "empty.jsonl");
  writeFileSync(empty, "\n\n");
  await expect(shelf.takeFile(daily.id, empty, "empty.jsonl")).rejects.toMatchObject({
    code: "EvalSetEmpty",
  });
  expect(shelf.get(daily.id)).toEqual(taken);
});

test("its rows come back as often and in the order in which they were there", async () => {
  const shelf = new EvalSetShelf(join(dir, "ordered"));
  const own = join(dir, "ordered.jsonl");
  const lines = ["d", "a", "c", "a", "b"].map((user) =>
    JSON.stringify({ system: "S", conversations: [{ role: "user", content: user }] }),
  );
  writeFileSync(own, lines.join("\n"));
  const { file, rows } = await shelf.takeFile(daily.id, own, "own.jsonl");
  expect(rows).toBe(5);
  const back = join(dir, "back.jsonl");
  writeEvalSetRows(file, back);
  expect(readFileSync(back, "utf8")).toBe(lines.map((line) => `${line}\n`).join(""));
});

test("a repository that is not there is said to be missing", async () => {
  const shelf = new EvalSetShelf(join(dir, "missing"));
  const hub = createHubClient({ endpoint: sandbox.hubUrl });
  await expect(shelf.fetch(daily, "nobody/nothing", hub, freely)).rejects.toMatchObject({
    code: "HubRepoNotFound",
  });
});
