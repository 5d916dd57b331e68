import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CompetitionProfile, findBuiltIn } from "../../../src-shared/competition/index.ts";
import type { PreviewView } from "../../../src-shared/contract/index.ts";
import { ModelShelf } from "../../../src-shared/engine/index.ts";
import { childProcessHost } from "../../hosts/node/index.ts";
import { checkoutRoot } from "../app-paths.ts";
import type { ChildProcessHandle, ProcessHost } from "../host/index.ts";
import { identityOf } from "../workspace/index.ts";
import type { PlacedRow } from "./choose-rows.ts";
import { PreviewService, type PreviewStart } from "./preview-service.ts";
import { PreviewStore } from "./preview-store.ts";

const resources = join(checkoutRoot(), "resources");
const rows: PlacedRow[] = readFileSync(join(resources, "samples", "assay-sample.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .slice(0, 60)
  .map((json, index) => ({ index, json }));
const profile = findBuiltIn("flock-off") as CompetitionProfile;

/** Each test trains for some seconds. */
const TIMEOUT_MS = 120_000;

let folder: string;
let children: ChildProcessHandle[];
let views: PreviewView[];
let ranked: string[];
let service: PreviewService;
const host: ProcessHost = {
  spawn: (module, options) => {
    const child = childProcessHost.spawn(module, options);
    children.push(child);
    return child;
  },
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-preview-"));
  children = [];
  views = [];
  ranked = [];
  service = new PreviewService({
    store: new PreviewStore(join(folder, "previews.sqlite")),
    processHost: host,
    isPublished: (sha256) => sha256 === "published",
    onChange: (view) => views.push(view),
    onRanked: (view) => ranked.push(view.id),
    log: () => {},
  });
});
afterEach(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = (changes: Partial<PreviewStart> = {}): PreviewStart => ({
  projectPath: "/a.assay",
  profile,
  model: new ModelShelf(resources, join(folder, "models")).place("practice"),
  budget: "quick",
  seed: 1,
  rankRows: false,
  rows,
  snapshotSha256: "one",
  evaluation: { source: "held-out", title: null, rows: null },
  ...changes,
});

/** The preview as it is when it has ended. */
const ended = (id: string): Promise<PreviewView> =>
  expect
    .poll(() => views.findLast((view) => view.id === id && view.finishedAt !== null), {
      timeout: TIMEOUT_MS,
      interval: 50,
    })
    .toBeDefined()
    .then(() => views.findLast((view) => view.id === id) as PreviewView);
const seen = (what: (view: PreviewView) => boolean): Promise<void> =>
  expect.poll(() => views.some(what), { timeout: TIMEOUT_MS, interval: 20 }).toBe(true);

test(
  "a preview tells the loss before and after, is kept, and is compared with the one before",
  async () => {
    const first = await ended(service.start(start({ snapshotSha256: "published" })).id);
    expect(first).toMatchObject({ state: "done", error: null, seeds: 1, snapshot: { rows: 60 } });
    expect(first.trainRows + first.evalRows).toBe(60);
    const { result } = first;
    expect(result?.loss).toBeLessThan(result?.baseLoss ?? 0);
    expect(result?.gain).toMatchObject({ verdict: "better" });
    expect(result?.comparisons).toEqual([]);
    expect(result?.better.length).toBeGreaterThan(0);
    expect(result?.better[0]?.line).toEqual(expect.any(Number));
    expect(first.curves[0]).toHaveLength(first.totalSteps ?? 0);
    expect(first.progress.estimatedSeconds).toBeGreaterThan(0);

    const ofProject = rows.map((row) => ({ ...row, rowId: 100 + row.index }));
    const second = await ended(service.start(start({ rankRows: true, rows: ofProject })).id);
    expect(second.result?.comparisons).toMatchObject([
      { previewId: first.id, isPublished: true, verdict: "same", mean: 0 },
    ]);
    const { best, rowIds } = second.result?.helpful ?? expect.unreachable();
    expect(best.length).toBe(20);
    expect(ranked).toEqual([second.id]);
    expect(service.ranking(first.id)).toBeNull();
    const gained = second.result?.better[0] ?? expect.unreachable();
    const gainedRow = rows.find(({ index }) => index + 1 === gained.line);
    expect(service.evalRow(second.id, gained.evalRow ?? -1)).toBe(gainedRow?.json);
    expect(service.evalRow(second.id, 10_000)).toBeNull();
    const ranking = service.ranking(second.id) ?? expect.unreachable();
    expect(ranking.map(({ rowId }) => rowId)).toEqual(rowIds);
    expect(ranking.length).toBeLessThanOrEqual(second.trainRows);
    expect(ranking.length).toBeGreaterThan(40);
    const json = rows.find(({ index }) => 100 + index === best[0]?.rowId)?.json ?? "";
    expect(ranking[0]).toEqual({
      rowId: best[0]?.rowId,
      identity: identityOf(json),
      value: best[0]?.value,
    });
    expect(service.list("/a.assay").map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(service.list("/b.assay")).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "it pauses, goes on, and is cancelled; another one has to wait for it",
  async () => {
    const { id } = service.start(start({ budget: "full" }));
    expect(() => service.start(start())).toThrow(expect.objectContaining({ code: "PreviewRunning" }));
    await seen((view) => view.progress.phase === "training");
    service.pause(id);
    expect(service.list("/a.assay")[0]?.state).toBe("paused");
    service.resume(id);
    const before = views.length;
    await expect.poll(() => views.length, { timeout: TIMEOUT_MS }).toBeGreaterThan(before + 2);
    service.cancel(id);
    expect(await ended(id)).toMatchObject({ state: "cancelled", error: null, result: null });
    expect(await children[0]?.exited).toBeDefined();
  },
  TIMEOUT_MS,
);

test(
  "an engine that dies harms nothing: the preview says so, and the next one works",
  async () => {
    const { id } = service.start(start());
    await seen((view) => view.progress.phase === "base");
    children[0]?.kill();
    expect(await ended(id)).toMatchObject({ state: "failed", error: { code: "EngineStopped" } });
    expect(await ended(service.start(start()).id)).toMatchObject({ state: "done" });
  },
  TIMEOUT_MS,
);

test("what can't be trained on is refused with a sentence", async () => {
  const missing = new ModelShelf(resources, join(folder, "models")).place("owner/model");
  expect(() => service.start(start({ model: missing }))).toThrow(
    expect.objectContaining({ code: "ModelNotHere" }),
  );
  expect(() => service.start(start({ rows: [] }))).toThrow(
    expect.objectContaining({ code: "NothingToLearn" }),
  );
  const silent = rows.map(({ index }) => ({ index, json: '{"system":"s","conversations":[]}' }));
  expect(await ended(service.start(start({ rows: silent })).id)).toMatchObject({
    state: "failed",
    error: { code: "NothingToLearn" },
  });
});
