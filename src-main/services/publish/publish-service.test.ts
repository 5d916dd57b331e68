import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { generateKey, signerOf } from "../../../src-shared/chain/index.ts";
import type { PublicationView } from "../../../src-shared/contract/index.ts";
import { fileSource, PublicationStore, type PublishService } from "./index.ts";
import { type Bench, publishFile, setUpBench } from "./test-support/bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await setUpBench();
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.sandbox.hub.clearFaults();
  bench.sandbox.chain.faults.clear();
});

let number = 500;
const nextDataset = (): string => bench.dataset(++number);
const isCommit = /POST .*\/commit\//;
const uploads = (): number => bench.sandbox.hub.requests.filter((request) => isCommit.test(request)).length;
const commitOnly = async (service: PublishService, revision: string): Promise<PublicationView> => {
  const { id } = service.startFromRevision(bench.target, revision);
  return (await service.ended(id)) as PublicationView;
};

describe("a revision that is on the hub already", () => {
  test("is committed without an upload, and the same command again is the same publication", async () => {
    const maker = bench.service({ store: "maker" });
    const made = await publishFile(maker, bench.target, nextDataset());
    await publishFile(maker, bench.target, nextDataset());
    const before = uploads();
    const service = bench.service({ store: "commit-only" });
    const first = await commitOnly(service, made.revision ?? "");
    expect(first).toMatchObject({ outcome: "done", error: null, commitment: made.commitment });
    const again = await commitOnly(service, made.revision ?? "");
    expect(again).toMatchObject({ id: first.id, outcome: "done", block: first.block });
    expect(uploads()).toBe(before);
    expect(await bench.timesCommitted(made.commitment ?? "")).toBe(2);
    expect(service.saveSnapshot(first.id, join(bench.dir, "none.jsonl"))).toMatchObject({
      ok: false,
      error: { code: "PublishSnapshotLost" },
    });
  });

  test("that the hub does not know is told, and nothing is committed", async () => {
    const service = bench.service({ store: "commit-only-unknown" });
    expect(await commitOnly(service, "f".repeat(40))).toMatchObject({
      outcome: "stopped",
      error: { code: "HubRevisionNotFound" },
      commitment: null,
    });
  });
});

describe("the same bytes again", () => {
  test("are one publication for two processes that begin it at once", async () => {
    const file = nextDataset();
    const services = [1, 2, 3].map(() => bench.service({ store: "at-once" }));
    const views = await Promise.all(services.map((service) => publishFile(service, bench.target, file)));
    expect(new Set(views.map(({ id }) => id)).size).toBe(1);
    expect(services[0]?.list()).toHaveLength(1);
  });

  test("are uploaded again where the repository was made anew", async () => {
    const { hub } = bench.sandbox;
    const target = { ...bench.target, repo: "miner/made-anew" };
    const service = bench.service({ store: "made-anew" });
    const file = nextDataset();
    const first = await publishFile(service, target, file);
    expect(first).toMatchObject({ outcome: "done" });
    hub.addFault({
      match: new RegExp(`paths-info/${first.revision}|tree/${first.revision}|resolve/${first.revision}`),
      times: 2,
      effect: { kind: "status", status: 404 },
    });
    const before = hub.requests.length;
    expect(await publishFile(service, target, file)).toMatchObject({
      id: first.id,
      outcome: "done",
      error: null,
    });
    expect(hub.requests.slice(before).some((request) => request.includes("whoami"))).toBe(true);
    expect(await bench.timesCommitted(first.commitment ?? "")).toBe(1);
  });

  test("are a publication of their own on a chain that began anew", async () => {
    const store = new PublicationStore(join(bench.dir, "other-chain"));
    const service = bench.service({ store: "other-chain" });
    const file = nextDataset();
    bench.sandbox.hub.addFault({ match: /whoami/, times: 20, effect: { kind: "drop" } });
    const stopped = await publishFile(service, bench.target, file);
    bench.sandbox.hub.clearFaults();
    store.update(stopped.id, { genesisHash: `0x${"77".repeat(32)}` });
    expect(await publishFile(service, bench.target, file)).toMatchObject({
      id: stopped.id,
      error: { code: "WrongNetwork" },
    });
    const anew = await publishFile(service, bench.target, file);
    expect(anew).toMatchObject({ outcome: "done", error: null });
    expect(anew.id).not.toBe(stopped.id);
    store.close();
  });

  test("whose snapshot went missing are frozen again", async () => {
    const service = bench.service({ store: "missing" });
    const file = nextDataset();
    bench.sandbox.hub.addFault({ match: /whoami/, times: 20, effect: { kind: "drop" } });
    const stopped = await publishFile(service, bench.target, file);
    bench.sandbox.hub.clearFaults();
    rmSync(service.snapshotPath(stopped.id) ?? "");
    service.resume(stopped.id);
    expect(await service.ended(stopped.id)).toMatchObject({ error: { code: "PublishSnapshotLost" } });
    expect(await publishFile(service, bench.target, file)).toMatchObject({ id: stopped.id, outcome: "done" });
    expect(readdirSync(join(bench.dir, "missing", "snapshots"))).toEqual([`${stopped.sha256}.jsonl`]);
  });
});

describe("what comes between", () => {
  test("another commit to the repository: it is put on top of it", async () => {
    bench.sandbox.hub.addFault({ match: isCommit, effect: { kind: "status", status: 412 } });
    const before = uploads();
    const view = await publishFile(bench.service(), bench.target, nextDataset());
    expect(view).toMatchObject({ outcome: "done", error: null });
    expect(uploads()).toBe(before + 2);
  });

  test("a key that is not the publication's signs nothing", async () => {
    const stranger = signerOf(await generateKey());
    const view = await publishFile(
      bench.service({ signer: stranger, store: "stranger" }),
      bench.target,
      nextDataset(),
    );
    expect(view).toMatchObject({ outcome: "stopped", error: { code: "WalletMissing" } });
  });

  test("a token that may only read is told before anything is sent, in a repository that is there too", async () => {
    bench.sandbox.hub.addToken("hf_readsOnly", "miner", "read");
    const before = uploads();
    const view = await publishFile(bench.service({ token: "hf_readsOnly" }), bench.target, nextDataset());
    expect(view).toMatchObject({ outcome: "stopped", error: { code: "HubTokenCannotWrite" } });
    expect(uploads()).toBe(before);
  });
});

describe("calling it off", () => {
  test("is refused while another process works on it, and for what is not there", async () => {
    const [working, other] = [bench.service({ store: "two" }), bench.service({ store: "two" })];
    bench.sandbox.hub.addFault({ match: /whoami/, effect: { kind: "delay", ms: 1_500 } });
    const started = await working.start(bench.target, fileSource(nextDataset()));
    if (!started.ok) throw started.error;
    expect(await other.cancel(started.value.id)).toMatchObject({
      ok: false,
      error: { code: "PublishAlreadyRunning" },
    });
    expect(await working.ended(started.value.id)).toMatchObject({ outcome: "done" });
    for (const answer of [await other.cancel("none"), other.resume("none")]) {
      expect(answer).toMatchObject({ ok: false, error: { code: "PublishUnknown" } });
    }
  });

  test("before anything was signed ends it for good; the same bytes then begin anew", async () => {
    const service = bench.service({ store: "called-off" });
    bench.sandbox.hub.addFault({ match: isCommit, effect: { kind: "delay", ms: 1_000 } });
    const file = nextDataset();
    const started = await service.start(bench.target, fileSource(file));
    if (!started.ok) throw started.error;
    const { id } = started.value;
    await expect.poll(() => service.get(id)?.state).toBe("upload");
    expect(await service.cancel(id)).toMatchObject({
      ok: true,
      value: { outcome: "cancelled", canCancel: false },
    });
    expect(service.resume(id)).toMatchObject({ ok: true, value: { outcome: "cancelled" } });
    expect(service.get(id)?.steps.some(({ state }) => ["active", "waiting"].includes(state))).toBe(false);
    const anew = await publishFile(service, bench.target, file);
    expect(anew).toMatchObject({ outcome: "done" });
    expect(anew.id).not.toBe(id);
    expect(await bench.timesCommitted(anew.commitment ?? "")).toBe(1);
  });
});

test("a service that is closed at any time is taken up again by the next one", async () => {
  for (const state of ["repo", "upload", "submission", "follow"]) {
    const file = nextDataset();
    const reached = Promise.withResolvers<void>();
    const service = bench.service({
      store: `closed-${state}`,
      onChange: (view) => {
        if (view.state === state) reached.resolve();
      },
    });
    const started = await service.start(bench.target, fileSource(file));
    if (!started.ok) throw started.error;
    await reached.promise;
    await service.close();
    const next = bench.service({ store: `closed-${state}` });
    expect(["running", "waiting", "done"]).toContain(next.get(started.value.id)?.outcome);
    next.resumeAll();
    const ended = await next.ended(started.value.id);
    expect(ended).toMatchObject({ outcome: "done", error: null });
    expect(await bench.timesCommitted(ended?.commitment ?? "")).toBe(1);
  }
});
