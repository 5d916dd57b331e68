import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectChain, readHotkey } from "../../../src-shared/chain/index.ts";
import { ok } from "../../../src-shared/contract/index.ts";
import { createHubClient, type HubClient, HubError } from "../../../src-shared/hub/index.ts";
import { fileSource, PublicationStore, PublishService } from "./index.ts";
import type { PublicationRecord } from "./record.ts";
import { runPublication } from "./runner.ts";
import { awaitWindow, readBack } from "./steps.ts";
import { type Bench, publishFile, setUpBench } from "./test-support/bench.ts";
import { committable, freshRecord, script, sent } from "./test-support/scripted.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await setUpBench();
});
afterAll(() => bench.close());

let number = 9_000;
const nextDataset = (): string => bench.dataset(++number);

describe("of two publications for one hotkey", () => {
  test("the later asked for is the one that is committed, also after a restart", async () => {
    const { hub } = bench.sandbox;
    const service = bench.service({ store: "turns" });
    hub.addFault({ match: /whoami/, times: 1_000, effect: { kind: "drop" } });
    const [oldFile, newFile] = [nextDataset(), nextDataset()];
    const old = await publishFile(service, bench.target, oldFile);
    expect(old).toMatchObject({ outcome: "stopped", error: { code: "HubOffline" } });
    hub.clearFaults();
    const newer = await publishFile(service, { ...bench.target, repo: "miner/elsewhere" }, newFile);
    expect(newer).toMatchObject({ outcome: "done" });
    expect(service.get(old.id)).toMatchObject({ outcome: "superseded", error: { code: "PublishOvertaken" } });
    const anew = await publishFile(service, bench.target, oldFile);
    expect(anew).toMatchObject({ outcome: "done" });
    expect(anew.id).not.toBe(old.id);
  });

  test("one that waits while another process begins the later one signs nothing", async () => {
    const store = new PublicationStore(join(bench.dir, "overtaken"));
    const [older, newer] = [1, 2].map((turn) =>
      store.findOrCreate(
        bench.target,
        { snapshot: { rows: 1, sizeBytes: 1, sha256: `${turn}` } },
        () => false,
      ),
    ) as [PublicationRecord, PublicationRecord];
    expect([store.isOvertaken(older), store.isOvertaken(newer)]).toEqual([true, false]);
    expect(store.overtakenBy(newer).map(({ id }) => id)).toEqual([older.id]);
    const again = store.askFor(older.id);
    expect([store.isOvertaken(again), store.isOvertaken(newer)]).toEqual([false, true]);
    store.update(older.id, { outcome: "cancelled" });
    expect(store.isOvertaken(newer)).toBe(false);
    store.close();
    const { tools, record } = script(committable, {});
    await runPublication(record(), { ...tools, isOvertaken: () => true });
    expect(record()).toMatchObject({
      outcome: "superseded",
      signed: null,
      error: { code: "PublishOvertaken" },
    });
  });

  test("what was sent already is seen through all the same", async () => {
    const { tools, record } = script(sent, {
      submit: async () => ({ kind: "finalized", block: { number: 12, hash: "0x12" } }),
      commitment: async () => ok({ block: 12, text: sent.commitment }),
    });
    await runPublication(record(), { ...tools, isOvertaken: () => true });
    expect(record()).toMatchObject({ outcome: "done", committedBlock: 12 });
  });
});

describe("a finished publication that is asked for again", () => {
  test("keeps its history while it stands, and is committed again when another took its place", async () => {
    const changes: string[] = [];
    const service = bench.service({ store: "again", onChange: ({ outcome }) => changes.push(outcome) });
    const file = nextDataset();
    const first = await publishFile(service, bench.target, file);
    const seen = changes.length;
    expect(await publishFile(service, bench.target, file)).toMatchObject({
      block: first.block,
      steps: first.steps,
    });
    expect(changes.length).toBe(seen);
    await publishFile(service, bench.target, nextDataset());
    const back = await publishFile(service, bench.target, file);
    expect(back).toMatchObject({ id: first.id, outcome: "done", revision: first.revision });
    expect(back.block).toBeGreaterThan(first.block ?? 0);
    expect(await bench.timesCommitted(first.commitment ?? "")).toBe(2);
  });
});

describe("a commitment from before the hotkey's registration", () => {
  const registration = async () => ok({ uid: 1, block: 12 });
  const stored = async () => ok({ block: 12, text: committable.commitment });
  test("counts as none when it is found", async () => {
    const { tools, record } = script(committable, {
      registration,
      commitment: stored,
      head: async () => ok({ number: 20, hash: "0x20" }),
    });
    await awaitWindow(committable, tools);
    expect(record()).toMatchObject({ outcome: "running", mayCommitAt: expect.any(String) });
  });
  test("counts as none when it is read back", async () => {
    const final = { ...sent, finalized: { number: 12, hash: "0x12" } };
    const { tools, record } = script(final, { registration, commitment: stored });
    await readBack(final, tools);
    expect(record()).toMatchObject({ signed: null, finalized: null, outcome: "running" });
  });
});

test("what stays out of reach is waited for where that is wanted", async () => {
  const pauses: number[] = [];
  const reasons: (string | undefined)[] = [];
  let answers = 0;
  const { tools, record } = script(
    freshRecord,
    {},
    {
      whoAmI: async () => {
        answers++;
        return answers < 9
          ? { ok: false, error: new HubError("HubOffline", { endpoint: "http://hub" }) }
          : { ok: false, error: new HubError("HubUnauthorised", { endpoint: "http://hub" }) };
      },
    },
  );
  await runPublication(record(), {
    ...tools,
    onOutage: "wait",
    sleep: async (ms) => {
      pauses.push(ms);
      reasons.push(record().waiting?.reason);
    },
  });
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  expect(reasons.slice(-3)).toEqual(Array(3).fill("PublishOutOfReach"));
  expect(record()).toMatchObject({ outcome: "stopped", waiting: null, error: { code: "HubUnauthorised" } });
});

test("an upload's progress is told in steps of one hundredth, and every step has its time", async () => {
  const { sandbox } = bench;
  const seen: number[] = [];
  const store = new PublicationStore(join(bench.dir, "progress"));
  const service = new PublishService({
    store,
    connect: async () => {
      const chain = await connectChain({ endpoints: [sandbox.chainUrl] });
      const signer = await readHotkey({ file: sandbox.hotkeyFile });
      if (!chain.ok) throw chain.error;
      if (!signer.ok) throw signer.error;
      const hub = createHubClient({ endpoint: sandbox.hubUrl, token: sandbox.token });
      const talkative: HubClient = {
        ...hub,
        uploadFiles: (request) => {
          for (let sent = 1; sent <= 1_000; sent++) request.onProgress?.(sent, 1_000);
          return hub.uploadFiles(request);
        },
      };
      return { hub: talkative, chain: chain.value, signer: signer.value, close: () => chain.value.close() };
    },
    hubUrl: () => sandbox.hubUrl,
    sleep: async () => {},
    onChange: ({ steps }) => {
      const { progress } = steps.find(({ id }) => id === "upload") ?? {};
      if (progress) seen.push(progress.done / progress.total);
    },
  });
  const started = await service.start(bench.target, fileSource(nextDataset()));
  if (!started.ok) throw started.error;
  const ended = await service.ended(started.value.id);
  await service.close();
  expect(ended).toMatchObject({ outcome: "done", error: null });
  expect(seen.at(-1)).toBe(1);
  expect(seen.length).toBeLessThanOrEqual(101);
  expect(ended?.steps.every(({ startedAt, endedAt }) => startedAt !== null && endedAt !== null)).toBe(true);
  expect(ended?.steps.filter(({ link }) => link !== null).map(({ id }) => id)).toEqual(["repo", "upload"]);
});
