import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CompetitionProfile, findBuiltIn } from "../../../src-shared/competition/index.ts";
import type { PreviewDevice, PreviewView } from "../../../src-shared/contract/index.ts";
import { engineEntry, probeCard } from "../../../src-shared/engine/index.ts";
import { childProcessHost } from "../../hosts/node/index.ts";
import { checkoutRoot } from "../app-paths.ts";
import { DEVICE_TOLERANCE } from "./interpret.ts";
import { PreviewService } from "./preview-service.ts";
import { PreviewStore } from "./preview-store.ts";
import { writeTinyModel } from "./test-support/tiny-model.ts";

const resources = join(checkoutRoot(), "resources");
const builtIn = findBuiltIn("flock-off") as CompetitionProfile;
/** Few rows have to move the loss. */
const profile: CompetitionProfile = {
  ...builtIn,
  training: { ...builtIn.training, accumulationSteps: 1, warmupSteps: 0, learningRate: 0.05 },
};
const rows = readFileSync(join(resources, "samples", "assay-sample.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .slice(0, 8)
  .map((json, index) => ({ index, json }));

let folder: string;
let views: PreviewView[];
let service: PreviewService;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-card-"));
  // The software driver takes a second where a card takes a millisecond.
  writeTinyModel(join(folder, "model"), join(resources, "practice-model", "tokenizer.json"));
  views = [];
  service = new PreviewService({
    store: new PreviewStore(join(folder, "previews.sqlite")),
    processHost: childProcessHost,
    isPublished: () => false,
    onChange: (view) => views.push(view),
    onRanked: () => {},
    log: () => {},
  });
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

async function preview(device: PreviewDevice): Promise<PreviewView> {
  const { id } = service.start({
    projectPath: "/a.assay",
    profile,
    model: { id: "practice", title: "Tiny model", folder: join(folder, "model") },
    budget: "quick",
    seed: 1,
    rankRows: false,
    device,
    rows,
    snapshotSha256: "one",
    evaluation: { source: "held-out", title: null, rows: null },
  });
  const ended = (): PreviewView | undefined =>
    views.findLast((view) => view.id === id && view.finishedAt !== null);
  await expect.poll(ended, { timeout: 280_000, interval: 50 }).toBeDefined();
  return ended() as PreviewView;
}

test("a preview on the graphics card finds what the processor does, within what comparisons allow for", async () => {
  const processor = await preview("cpu");
  const card = await preview("webgpu");
  expect(card).toMatchObject({ state: "done", error: null });
  const { device, loss, baseLoss, comparisons } = card.result ?? expect.unreachable();
  expect(device).toMatchObject({ phrase: "onGraphicsCard" });
  const expected = processor.result ?? expect.unreachable();
  expect(Math.abs(expected.loss / expected.baseLoss - 1)).toBeGreaterThan(DEVICE_TOLERANCE);
  expect(Math.abs(baseLoss / expected.baseLoss - 1)).toBeLessThan(DEVICE_TOLERANCE);
  expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(DEVICE_TOLERANCE);
  expect(comparisons).toMatchObject([{ previewId: processor.id, verdict: "same", isOtherDevice: true }]);
});

test("a driver that computes on the processor is no card that would be taken by itself", async () => {
  const speedup = await probeCard(childProcessHost.spawn(engineEntry(), { name: "Assay engine" }));
  expect(speedup).not.toBeNull();
  expect(speedup).toBeLessThan(1);
});
