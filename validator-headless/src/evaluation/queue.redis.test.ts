import { writeFileSync } from "node:fs";
import { inspect } from "node:util";
import { pino } from "pino";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { ResidentProgress } from "../../../src-shared/engine/index.ts";
import { SERVICE_ENDS } from "./contract.ts";
import { connectRedis } from "./redis/connect.ts";
import { QueueError } from "./redis/errors.ts";
import { openRedisPool } from "./redis-pool.ts";
import { evaluate, foundIn, lossOf, QueueStage } from "./test-support/queue-stage.ts";

const silent = pino({ level: "silent" });
const until = (check: () => unknown): Promise<unknown> =>
  vi.waitFor(async () => expect(await check()).toBe(true), { timeout: 20_000 });

let stage: QueueStage;
afterEach(() => stage.strike());

describe("jobs and their results", () => {
  test("workers share the jobs, each is done once, and its progress is heard", async () => {
    stage = await QueueStage.set();
    const service = await stage.service();
    const workers = [stage.worker("one"), stage.worker("two")];
    const jobs = [1, 2, 3, 4, 5, 6].map((id) => stage.job(id));
    const progress: ResidentProgress[] = [];
    const outcomes = await Promise.all(
      jobs.map((job) => evaluate(service, job, (said) => progress.push(said))),
    );
    expect(outcomes.map(foundIn)).toEqual(jobs.map(lossOf));
    expect(workers.flatMap(({ started }) => started).sort()).toEqual(jobs.map(({ key }) => key).sort());
    expect(progress.some(({ phase }) => phase === "training")).toBe(true);
    const [first] = outcomes;
    expect(first).toMatchObject({ result: { curve: [{ gradientNorm: Number.POSITIVE_INFINITY }] } });
  });

  test("a result is kept for a service that comes back, even where no worker is left", async () => {
    stage = await QueueStage.set();
    const worker = stage.worker("one", { pace: "held" });
    const job = stage.job(1);
    const before = await stage.service();
    const ends = new AbortController();
    const abandoned = before.evaluate(job, { signal: AbortSignal.any([ends.signal]) });
    await worker.hears("started");
    ends.abort(SERVICE_ENDS);
    await before.close();
    expect((await abandoned).kind).toBe("cancelled");
    const after = await stage.service();
    const waited = evaluate(after, job);
    worker.tell({ kind: "finish", key: job.key });
    expect(foundIn(await waited)).toBe(lossOf(job));
    expect(worker.started).toHaveLength(1);
    worker.tell({ kind: "stop" });
    await worker.exited;
    expect(foundIn(await evaluate(await stage.service(), job))).toBe(lossOf(job));
  });

  test("two services attach to one job; only when both call it off does the worker hear of it", async () => {
    stage = await QueueStage.set();
    const worker = stage.worker("one", { pace: "held" });
    const [a, b] = [await stage.service(), await stage.service()];
    const [shared, unwanted] = [stage.job(1), stage.job(2)];
    const [one, two] = [new AbortController(), new AbortController()];
    const ofA = a.evaluate(shared, { signal: one.signal });
    await worker.hears("started");
    const ofB = b.evaluate(shared, { signal: two.signal });
    await until(async () => (await stage.wishesFor(shared)) === 2);
    one.abort();
    expect(foundIn(await ofA)).toBe("cancelled");
    worker.tell({ kind: "finish", key: shared.key });
    expect(foundIn(await ofB)).toBe(lossOf(shared));
    expect(worker.started).toEqual([shared.key]);

    const off = new AbortController();
    const calledOff = a.evaluate(unwanted, { signal: off.signal });
    await until(() => worker.started.length === 2);
    off.abort();
    expect(foundIn(await calledOff)).toBe("cancelled");
    expect(await worker.hears("called-off")).toEqual({ kind: "called-off", key: unwanted.key });
    const again = evaluate(b, unwanted);
    await until(() => worker.started.length === 3);
    worker.tell({ kind: "finish", key: unwanted.key });
    expect(foundIn(await again)).toBe(lossOf(unwanted));
  });

  test("a job that is called off before a worker took it is never begun", async () => {
    stage = await QueueStage.set();
    const service = await stage.service();
    const [dropped, wanted] = [stage.job(1), stage.job(2)];
    const off = new AbortController();
    const ofDropped = service.evaluate(dropped, { signal: off.signal });
    await until(async () => (await stage.wishesFor(dropped)) === 1);
    off.abort();
    expect(foundIn(await ofDropped)).toBe("cancelled");
    const worker = stage.worker("one");
    expect(foundIn(await evaluate(service, wanted))).toBe(lossOf(wanted));
    expect(worker.started).toEqual([wanted.key]);
  });

  test("an engine that breaks is told of, and the job may be tried again", async () => {
    stage = await QueueStage.set();
    const service = await stage.service();
    const worker = stage.worker("one", { pace: "held" });
    const job = stage.job(1);
    const first = evaluate(service, job);
    await worker.hears("started");
    worker.tell({ kind: "break", key: job.key });
    expect(await first).toMatchObject({ kind: "engine-failed", code: "EngineStopped" });
    const other = stage.worker("two");
    expect(foundIn(await evaluate(service, job))).toBe(lossOf(job));
    expect(other.started).toEqual([job.key]);
  });

  test("rows that are not those of their hash are never trained on", async () => {
    stage = await QueueStage.set();
    const service = await stage.service();
    const job = stage.job(1);
    writeFileSync(job.train.file, "something else");
    const worker = stage.worker("one");
    expect(await evaluate(service, job)).toMatchObject({ kind: "engine-failed", code: "PayloadDamaged" });
    expect(worker.started).toEqual([]);
  });
});

describe("workers", () => {
  test("are counted and told apart while they live, and a slow one holds nobody up", async () => {
    stage = await QueueStage.set();
    const service = await stage.service();
    expect([await service.capacity(), await service.workerClasses()]).toEqual([0, []]);
    const slow = stage.worker("slow", { pace: "held" });
    const deadline = new AbortController();
    const late = service.evaluate(stage.job(1), { signal: deadline.signal });
    await slow.hears("started");
    const quick = stage.worker("quick", { workerClass: "other" });
    const others = [2, 3, 4].map((id) => stage.job(id));
    const outcomes = await Promise.all(others.map((job) => evaluate(service, job)));
    expect(outcomes.map(foundIn)).toEqual(others.map(lossOf));
    deadline.abort();
    expect(foundIn(await late)).toBe("cancelled");
    await until(async () => (await service.workerClasses()).length === 2);
    expect(await service.capacity()).toBe(2);
    expect(service.workers()).toMatchObject([{ id: "quick" }, { id: "slow" }]);
    quick.tell({ kind: "stop" });
    await quick.exited;
    expect(await service.capacity()).toBe(1);
    expect(service.workers().map(({ id }) => id)).toEqual(["slow"]);
  });

  test("one that is stopped puts its job back for another", async () => {
    stage = await QueueStage.set();
    const service = await stage.service();
    const stopped = stage.worker("stopped", { pace: "held" });
    const job = stage.job(1);
    const outcome = evaluate(service, job);
    await stopped.hears("started");
    stopped.tell({ kind: "stop" });
    expect(await stopped.hears("ended")).toEqual({ kind: "ended", code: null });
    const other = stage.worker("other");
    expect(foundIn(await outcome)).toBe(lossOf(job));
    expect(other.started).toEqual([job.key]);
  });

  test("one without an engine leaves, and its job is another's", async () => {
    stage = await QueueStage.set();
    const service = await stage.service();
    const job = stage.job(1);
    const outcome = evaluate(service, job);
    const unfit = stage.worker("unfit", { workerClass: "none" });
    expect(await unfit.hears("ended")).toEqual({ kind: "ended", code: "WorkerUnfit" });
    stage.worker("fit");
    expect(foundIn(await outcome)).toBe(lossOf(job));
  });

  test("one of another class has no place in a fleet of one class", async () => {
    stage = await QueueStage.set();
    const service = await stage.service();
    const first = stage.worker("first", { workerClass: "a", pace: "one-class" });
    expect(foundIn(await evaluate(service, stage.job(1)))).toBe(lossOf(stage.job(1)));
    first.tell({ kind: "stop" });
    await first.exited;
    const outcome = evaluate(service, stage.job(2));
    const second = stage.worker("second", { workerClass: "b", pace: "one-class" });
    expect(await second.hears("ended")).toEqual({ kind: "ended", code: "ClassRefused" });
    stage.worker("third", { workerClass: "a", pace: "one-class" });
    expect(await outcome).toMatchObject({ kind: "evaluated", facts: { workerClass: "a" } });
  });
});

describe("getting in", () => {
  test("over TLS with an authority of one's own, and not without it", async () => {
    stage = await QueueStage.set({ isEncrypted: true });
    const service = await stage.service();
    stage.worker("one");
    expect(foundIn(await evaluate(service, stage.job(1)))).toBe(lossOf(stage.job(1)));
    const { url } = stage.redis;
    const stranger = await connectRedis({ url }, 1_000);
    expect(stranger.trouble).toMatchObject({ code: "QueueUnreachable" });
    stranger.redis.disconnect();
  });

  test("not with a wrong password, which is never shown", async () => {
    stage = await QueueStage.set();
    const wrong = "wrong-pass/word";
    const refusal = await openRedisPool({ url: stage.redis.urlWith(wrong), log: silent }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(QueueError);
    expect(refusal).toMatchObject({ code: "QueueRefused" });
    const shown = inspect(refusal, { depth: 9, showHidden: true });
    expect(shown).not.toContain(wrong);
    expect(shown).not.toContain(encodeURIComponent(wrong));
  });

  test("passwords stand in no log, whatever happens", async () => {
    stage = await QueueStage.set();
    const service = await stage.service();
    stage.worker("one");
    await evaluate(service, stage.job(1));
    await stage.redis.kill();
    const waiting = evaluate(service, stage.job(2));
    await stage.redis.start();
    expect(foundIn(await waiting)).toBe(lossOf(stage.job(2)));
    expect(stage.logged).toContain("away");
    expect(stage.logged).not.toContain(stage.redis.password);
    expect(stage.logged).not.toContain(encodeURIComponent(stage.redis.password));
  });
});
