import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CompetitionProfile, findBuiltIn } from "../../../src-shared/competition/index.ts";
import {
  type PracticeMessage,
  type PracticeProgress,
  type PracticeView,
  practiceOrderSchema,
} from "../../../src-shared/contract/index.ts";
import type { ChildProcessHandle, ProcessHost } from "../host/index.ts";
import { PracticeService, type PracticeStart, PracticeStore } from "./index.ts";

/** A process that says what it is told to. */
class ScriptedChild implements ChildProcessHandle {
  readonly pid = null;
  readonly args: readonly string[];
  readonly #ended = Promise.withResolvers<number | null>();
  #hear: (message: unknown) => void = () => {};

  constructor(args: readonly string[]) {
    this.args = args;
  }

  get exited(): Promise<number | null> {
    return this.#ended.promise;
  }

  send(): void {}

  onMessage(listener: (message: unknown) => void): () => void {
    this.#hear = listener;
    return () => {};
  }

  onOutput(): () => void {
    return () => {};
  }

  kill(): void {
    this.#ended.resolve(null);
  }

  say(message: PracticeMessage): void {
    this.#hear(message);
  }

  end(code: number): void {
    this.#ended.resolve(code);
  }
}

let folder: string;
let started: PromiseWithResolvers<ScriptedChild>;
let views: PracticeView[];
let service: PracticeService;
let heard: () => void;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-practice-"));
  views = [];
  heard = () => {};
  started = Promise.withResolvers();
  service = open();
});
afterEach(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const processHost: ProcessHost = {
  spawn: (_, { args = [] }) => {
    const child = new ScriptedChild(args);
    started.resolve(child);
    return child;
  },
};

const open = (): PracticeService =>
  new PracticeService({
    store: new PracticeStore(join(folder, "practice.sqlite")),
    processHost,
    dir: join(folder, "rounds"),
    onChange: (view) => {
      views.push(view);
      heard();
    },
    log: () => {},
  });

const start = (change: Partial<PracticeStart> = {}): PracticeStart => ({
  projectPath: "/a.assay",
  profile: findBuiltIn("flock-off") as CompetitionProfile,
  modelDir: "/model",
  writeRows: async (file) => {
    writeFileSync(file, "{}\n");
    return 1;
  },
  writeEvalSet: null,
  ...change,
});

const progress = (change: Partial<PracticeProgress> = {}): PracticeProgress => ({
  stage: "training",
  miners: [],
  baseLoss: null,
  evalRows: null,
  block: 3,
  ownRows: { total: 1, counting: 1 },
  weights: null,
  ...change,
});

/** The first view that satisfies it, of those told and those to come. */
const until = (is: (view: PracticeView) => boolean): Promise<PracticeView> =>
  new Promise((resolve) => {
    heard = () => {
      const found = views.find(is);
      if (found !== undefined) resolve(found);
    };
    heard();
  });
const over = (): Promise<PracticeView> => until(({ state }) => state !== "running");

test("a round is followed to its end and kept, and its folder goes", async () => {
  const { id } = service.start(start());
  expect(() => service.start(start())).toThrow(expect.objectContaining({ code: "PracticeRunning" }));
  const child = await started.promise;
  const order = practiceOrderSchema.parse(JSON.parse(child.args.at(-1) ?? ""));
  expect(readFileSync(order.rowsFile, "utf8")).toBe("{}\n");
  expect(order).toMatchObject({ evalFile: null, modelDir: "/model" });
  child.say({ kind: "progress", progress: progress() });
  expect(service.list("/a.assay")).toMatchObject([{ id, state: "running", progress: { stage: "training" } }]);
  const weights = { block: 9, validatorUid: 1, values: [{ uid: 2, value: 65_535 }] };
  child.say({ kind: "done", progress: progress({ stage: "reading-back", weights }) });
  expect(await over()).toMatchObject({ id, state: "done", progress: { weights }, error: null });
  expect(service.list("/a.assay")).toMatchObject([{ id, state: "done" }]);
  expect(service.list("/b.assay")).toEqual([]);
});

test("a round that is called off leaves nothing behind but that it was", async () => {
  const { id } = service.start(start());
  await started.promise;
  service.cancel(id);
  expect(await over()).toMatchObject({ state: "cancelled", error: null });
  await service.close();
  expect(existsSync(join(folder, "rounds", id))).toBe(false);
  service = open();
  service.remove(id);
  expect(service.list("/a.assay")).toEqual([]);
});

test.each<[string, (child: ScriptedChild) => void, string]>([
  ["what it says", (child) => fail(child, "SandboxFailed"), "SandboxFailed"],
  ["that it ended by itself", (child) => child.end(3), "PracticeStopped"],
])("a round that fails keeps %s", async (_, happen, code) => {
  service.start(start());
  happen(await started.promise);
  expect(await over()).toMatchObject({ state: "failed", error: { code } });
  // The next one may begin.
  started = Promise.withResolvers();
  views = [];
  const { id } = service.start(start());
  await started.promise;
  service.cancel(id);
  await over();
});

function fail(child: ScriptedChild, code: string): void {
  child.say({ kind: "failed", error: { code, message: "", details: {} } });
}

test("without rows no process is started", async () => {
  service.start(start({ writeRows: async () => 0 }));
  expect(await over()).toMatchObject({ state: "failed", error: { code: "PracticeEmpty" } });
  expect(readdirSync(join(folder, "rounds"))).toEqual([]);
});

test("the last twenty rounds of a project are kept; one that ran when Assay ended counts as cancelled", () => {
  const file = join(folder, "kept.sqlite");
  const store = new PracticeStore(file);
  const view = (index: number): PracticeView => ({
    id: `round ${index}`,
    projectPath: "/a.assay",
    profileId: "flock-off",
    profileTitle: "FLock OFF",
    isChoosing: false,
    isDaily: false,
    startedAt: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
    finishedAt: null,
    state: "running",
    progress: progress(),
    error: null,
  });
  for (let index = 0; index < 25; index++) store.save(view(index));
  store.save({ ...view(99), projectPath: "/b.assay" });
  store.close();
  const again = new PracticeStore(file);
  const kept = again.list("/a.assay");
  expect(kept.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => `round ${24 - index}`));
  expect(new Set(kept.map(({ state }) => state))).toEqual(new Set(["cancelled"]));
  expect(again.list("/b.assay")).toHaveLength(1);
  again.close();
});
