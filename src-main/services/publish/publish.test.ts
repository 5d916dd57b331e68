import { appendFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectChain, generateKey, readHotkey, signerOf } from "../../../src-shared/chain/index.ts";
import type { PublicationView } from "../../../src-shared/contract/index.ts";
import { fileSource, type PublicationRecord } from "./index.ts";
import { canCancel, nextStep } from "./record.ts";
import { type Bench, publishFile, setUpBench } from "./test-support/bench.ts";
import { toView } from "./view.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await setUpBench();
});
afterAll(() => bench.close());

let number = 0;
const nextDataset = (): string => bench.dataset(++number);
const uploads = (): number =>
  bench.sandbox.hub.requests.filter((request) => /POST .*\/commit\//.test(request)).length;

describe("a publication", () => {
  test("ends with the very string on-chain; the same bytes again change nothing", async () => {
    const service = bench.service();
    const file = nextDataset();
    const first = await publishFile(service, bench.target, file);
    expect(first).toMatchObject({
      outcome: "done",
      error: null,
      rows: 1,
      commitment: expect.stringMatching(/^miner\/dataset:f127:[0-9a-f]{40}$/),
    });
    const before = uploads();
    const again = await publishFile(service, bench.target, file);
    expect(again).toMatchObject({ id: first.id, outcome: "done", revision: first.revision });
    expect(uploads()).toBe(before);
    expect(await bench.timesCommitted(first.commitment ?? "")).toBe(1);
    const other = await publishFile(service, bench.target, nextDataset());
    expect(other.commitment).not.toBe(first.commitment);
    expect(service.list().map(({ id }) => id)).toEqual([other.id, first.id]);
  });

  test("of rows that the repository holds already uploads nothing", async () => {
    const file = nextDataset();
    const first = await publishFile(bench.service(), bench.target, file);
    const before = uploads();
    const elsewhere = await publishFile(bench.service({ store: "another-machine" }), bench.target, file);
    expect(elsewhere).toMatchObject({ outcome: "done", revision: first.revision });
    expect(uploads()).toBe(before);
    expect(await bench.timesCommitted(first.commitment ?? "")).toBe(1);
  });

  test("of nothing is refused", async () => {
    const empty = {
      writeTo: async (path: string) => {
        appendFileSync(path, "");
        return { rows: 0 };
      },
    };
    const refused = await bench.service().start(bench.target, empty);
    expect(refused).toMatchObject({ ok: false, error: { code: "PublishNothing" } });
  });
});

describe("what stands in the way has its own code", () => {
  const outcome = async (
    options: Parameters<Bench["service"]>[0],
    target = bench.target,
  ): Promise<PublicationView> => publishFile(bench.service(options), target, nextDataset());

  test("a repository of someone else", async () => {
    expect(await outcome({}, { ...bench.target, repo: "rival/data" })).toMatchObject({
      outcome: "stopped",
      error: { code: "PublishRepoNotYours" },
    });
  });
  test("an unknown token and a token that may only read", async () => {
    expect(await outcome({ token: "hf_unknownUnknown" })).toMatchObject({
      error: { code: "HubUnauthorised" },
    });
    bench.sandbox.hub.addToken("hf_onlyReading", "miner", "read");
    expect(
      await outcome({ token: "hf_onlyReading" }, { ...bench.target, repo: "miner/unseen" }),
    ).toMatchObject({ error: { code: "HubTokenCannotWrite" } });
  });
  test("a hotkey that is not registered", async () => {
    const signer = signerOf(await generateKey());
    expect(await outcome({ signer }, { ...bench.target, hotkey: signer.address })).toMatchObject({
      error: { code: "NotRegistered" },
    });
  });
  test("a repository name that makes the string too long", async () => {
    const repo = `miner/${"x".repeat(90)}`;
    expect(await outcome({}, { ...bench.target, repo })).toMatchObject({
      outcome: "stopped",
      error: { code: "SubmissionTooLong" },
    });
  });
});

describe("trouble", () => {
  test("of the hub that passes is tried again; what stays stops it, and it can be resumed", async () => {
    const { hub } = bench.sandbox;
    hub.addFault({ match: /commit\/main/, times: 2, effect: { kind: "status", status: 503 } });
    const service = bench.service();
    expect(await publishFile(service, bench.target, nextDataset())).toMatchObject({ outcome: "done" });
    hub.addFault({ match: /./, times: 1_000, effect: { kind: "drop" } });
    const stopped = await publishFile(service, bench.target, nextDataset());
    expect(stopped).toMatchObject({ outcome: "stopped", canResume: true, error: { code: "HubOffline" } });
    hub.clearFaults();
    service.resume(stopped.id);
    expect(await service.ended(stopped.id)).toMatchObject({ outcome: "done" });
  });

  test("with a snapshot that was changed on the disk stops it", async () => {
    const service = bench.service();
    bench.sandbox.hub.addFault({ match: /whoami/, times: 20, effect: { kind: "drop" } });
    const stopped = await publishFile(service, bench.target, nextDataset());
    bench.sandbox.hub.clearFaults();
    appendFileSync(service.snapshotPath(stopped.id) ?? "", "x");
    service.resume(stopped.id);
    expect(await service.ended(stopped.id)).toMatchObject({
      outcome: "stopped",
      error: { code: "PublishSnapshotLost" },
    });
  });

  test("another commit of the same hotkey right after ours is told as superseded", async () => {
    const own = await readHotkey({ file: bench.sandbox.hotkeyFile });
    const connected = await connectChain({ endpoints: [bench.sandbox.chainUrl] });
    if (!own.ok || !connected.ok) throw new Error("the sandbox does not answer");
    const { netuid } = bench.target;
    let rival: Promise<unknown> | null = null;
    const intrude = async (): Promise<void> => {
      const prepared = await connected.value.prepareCommit({
        netuid,
        text: "miner/dataset:f127:None",
        signer: own.value,
      });
      if (prepared.ok) await connected.value.submit(prepared.value);
    };
    const service = bench.service({
      onChange: ({ steps }) => {
        const isInBlock = steps.find(({ id }) => id === "inBlock")?.state === "done";
        if (isInBlock) rival ??= intrude();
      },
    });
    bench.sandbox.chain.faults.stallFinality(true);
    const started = await service.start(bench.target, fileSource(nextDataset()));
    if (!started.ok) throw started.error;
    await expect.poll(() => rival !== null, { timeout: 10_000 }).toBe(true);
    const { best } = { best: () => bench.sandbox.chain.bestBlock.number };
    const seen = best();
    await expect.poll(() => best() > seen + 3, { timeout: 10_000 }).toBe(true);
    bench.sandbox.chain.faults.stallFinality(false);
    expect(await service.ended(started.value.id)).toMatchObject({
      outcome: "superseded",
      error: { code: "PublishSuperseded" },
    });
    await rival;
    await connected.value.close();
  });

  test("two services do not run the same publication at once", async () => {
    const file = nextDataset();
    const [a, b] = [bench.service(), bench.service()];
    const [first, second] = await Promise.all([
      publishFile(a, bench.target, file),
      publishFile(b, bench.target, file),
    ]);
    const ended = await a.ended(first.id);
    expect([ended?.outcome, second.outcome]).toContain("done");
    const done = first.outcome === "done" ? first : second;
    expect(await bench.timesCommitted(done.commitment ?? "")).toBe(1);
  });
});

describe("the cooldown", () => {
  test("is waited out by the chain's own rule; while waiting it can be cancelled", async () => {
    const slow = await setUpBench({ chain: { rules: "interval" } });
    const outcomes = new Set<string>();
    const service = slow.service({
      onChange: ({ outcome, waiting }) => outcomes.add(`${outcome} ${waiting?.reason ?? ""}`),
    });
    expect(await publishFile(service, slow.target, slow.dataset(1))).toMatchObject({ outcome: "done" });
    const second = await service.start(slow.target, fileSource(slow.dataset(2)));
    if (!second.ok) throw second.error;
    await expect.poll(() => service.get(second.value.id)?.outcome, { timeout: 20_000 }).toBe("waiting");
    expect(service.get(second.value.id)?.waiting).toMatchObject({
      reason: "CooldownInterval",
      untilBlock: expect.any(Number),
    });
    expect(await service.cancel(second.value.id)).toMatchObject({
      ok: true,
      value: { outcome: "cancelled" },
    });
    const third = await publishFile(service, slow.target, slow.dataset(3));
    expect(third).toMatchObject({ outcome: "done" });
    expect(outcomes).toContain("waiting CooldownInterval");
    expect(await service.cancel(third.id)).toMatchObject({
      ok: false,
      error: { code: "PublishNotCancellable" },
    });
    await slow.close();
  });
});

describe("the record", () => {
  const facts: readonly Partial<PublicationRecord>[] = [
    { snapshot: { rows: 1, sizeBytes: 1, sha256: "s" } },
    { repoReadyAt: "t" },
    { revision: "r" },
    { verifiedAt: "t" },
    { commitment: "c" },
    { mayCommitAt: "t" },
    { signed: { extrinsic: "0x", hash: "0x", nonce: 0, birthBlock: 1, deathBlock: 2 } },
    { inBlock: { number: 1, hash: "0x" } },
    { finalized: { number: 1, hash: "0x" } },
    { outcome: "done", committedBlock: 1 },
  ];
  const blank = {
    outcome: "running",
    checkedAt: "t",
    snapshot: null,
    repoReadyAt: null,
    revision: null,
    verifiedAt: null,
    commitment: null,
    mayCommitAt: null,
    signed: null,
    inBlock: null,
    finalized: null,
    committedBlock: null,
    waiting: null,
    error: null,
    turn: 1,
    times: {},
    networkId: "sandbox",
    repo: "a/b",
  } as unknown as PublicationRecord;
  const ORDER = [
    "freeze",
    "repo",
    "upload",
    "verify",
    "submission",
    "window",
    "sign",
    "follow",
    "readBack",
    "none",
  ];

  test("leads step by step to the end, and only signing makes it irrevocable", () => {
    fc.assert(
      fc.property(fc.nat(facts.length), (known) => {
        const record = Object.assign({}, blank, ...facts.slice(0, known)) as PublicationRecord;
        const later = Object.assign({}, blank, ...facts.slice(0, known + 1)) as PublicationRecord;
        expect(ORDER.indexOf(nextStep(later))).toBeGreaterThanOrEqual(ORDER.indexOf(nextStep(record)));
        expect(canCancel(record)).toBe(record.signed === null && record.outcome === "running");
        const { steps } = toView(record, { repo: "", revision: () => "" });
        const states = steps.map(({ state }) => state);
        expect(states.lastIndexOf("done")).toBeLessThan(
          states.includes("todo") ? states.indexOf("todo") : 10,
        );
      }),
    );
    expect(nextStep(Object.assign({}, blank, ...facts) as PublicationRecord)).toBe("none");
  });
});
