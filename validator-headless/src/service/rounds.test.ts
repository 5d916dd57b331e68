import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type CompetitionProfile, profileHash } from "../../../src-shared/competition/index.ts";
import { readProfile } from "../config/profile.ts";
import type { EvaluationJob, EvaluationOutcome } from "../evaluation/contract.ts";
import { closeRound } from "../round/close-round.ts";
import type { RoundRecord } from "../store/records.ts";
import { engineFailed, evaluated, FixturePool, fixtureLoss } from "../test-support/fixture-pool.ts";
import {
  arenaOf,
  eventually,
  goOn,
  goToEpochEnd,
  isClosed,
  oneRound,
  outcomesOf,
  profileOf,
  roundOf,
  rows,
  running,
  serviceOn,
  WINDOW,
  weightsOnChain,
} from "../test-support/scene.ts";
import type { TestService } from "../test-support/service.ts";

const bench = profileOf("flock-off-bench");
const winRate = profileOf("flock-off");
const miners = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `m${index}`,
    content: rows(index * 30, index * 30 + 10 + index),
  }));
/** Waits until it is called off. */
const hanging = (signal: AbortSignal): Promise<EvaluationOutcome> =>
  new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve({ kind: "cancelled" }), { once: true }),
  );
/** A pool that fails for some jobs, told by the order in which they were first asked for. */
function failing(isBroken: (nth: number, attempt: number) => boolean, capacity = 1): FixturePool {
  const attempts = new Map<string, number>();
  const answer = async (job: EvaluationJob): Promise<EvaluationOutcome> => {
    attempts.set(job.key, (attempts.get(job.key) ?? 0) + 1);
    const nth = [...attempts.keys()].indexOf(job.key);
    return isBroken(nth, attempts.get(job.key) ?? 0) ? engineFailed : evaluated(fixtureLoss(job));
  };
  return new FixturePool(answer, { capacity });
}
const lossOf = (test: TestService, uid: number | undefined): number | null | undefined =>
  test.store.entries(roundOf(test)?.id ?? "").find((entry) => entry.uid === uid)?.outcome?.loss;

test("what there is no time for is carried over, keeps what it had, and comes first in the next round", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(5) });
  const pool = new FixturePool(undefined, { capacity: 1 });
  pool.answer = async (job, { signal }) =>
    pool.asked.length > 2 ? hanging(signal) : evaluated(fixtureLoss(job));
  let seed = 0;
  const test = await serviceOn(arena, bench, pool, { rounds: { newSeed: () => seed++ } });
  running(test);
  await eventually(() => pool.asked.length === 3);
  const late = pool.asked[2] as EvaluationJob;
  await goToEpochEnd(arena, bench, WINDOW);
  await eventually(isClosed(test));
  const first = roundOf(test);
  const codes = Object.values(outcomesOf(test, first, arena));
  expect(codes.filter((code) => code === "Evaluated")).toHaveLength(2);
  expect(codes.filter((code) => code === "OutOfTime")).toHaveLength(3);
  const carried = test.store
    .entries(first?.id ?? "")
    .filter(({ outcome }) => outcome?.code === "OutOfTime")
    .sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  expect(carried.map(({ outcome, score }) => [outcome?.loss, score])).toEqual(Array(3).fill([null, null]));
  expect(carried[0]?.dataset?.train?.hash).toBe(late.train.hash);

  pool.asked.length = 0;
  pool.answer = async (job) => evaluated(fixtureLoss(job));
  await goToEpochEnd(arena, bench, 0);
  arena.chain.advanceBlocks(1);
  await eventually(() => roundOf(test)?.number === 1 && isClosed(test)());
  expect(pool.asked.slice(0, 3).map(({ train }) => train.hash)).toEqual(
    carried.map(({ dataset }) => dataset?.train?.hash),
  );
  expect(pool.asked).toHaveLength(5);
});

test("a round that lasts to its deadline is paid for in the same epoch", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(3) });
  const pool = new FixturePool(async () => evaluated(2.45), { capacity: 1 });
  pool.answer = async (_, { signal }) => (pool.asked.length > 1 ? hanging(signal) : evaluated(2.45));
  const test = await serviceOn(arena, bench, pool);
  const round = await oneRound(arena, test, () => pool.asked.length === 2);
  expect(Object.values(outcomesOf(test, round, arena)).filter((code) => code === "OutOfTime")).toHaveLength(
    2,
  );
  const [setting] = test.store.settings(test.parts.rounds.competition, 1);
  expect(setting).toMatchObject({ roundId: round?.id, epoch: Number(round?.slot.split(" ")[1]) });
  expect(Object.values(await weightsOnChain(arena, bench))).toContain(65_535);
});

test("three failures of one dataset while others go well are its own", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(4) });
  const pool = failing((nth) => nth === 1);
  const test = await serviceOn(arena, bench, pool);
  running(test);
  await eventually(isClosed(test));
  const codes = Object.values(outcomesOf(test, roundOf(test), arena));
  expect(codes.filter((code) => code === "Evaluated")).toHaveLength(3);
  expect(codes.filter((code) => code === "FailedThrice")).toHaveLength(1);
  const failed = test.store
    .entries(roundOf(test)?.id ?? "")
    .find(({ outcome }) => outcome?.code === "FailedThrice");
  expect(failed?.outcome?.loss).toBe(bench.trainingFailureLoss);
  expect(pool.asked).toHaveLength(3 + 3);
  expect(test.troubles).toEqual([]);
});

test("failures across datasets stop the scoring, punish nobody, and are forgotten once the engine is well", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(3) });
  const pool = failing(() => true);
  const test = await serviceOn(arena, bench, pool);
  const first = running(test);
  await eventually(() => test.troubles.filter((code) => code === "RoundsStopped").length >= 3);
  expect(
    Object.values(outcomesOf(test, roundOf(test), arena)).filter((code) => code === "open"),
  ).toHaveLength(3);
  await first.stop();
  await test.close();

  const failedOnce = new Set<string>();
  const mended = new FixturePool(
    async (job) => {
      if (mended.asked.length === 1 || failedOnce.has(job.key)) return evaluated(fixtureLoss(job));
      failedOnce.add(job.key);
      return engineFailed;
    },
    { capacity: 1 },
  );
  const next = await serviceOn(arena, bench, mended);
  running(next);
  await eventually(isClosed(next));
  const codes = Object.values(outcomesOf(next, roundOf(next), arena));
  expect(codes.filter((code) => code === "Evaluated")).toHaveLength(3);
});

test("an engine that breaks half-way stops the scoring; at the deadline the rest is carried over, and the round ends", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(4) });
  const pool = failing((nth) => nth >= 2);
  const test = await serviceOn(arena, bench, pool);
  running(test);
  await eventually(() => test.troubles.includes("RoundsStopped"));
  await goToEpochEnd(arena, bench, WINDOW);
  await eventually(isClosed(test));
  const codes = Object.values(outcomesOf(test, roundOf(test), arena));
  expect(codes.filter((code) => code === "Evaluated")).toHaveLength(2);
  expect(codes.filter((code) => code === "OutOfTime")).toHaveLength(2);
});

test("equal rows are evaluated once, whoever submitted them, and again after a restart never", async () => {
  const arena = await arenaOf({ profile: winRate, miners: miners(3) });
  await arena.submit({ name: "m2", content: rows(0, 10) });
  const first = new FixturePool(
    async (job, { signal }) => (first.asked.length > 1 ? hanging(signal) : evaluated(fixtureLoss(job))),
    { capacity: 1 },
  );
  const test = await serviceOn(arena, winRate, first);
  const run = running(test);
  await eventually(() => first.asked.length === 2);
  await run.stop();
  await test.close();
  const second = new FixturePool();
  const next = await serviceOn(arena, winRate, second);
  running(next);
  await eventually(isClosed(next));
  expect(second.asked.map(({ key }) => key)).toEqual([first.asked[1]?.key]);
  expect(outcomesOf(next, roundOf(next), arena)).toMatchObject({
    m0: "Evaluated",
    m1: "Evaluated",
    m2: "SameLoss",
  });
});

test("workers of several classes are refused where equal losses tell duplicates, before anything is evaluated", async () => {
  const arena = await arenaOf({ profile: winRate, miners: miners(2) });
  const pool = new FixturePool(undefined, { classes: ["one card", "another card"] });
  const test = await serviceOn(arena, winRate, pool);
  await expect(running(test).ended).rejects.toMatchObject({ code: "MixedFleet" });
  expect(pool.asked).toEqual([]);
});

test("a result of another class than the round's first is not kept", async () => {
  const arena = await arenaOf({ profile: winRate, miners: miners(2) });
  const pool = new FixturePool(
    async (job) => evaluated(fixtureLoss(job), { workerClass: `card ${pool.asked.length}` }),
    { capacity: 1 },
  );
  const test = await serviceOn(arena, winRate, pool);
  await expect(running(test).ended).rejects.toMatchObject({ code: "MixedFleet" });
  expect(test.store.evaluation(pool.asked[1]?.key ?? "")).toBeNull();
});

test("where shared rows tell duplicates, workers may differ", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(2) });
  const pool = new FixturePool(async (job) =>
    evaluated(fixtureLoss(job), { workerClass: `card ${pool.asked.length}` }),
  );
  const test = await serviceOn(arena, bench, pool);
  running(test);
  await eventually(isClosed(test));
});

test("losses in another precision than the reference's are refused where they must be exact", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(1) });
  const test = await serviceOn(arena, bench, new FixturePool(), { rounds: { mustBeExact: true } });
  await expect(running(test).ended).rejects.toMatchObject({ code: "InexactRefused" });
  const exact = new FixturePool(async () => evaluated(2.5, { isReferencePrecision: true }));
  await test.close();
  const next = await serviceOn(arena, bench, exact, { rounds: { mustBeExact: true } });
  running(next);
  await eventually(isClosed(next));
});

test("two services on one store never spend a slot twice, nor score it twice", async () => {
  const arena = await arenaOf({ profile: winRate, miners: miners(4) });
  const pools = [new FixturePool(), new FixturePool()];
  const one = await serviceOn(arena, winRate, pools[0]);
  const other = await serviceOn(arena, winRate, pools[1]);
  const runs = [running(one), running(other)];
  goOn(arena);
  await eventually(() => (roundOf(one)?.number ?? 0) >= 2);
  await Promise.all(runs.map(({ stop }) => stop()));
  const rounds = one.store.rounds(one.parts.rounds.competition, 99);
  expect(new Set(rounds.map(({ slot }) => slot)).size).toBe(rounds.length);
  expect(rounds.map(({ number }) => number)).toEqual(rounds.map((_, index) => rounds.length - 1 - index));

  const settings = one.store.settings(one.parts.rounds.competition, 99);
  const taken = settings.filter(({ block }) => block !== null).map(({ epoch }) => epoch);
  expect(new Set(taken).size).toBe(taken.length);
});

test("a round that was decided is not decided again, and nobody's weight moves twice", async () => {
  const arena = await arenaOf({ profile: winRate, miners: miners(3) });
  const test = await serviceOn(arena, winRate);
  running(test);
  await eventually(isClosed(test));
  const { rounds } = test.parts;
  const closed = roundOf(test) as RoundRecord;
  const standings = test.store.standings(rounds.competition);
  const late: RoundRecord = { ...closed, phase: "evaluating", closedAtMs: null };
  expect(await closeRound(rounds, late, closed.openedAtMs + 1)).toEqual(closed);
  expect(test.store.standings(rounds.competition)).toEqual(standings);
});

test("a service that is started again at a slot's end does not spend it again", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(2) });
  const pool = new FixturePool();
  const test = await serviceOn(arena, bench, pool);
  const run = running(test);
  await eventually(isClosed(test));
  const slot = roundOf(test)?.slot;
  await run.stop();
  await test.close();
  await goToEpochEnd(arena, bench, WINDOW + 1);
  const again = await serviceOn(arena, bench, pool);
  const looked = again.parts.rounds.activity.lastBeatMs;
  running(again);
  await eventually(() => again.parts.rounds.activity.lastBeatMs > looked);
  arena.chain.advanceBlocks(1);
  await eventually(() => again.parts.rounds.activity.lastBeatMs > looked);
  expect(roundOf(again)).toMatchObject({ slot, number: 0 });
  expect(again.store.rounds(again.parts.rounds.competition, 9)).toHaveLength(1);
});

test("one repository that the hub does not answer for holds nobody up, and is carried over at the deadline", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(3) });
  const silence = { match: /m1\/data/, times: 1e9, effect: { kind: "status", status: 503 } } as const;
  arena.hub.addFault(silence);
  const test = await serviceOn(arena, bench, new FixturePool(), { rounds: { retryMs: 20 } });
  running(test);
  await eventually(
    () =>
      Object.values(outcomesOf(test, roundOf(test), arena)).filter((code) => code === "Evaluated").length ===
      2,
  );
  expect(roundOf(test)?.phase).toBe("evaluating");
  await goToEpochEnd(arena, bench, WINDOW);
  await eventually(isClosed(test));
  expect(outcomesOf(test, roundOf(test), arena)).toMatchObject({
    m0: "Evaluated",
    m1: "HubSilent",
    m2: "Evaluated",
  });
  expect(lossOf(test, arena.uids.get("m1"))).toBeNull();
});

test("a hub that is silent for a while is asked again, and in the end nobody is missing", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(3) });
  const test = await serviceOn(arena, bench, new FixturePool(), { rounds: { retryMs: 20 } });
  arena.hub.addFault({ match: /m\d\/data/, times: 40, effect: { kind: "drop" } });
  running(test);
  await eventually(isClosed(test));
  expect(outcomesOf(test, roundOf(test), arena)).toMatchObject({
    m0: "Evaluated",
    m1: "Evaluated",
    m2: "Evaluated",
  });
});

test("a round whose eval set is gone from hub and cache ends at its deadline, with everybody carried over", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(2) });
  const stuck = new FixturePool((_, { signal }) => hanging(signal));
  const test = await serviceOn(arena, bench, stuck);
  const run = running(test);
  await eventually(() => stuck.asked.length > 0);
  await run.stop();
  await test.close();
  arena.hub.addFault({ match: /./, times: 1e9, effect: { kind: "status", status: 503 } });
  const next = await serviceOn(arena, bench, new FixturePool(), {
    rounds: { cacheDir: join(arena.folder, "empty cache"), retryMs: 20 },
  });
  running(next);
  await eventually(() => next.troubles.includes("HubUnavailable"));
  await goToEpochEnd(arena, bench, WINDOW);
  await eventually(isClosed(next));
  expect(outcomesOf(next, roundOf(next), arena)).toMatchObject({ m0: "OutOfTime", m1: "OutOfTime" });
});

test("a competition given as a file at run time is run as it says, and its version and hash stand in the store", async () => {
  const arena = await arenaOf({
    profile: profileOf("flock-off-bench", { competitionId: "fifth" }),
    miners: miners(4),
  });
  const file = join(arena.folder, "fifth.json");
  const source: CompetitionProfile = {
    ...bench,
    id: "fifth-competition",
    version: "3.1.4",
    competitionId: "fifth",
    rows: { limit: 12, mustComeFromEvalSet: true },
    duplicates: { kind: "shared-rows", moreThan: 3 },
    training: { ...bench.training, epochs: 7, learningRate: 0.001 },
    fallbackLoss: 77,
    schedule: { kind: "epochs", sampleSize: 4, top: 1, sampled: 2, longestAgo: 1 },
  };
  writeFileSync(file, JSON.stringify(source));
  const profile = readProfile(file, "profile");
  if (Array.isArray(profile)) throw new Error(JSON.stringify(profile));
  const fifth = profile as CompetitionProfile;
  await arena.submit({ name: "m3", content: rows(0, 5) });
  const pool = new FixturePool(async (job) => evaluated(fixtureLoss(job)));
  const test = await serviceOn(arena, fifth, pool);
  const round = await oneRound(arena, test);
  const revision = (await arena.hubClient.head({ repo: bench.evaluation.repo ?? "", revision: "main" })) as {
    value: { sha: string };
  };
  expect(round).toMatchObject({
    profileId: "fifth-competition",
    profileVersion: "3.1.4",
    profileHash: profileHash(fifth),
    evalSet: { revision: revision.value.sha, rows: 300 },
  });
  expect(outcomesOf(test, round, arena)).toMatchObject({
    m0: "Evaluated",
    m3: "SharesRows",
    owner: "NoCommitment",
  });
  expect(pool.asked[0]?.settings.training).toMatchObject({ epochs: 7, learningRate: 0.001 });
  const entries = test.store.entries(round?.id ?? "");
  expect(entries.find(({ uid }) => uid === 0)?.outcome?.loss).toBe(77);
  expect(entries.find(({ uid }) => uid === arena.uids.get("m2"))?.dataset?.rows).toBe(12);
  expect(test.store.profileOf(round?.id ?? "")).toBe(JSON.stringify(fifth));
});

test("a profile that changes under an open round changes the next one only", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(2) });
  const stuck = new FixturePool((_, { signal }) => hanging(signal));
  const test = await serviceOn(arena, bench, stuck);
  const run = running(test);
  await eventually(() => stuck.asked.length > 0);
  await run.stop();
  await test.close();
  const newer: CompetitionProfile = {
    ...bench,
    version: "9.0.0",
    training: { ...bench.training, epochs: 9 },
  };
  const pool = new FixturePool();
  const next = await serviceOn(arena, newer, pool);
  running(next);
  await eventually(isClosed(next));
  expect(pool.asked.map(({ settings }) => settings.training.epochs)).toEqual([2, 2]);
  expect(roundOf(next)?.profileVersion).toBe(bench.version);
  await goToEpochEnd(arena, bench, 0);
  arena.chain.advanceBlocks(1);
  await eventually(() => roundOf(next)?.number === 1 && isClosed(next)());
  expect(pool.asked.at(-1)?.settings.training.epochs).toBe(9);
  expect(roundOf(next)?.profileVersion).toBe("9.0.0");
});

test("no round begins before the competition takes effect", async () => {
  const from = 40;
  const profile = profileOf("flock-off-bench", { effectiveFromBlock: from });
  const arena = await arenaOf({ profile, miners: miners(1) });
  const test = await serviceOn(arena, profile);
  running(test);
  while (arena.chain.bestBlock.number < from - 1) {
    const seen = test.parts.rounds.activity.lastBeatMs;
    arena.chain.advanceBlocks(1);
    await eventually(() => test.parts.rounds.activity.lastBeatMs > seen);
  }
  expect(roundOf(test)).toBeNull();
  arena.chain.advanceBlocks(1);
  await eventually(isClosed(test));
  expect(roundOf(test)?.block.number).toBe(from);
});

test("a dry run decides everything and sets nothing", async () => {
  const arena = await arenaOf({ profile: bench, miners: miners(2) });
  const test = await serviceOn(arena, bench, new FixturePool(async () => evaluated(2.45)), { dryRun: true });
  running(test);
  await eventually(isClosed(test));
  await goToEpochEnd(arena, bench, 0);
  arena.chain.advanceBlocks(1);
  await eventually(() => roundOf(test)?.number === 1 && isClosed(test)());
  expect(test.store.target(test.parts.rounds.competition)?.weights.some(({ weight }) => weight > 0)).toBe(
    true,
  );
  expect(await weightsOnChain(arena, bench)).toEqual({});
  expect(test.store.settings(test.parts.rounds.competition, 9)).toEqual([]);
});
