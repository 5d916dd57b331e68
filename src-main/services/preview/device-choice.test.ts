import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type CompetitionProfile, findBuiltIn } from "../../../src-shared/competition/index.ts";
import type { PreviewDevice, PreviewView } from "../../../src-shared/contract/index.ts";
import { PreviewService } from "./preview-service.ts";
import { PreviewStore } from "./preview-store.ts";
import { cardOf, failsWith, findsLoss, ScriptedEngines, step } from "./test-support/scripted-engine.ts";

const profile = findBuiltIn("flock-off") as CompetitionProfile;
const rows = Array.from({ length: 20 }, (_, index) => ({ index, json: `{"row":${index}}` }));

const PATIENCE = { timeout: 20_000 };

let folder: string;
let onChange: (view: PreviewView) => unknown;
let service: PreviewService;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-device-"));
  onChange = () => {};
});
afterEach(async () => {
  await service.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

function serve(engines: ScriptedEngines): void {
  service = new PreviewService({
    store: new PreviewStore(join(folder, "previews.sqlite")),
    processHost: engines,
    isPublished: () => false,
    onChange: (view) => onChange(view),
    onRanked: () => {},
    log: () => {},
  });
}

const start = (device: PreviewDevice): PreviewView =>
  service.start({
    projectPath: "/a.assay",
    profile,
    model: { id: "practice", title: "Practice model", folder: "/nowhere" },
    budget: "quick",
    seed: 1,
    rankRows: false,
    device,
    rows,
    snapshotSha256: "one",
    evaluation: { source: "held-out", title: null, rows: null },
  });

/** The preview as it is when it has ended. */
function ended({ id }: PreviewView): Promise<PreviewView> {
  const { promise, resolve } = Promise.withResolvers<PreviewView>();
  onChange = (view) => view.id === id && view.finishedAt !== null && resolve(view);
  return promise;
}

describe("where the choice is left to Assay", () => {
  test.each([
    ["no card answers", "cpu", cardOf(null)],
    ["what answers is hardly faster than the processor", "cpu", cardOf(1.2)],
    ["the driver fails", "cpu", failsWith("EngineStopped")],
    ["looking for a card ends the process", "cpu", (process: { kill(): void }) => process.kill()],
    ["a fast card answers", "webgpu", cardOf(6)],
  ] as const)("and %s, previews run on the %s; it is found out once", async (_, device, onProbe) => {
    const engines = new ScriptedEngines(onProbe, findsLoss(2));
    serve(engines);
    expect(await ended(start("auto"))).toMatchObject({ state: "done" });
    expect(await ended(start("auto"))).toMatchObject({ state: "done" });
    expect(engines.devices).toEqual([device, device]);
    expect(engines.probes).toBe(1);
  });

  test("a driver that hangs is not waited for", async () => {
    vi.useFakeTimers();
    const engines = new ScriptedEngines(() => {}, findsLoss(2));
    serve(engines);
    const done = ended(start("auto"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await done).toMatchObject({ state: "done" });
    expect(engines.devices).toEqual(["cpu"]);
  });

  test.each([
    ["stops", failsWith("EngineStopped")],
    ["is not there any more", failsWith("EngineUnavailable")],
    ["has too little memory", failsWith("RunTooLarge", { neededMb: 9, availableMb: 8 })],
    ["gives numbers that are none", failsWith("LossNotANumber", { step: 1, row: 1 })],
  ])("and the card %s, the preview begins anew on the processor and says so", async (_, failure) => {
    const engines = new ScriptedEngines(
      cardOf(6),
      (process) => {
        step(process);
        failure(process);
      },
      (process) => {
        const device = { phrase: "onProcessor", threads: 2, saving: null } as const;
        process.say({
          kind: "progress",
          progress: { phase: "measured", estimatedSeconds: 5, neededMb: 300, device },
        });
        step(process, 1.5);
        findsLoss(2)(process);
      },
    );
    serve(engines);
    const done = await ended(start("auto"));
    const device = { phrase: "onProcessorInstead", threads: 2, saving: null };
    expect(done).toMatchObject({ state: "done", error: null, result: { device }, progress: { device } });
    expect(done.curves).toEqual([[{ step: 1, loss: 1.5 }]]);
    expect(engines.devices).toEqual(["webgpu", "cpu"]);
  });

  test("a card that stopped is not taken again by itself", async () => {
    const engines = new ScriptedEngines(cardOf(6), failsWith("EngineStopped"), findsLoss(2));
    serve(engines);
    await ended(start("auto"));
    const next = await ended(start("auto"));
    expect(next.result?.device).toMatchObject({ phrase: "onProcessor" });
    expect(engines.devices).toEqual(["webgpu", "cpu", "cpu"]);
  });

  test("what would fail anywhere is not tried twice", async () => {
    const engines = new ScriptedEngines(cardOf(6), failsWith("NothingToLearn", { maxTokens: 8 }));
    serve(engines);
    expect(await ended(start("auto"))).toMatchObject({ state: "failed", error: { code: "NothingToLearn" } });
    expect(engines.devices).toEqual(["webgpu"]);
  });

  test("a preview that is paused stays paused while it changes its device", async () => {
    const engines = new ScriptedEngines(cardOf(6), () => {});
    serve(engines);
    const { id } = start("auto");
    await vi.waitFor(() => expect(engines.devices).toEqual(["webgpu"]), PATIENCE);
    service.pause(id);
    engines.started.at(-1)?.kill();
    await vi.waitFor(() => expect(engines.devices).toEqual(["webgpu", "cpu"]), PATIENCE);
    expect(engines.started.at(-1)?.told).toContain("pause");
    expect(service.list("/a.assay")[0]?.state).toBe("paused");
    service.resume(id);
    expect(engines.started.at(-1)?.told.at(-1)).toBe("resume");
  });

  test("a preview that is cancelled while a card is looked for never runs; the next one looks again", async () => {
    const engines = new ScriptedEngines(() => {}, findsLoss(2));
    serve(engines);
    const begun = start("auto");
    const done = ended(begun);
    service.cancel(begun.id);
    expect(await done).toMatchObject({ state: "cancelled", error: null });
    expect(engines.devices).toEqual([]);
    engines.onProbe = cardOf(6);
    await ended(start("auto"));
    expect(engines.devices).toEqual(["webgpu"]);
  });
});

describe("where the graphics card was asked for", () => {
  test("and fails, the preview says so and can be run on the processor", async () => {
    const engines = new ScriptedEngines(cardOf(null), failsWith("EngineStopped"), findsLoss(2));
    serve(engines);
    const failed = await ended(start("webgpu"));
    expect(failed).toMatchObject({
      state: "failed",
      error: { code: "GraphicsCardFailed", details: { what: "device lost" } },
      isForProcessor: true,
    });
    expect(service.list("/a.assay")[0]).toMatchObject({ id: failed.id, isForProcessor: true });

    const again = await ended(service.repeatOnProcessor(failed.id));
    expect(again).toMatchObject({ state: "done", isForProcessor: false });
    expect(engines.devices).toEqual(["webgpu", "cpu"]);
    const [first, second] = engines.started.map(({ request }) => request);
    expect(second).toEqual({ ...first, device: "cpu" });
    expect(engines.probes).toBe(0);
    expect(service.list("/a.assay").some(({ isForProcessor }) => isForProcessor)).toBe(false);
    expect(() => service.repeatOnProcessor(failed.id)).toThrow(
      expect.objectContaining({ code: "PreviewNotKept" }),
    );
  });

  test("what is not the card's doing is called by its name", async () => {
    serve(new ScriptedEngines(cardOf(6), failsWith("RunTooLarge", { neededMb: 9, availableMb: 8 })));
    expect(await ended(start("webgpu"))).toMatchObject({
      error: { code: "RunTooLarge" },
      isForProcessor: false,
    });
  });
});

describe("previews of different devices", () => {
  test.each([
    ["cpu", 0.995, "better", false],
    ["webgpu", 0.995, "same", true],
    ["webgpu", 1.005, "same", true],
    ["webgpu", 0.95, "better", true],
    ["webgpu", 1.05, "worse", true],
  ] as const)(
    "on %s, a loss %d times the processor's is %s",
    async (device, factor, verdict, isOtherDevice) => {
      serve(new ScriptedEngines(cardOf(6), findsLoss(2), findsLoss(2 * factor)));
      await ended(start("cpu"));
      const { result } = await ended(start(device));
      expect(result?.comparisons).toMatchObject([{ verdict, isOtherDevice }]);
    },
  );
});
