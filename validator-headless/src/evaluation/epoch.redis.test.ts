import { afterEach, expect, test, vi } from "vitest";
import { evaluate, foundIn, lossOf, QueueStage } from "./test-support/queue-stage.ts";

const until = (check: () => unknown): Promise<unknown> =>
  vi.waitFor(async () => expect(await check()).toBe(true), { timeout: 60_000 });

let stage: QueueStage;
afterEach(() => stage.strike());

test("an epoch outlives killed workers and a Redis that is cut off, and each dataset has one result", async () => {
  stage = await QueueStage.set();
  const services = [await stage.service(), await stage.service()];
  const jobs = Array.from({ length: 12 }, (_, id) => stage.job(id));
  const doomed = stage.worker("doomed", { pace: "held" });
  const steady = stage.worker("steady", { pace: "held" });
  const epochs = services.map((service) => Promise.all(jobs.map((job) => evaluate(service, job))));
  const [lost, kept] = [await doomed.hears("started"), await steady.hears("started")];

  doomed.kill();
  await doomed.exited;
  await stage.redis.kill();
  steady.tell({ kind: "finish", key: kept.key });
  await stage.redis.start();
  await until(() => steady.started.length === 2);
  const quick = stage.worker("quick");
  await until(() => quick.started.includes(lost.key));
  steady.tell({ kind: "finish", key: steady.started[1] ?? "" });
  await stage.redis.kill();
  await stage.redis.start();
  steady.tell({ kind: "stop" });

  for (const outcomes of await Promise.all(epochs)) expect(outcomes.map(foundIn)).toEqual(jobs.map(lossOf));
  const begun = [...doomed.started, ...steady.started, ...quick.started];
  expect(new Set(begun)).toEqual(new Set(jobs.map(({ key }) => key)));
  expect(begun.filter((key) => key === kept.key)).toHaveLength(1);
  expect(begun.filter((key) => key === lost.key)).toHaveLength(2);
  expect(await stage.results()).toBe(jobs.length);
});

test("a Redis that forgot everything is told again", async () => {
  stage = await QueueStage.set();
  const service = await stage.service();
  const jobs = [1, 2, 3].map((id) => stage.job(id));
  const worker = stage.worker("held", { pace: "held" });
  const epoch = Promise.all(jobs.map((job) => evaluate(service, job)));
  await worker.hears("started");
  await stage.forget();
  stage.worker("free");
  worker.tell({ kind: "stop" });
  expect((await epoch).map(foundIn)).toEqual(jobs.map(lossOf));
});

test("of a worker that was cut off and the one that took over, the first result stays", async () => {
  stage = await QueueStage.set();
  const service = await stage.service();
  const job = stage.job(1);
  const frozen = stage.worker("frozen", { pace: "held" });
  const outcome = evaluate(service, job);
  await frozen.hears("started");
  frozen.freeze();
  const other = stage.worker("other", { workerClass: "other" });
  expect(await outcome).toMatchObject({ kind: "evaluated", facts: { workerClass: "other" } });
  frozen.thaw();
  frozen.tell({ kind: "finish", key: job.key });
  frozen.tell({ kind: "stop" });
  await frozen.exited;
  expect(await evaluate(service, job)).toMatchObject({ facts: { workerClass: "other" } });
  expect(other.started).toEqual([job.key]);
});

test("a job that takes one worker after the other with it is given up, and lost workers are told of", async () => {
  stage = await QueueStage.set();
  const service = await stage.service();
  const outcome = evaluate(service, stage.job(1));
  for (const id of ["first", "second", "third"]) {
    const worker = stage.worker(id, { pace: "held" });
    await worker.hears("started");
    worker.kill();
  }
  const last = stage.worker("last");
  expect(await outcome).toMatchObject({ kind: "engine-failed", code: "WorkersLost" });
  expect(last.started).toEqual([]);
  await until(() => service.workers().filter(({ state }) => state === "lost").length === 3);
  expect(await service.capacity()).toBe(1);
});
