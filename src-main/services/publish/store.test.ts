import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, expect, test } from "vitest";
import { PublicationStore } from "./store.ts";
import { committable } from "./test-support/scripted.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-store-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("a file of the first version is brought up to date, with what it knows", () => {
  const { turn: _, times: __, ...old } = committable;
  const db = new Database(join(dir, "publications.sqlite"));
  db.exec(
    `CREATE TABLE publications (
      id TEXT PRIMARY KEY, created_at TEXT NOT NULL, network TEXT NOT NULL, netuid INTEGER NOT NULL, hotkey TEXT NOT NULL,
      repo TEXT NOT NULL, sha256 TEXT, outcome TEXT NOT NULL, record TEXT NOT NULL) STRICT;
    CREATE INDEX publications_same ON publications (network, netuid, hotkey, repo, sha256);
    PRAGMA user_version = 1;`,
  );
  db.prepare("INSERT INTO publications VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)").run(
    old.id,
    old.createdAt,
    old.networkId,
    old.netuid,
    old.hotkey,
    old.repo,
    old.snapshot?.sha256 ?? null,
    old.outcome,
    JSON.stringify(old),
  );
  db.close();
  const store = new PublicationStore(dir);
  expect(store.list()).toEqual([{ ...old, turn: 1, times: {} }]);
  store.close();
  const again = new PublicationStore(dir);
  expect(again.get(old.id)?.turn).toBe(1);
  again.close();
});

test("each change has the time that the clock tells", () => {
  let second = 0;
  const store = new PublicationStore(join(dir, "clock"), () => new Date(second++ * 1_000));
  const { id } = store.findOrCreate(committable, { snapshot: committable.snapshot }, () => false);
  const changed = store.update(id, { repoReadyAt: "t" });
  expect(changed).toMatchObject({
    createdAt: "1970-01-01T00:00:00.000Z",
    updatedAt: "1970-01-01T00:00:01.000Z",
    times: { repo: { startedAt: "1970-01-01T00:00:00.000Z", endedAt: "1970-01-01T00:00:01.000Z" } },
  });
  store.close();
});
