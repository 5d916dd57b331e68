import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PreviewView } from "../../../src-shared/contract/index.ts";
import { PreviewStore } from "./preview-store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-previews-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const view = (
  id: string,
  state: PreviewView["state"],
  startedAt = "2026-01-01T00:00:00.000Z",
): PreviewView => ({
  id,
  projectPath: "/a.assay",
  profileId: "flock-off",
  modelId: "practice",
  modelTitle: "Practice model",
  budget: "quick",
  evalSource: "held-out",
  evalTitle: null,
  startedAt,
  finishedAt: null,
  snapshot: { sha256: "0", rows: 3 },
  trainRows: 2,
  evalRows: 1,
  seeds: 1,
  state,
  progress: {
    phase: "training",
    fraction: 0.5,
    secondsLeft: 2,
    estimatedSeconds: 4,
    tokensPerSecond: 100,
    neededMb: 300,
    device: "cpu",
  },
  curves: [[{ step: 1, loss: 2 }]],
  totalSteps: 4,
  result: null,
  error: null,
  isForProcessor: false,
});
const outcome = { baseLoss: 2, loss: 1, seedLosses: [1], rowsBefore: [2], rowsAfter: [1] };

test("previews are kept by project, newest first, and forgotten one by one", () => {
  const store = new PreviewStore(join(folder, "previews.sqlite"));
  store.save(view("a", "done", "2026-01-01T00:00:00.000Z"), "key", outcome);
  store.save(view("b", "done", "2026-01-02T00:00:00.000Z"), "key", outcome);
  store.save({ ...view("c", "done"), projectPath: "/other.assay" }, "key", outcome);
  expect(store.list("/a.assay").map(({ id }) => id)).toEqual(["b", "a"]);
  store.remove("b");
  expect(store.list("/a.assay").map(({ id }) => id)).toEqual(["a"]);
  store.close();
});

test("only finished ones with the same key are there to compare with", () => {
  const store = new PreviewStore(join(folder, "previews.sqlite"));
  store.save(view("a", "done"), "key", outcome);
  store.save(view("b", "failed"), "key", null);
  store.save(view("c", "done"), "another key", outcome);
  expect(store.comparable("/a.assay", "key")).toEqual([{ view: view("a", "done"), outcome }]);
  store.close();
});

test("what ran when Assay ended is said to have been cancelled", () => {
  const file = join(folder, "previews.sqlite");
  const before = new PreviewStore(file);
  before.save(view("a", "running"), "key", null);
  before.save(view("b", "paused"), "key", null);
  before.save(view("c", "done"), "key", outcome);
  before.close();
  const after = new PreviewStore(file);
  expect(
    after
      .list("/a.assay")
      .map(({ state }) => state)
      .sort(),
  ).toEqual(["cancelled", "cancelled", "done"]);
  after.close();
});
