import { expect, test } from "vitest";
import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import type { Arena } from "../test-support/arena.ts";
import { evaluated, FixturePool, fixtureLoss } from "../test-support/fixture-pool.ts";
import {
  arenaOf,
  eventually,
  goOn,
  outcomesOf,
  profileOf,
  roundOf,
  rows,
  running,
  serviceOn,
  weightsOnChain,
} from "../test-support/scene.ts";
import type { TestService } from "../test-support/service.ts";

const STEP_MS = 15 * 60_000;
const genesisTimeMs = Date.parse("2026-07-31T06:00:00Z");
const daily = profileOf("flock-off-daily");
const miners = ["a", "b", "c"].map((name, index) => ({ name, content: rows(index * 80, index * 80 + 20) }));

/** A chain on which a quarter of an hour goes by from block to block, from the last morning of July on. */
function dayArena(profile: CompetitionProfile = daily, who = miners): Promise<Arena> {
  return arenaOf({ profile, miners: who, stepMs: STEP_MS, genesisTimeMs });
}

/** Goes on until the chain's clock says so. */
function goTo(arena: Arena, time: string): void {
  const target = Math.round((Date.parse(`${time}:00Z`) - genesisTimeMs) / STEP_MS);
  arena.chain.advanceBlocks(Math.max(0, target - arena.chain.bestBlock.number));
}

const bestOf = (pool: FixturePool): string | undefined =>
  [...pool.asked].sort((x, y) => fixtureLoss(x) - fixtureLoss(y))[0]?.train.hash;
const isAt = (test: TestService, slot: string, phase: string) => (): boolean => {
  const round = roundOf(test);
  return round?.slot === slot && round.phase === phase;
};
const targetOf = (test: TestService): string[] =>
  (test.store.target(test.parts.rounds.competition)?.weights ?? [])
    .filter(({ weight }) => weight > 0)
    .map(({ hotkey }) => hotkey);

test("a day opens with validation, lasts over midnight, and is decided when rewards are", async () => {
  const arena = await dayArena();
  const pool = new FixturePool();
  const test = await serviceOn(arena, daily, pool);
  running(test);
  await eventually(() => isAt(test, "2026-07-30", "evaluating")() && pool.asked.length === 3);
  goTo(arena, "2026-07-31T12:15");
  await eventually(isAt(test, "2026-07-30", "closed"));
  goTo(arena, "2026-07-31T12:30");
  await eventually(isAt(test, "2026-07-31", "skipped"));
  expect(roundOf(test)?.note).toEqual({ phrase: "roundEvalSetUnchanged" });
  await arena.changeEvalSet(rows(0, 290));
  goTo(arena, "2026-08-01T12:30");
  await eventually(() => isAt(test, "2026-08-01", "evaluating")() && pool.asked.length === 6);
  goTo(arena, "2026-08-02T11:15");
  expect(roundOf(test)).toMatchObject({ slot: "2026-08-01", phase: "evaluating" });
  goTo(arena, "2026-08-02T11:30");
  await eventually(isAt(test, "2026-08-01", "closed"));
  expect(roundOf(test)?.deadline.atMs).toBe(Date.parse("2026-08-02T11:30:00Z"));
  expect(targetOf(test)).toHaveLength(1);
});

test("a day goes on through restarts in each of its windows, and nothing is evaluated twice", async () => {
  const arena = await dayArena();
  goTo(arena, "2026-07-31T12:00");
  const pool = new FixturePool(undefined, { capacity: 1 });
  const slots: (string | undefined)[] = [];
  const visit = async (time: string, until?: (test: TestService) => boolean): Promise<void> => {
    goTo(arena, time);
    const test = await serviceOn(arena, daily, pool);
    const run = running(test);
    const seen = test.parts.rounds.activity.lastBeatMs;
    await eventually(() =>
      until === undefined ? test.parts.rounds.activity.lastBeatMs > seen : until(test),
    );
    slots.push(`${roundOf(test)?.slot} ${roundOf(test)?.phase}`);
    await run.stop();
    await test.close();
  };
  await visit("2026-07-31T12:00");
  await visit("2026-07-31T12:30", () => pool.asked.length >= 1);
  await visit(
    "2026-07-31T18:00",
    (test) => isAt(test, "2026-07-31", "evaluating")() && pool.asked.length >= 3,
  );
  await visit("2026-07-31T23:45", isThere);
  await visit("2026-08-01T00:15", isThere);
  await visit("2026-08-01T11:15", isThere);
  await visit("2026-08-01T11:45", (test) => isAt(test, "2026-07-31", "closed")());
  await visit("2026-08-01T12:15", (test) => isAt(test, "2026-07-31", "closed")());
  expect(slots[0]).toBe("undefined undefined");
  expect(slots.slice(2)).toEqual([
    ...Array(4).fill("2026-07-31 evaluating"),
    ...Array(2).fill("2026-07-31 closed"),
  ]);
  expect(new Set(pool.asked.map(({ key }) => key)).size).toBe(3);
  expect(pool.asked.length).toBeLessThanOrEqual(4);
});
const isThere = (test: TestService): boolean => roundOf(test)?.slot === "2026-07-31";

test("the lowest loss takes the day on the chain, and keeps it where the next day has nothing new", async () => {
  const arena = await dayArena();
  goTo(arena, "2026-07-31T12:30");
  const pool = new FixturePool();
  const test = await serviceOn(arena, daily, pool);
  running(test);
  await eventually(() => pool.asked.length === 3);
  goTo(arena, "2026-08-01T11:45");
  await eventually(isAt(test, "2026-07-31", "closed"));
  const entries = test.store.entries(roundOf(test)?.id ?? "");
  const winner = entries.find(({ dataset }) => dataset?.train?.hash === bestOf(pool));
  expect(targetOf(test)).toEqual([winner?.hotkey]);
  goTo(arena, "2026-08-01T12:30");
  await eventually(isAt(test, "2026-08-01", "skipped"));
  expect(targetOf(test)).toEqual([winner?.hotkey]);
  goOn(arena);
  await eventually(() => test.store.settings(test.parts.rounds.competition, 1)[0]?.state === "verified");
  const name = [...arena.uids].find(([, uid]) => uid === winner?.uid)?.[0] ?? "";
  expect(await weightsOnChain(arena, daily)).toEqual({ [name]: 65_535 });
});

test("a day without a winner leaves the reward where it was: burnt before the first", async () => {
  const strict = profileOf("flock-off-daily", { rules: "strict" });
  const arena = await dayArena(strict, [{ name: "a", content: `${rows(0, 5)}${rows(0, 5)}` }]);
  goTo(arena, "2026-07-31T12:30");
  const test = await serviceOn(arena, strict);
  running(test);
  await eventually(isAt(test, "2026-07-31", "evaluating"));
  goTo(arena, "2026-08-01T11:30");
  await eventually(isAt(test, "2026-07-31", "closed"));
  expect(outcomesOf(test, roundOf(test), arena)).toMatchObject({ owner: "NoCommitment" });
  expect(test.store.target(test.parts.rounds.competition)).toBeNull();
  goOn(arena);
  await eventually(() => test.store.settings(test.parts.rounds.competition, 1)[0]?.state === "verified");
  expect(await weightsOnChain(arena, strict)).toEqual({ owner: 65_535 });
});

test("a day whose eval set the hub does not give is passed over, and the next one is a day like any other", async () => {
  const arena = await dayArena();
  goTo(arena, "2026-07-31T12:30");
  arena.hub.addFault({
    match: /flock-off-s1-competition/,
    times: 1e9,
    effect: { kind: "status", status: 503 },
  });
  const pool = new FixturePool();
  const test = await serviceOn(arena, daily, pool, { rounds: { retryMs: 20 } });
  running(test);
  await eventually(() => test.troubles.includes("HubUnavailable"));
  goTo(arena, "2026-08-01T11:45");
  expect(roundOf(test)).toBeNull();
  arena.hub.clearFaults();
  goTo(arena, "2026-08-01T12:30");
  await eventually(() => isAt(test, "2026-08-01", "evaluating")() && pool.asked.length === 3);
  expect(test.store.rounds(test.parts.rounds.competition, 9)).toHaveLength(1);
});

test("what a day has no time for is carried over, and comes first on the next", async () => {
  const arena = await dayArena();
  goTo(arena, "2026-07-31T12:30");
  const pool = new FixturePool(undefined, { capacity: 1 });
  pool.answer = (job, { signal }) =>
    pool.asked.length === 1
      ? Promise.resolve(evaluated(fixtureLoss(job)))
      : new Promise((resolve) => signal.addEventListener("abort", () => resolve({ kind: "cancelled" })));
  let seed = 0;
  const test = await serviceOn(arena, daily, pool, { rounds: { newSeed: () => seed++ } });
  running(test);
  await eventually(() => pool.asked.length === 2);
  goTo(arena, "2026-08-01T11:30");
  await eventually(isAt(test, "2026-07-31", "closed"));
  const late = test.store
    .entries(roundOf(test)?.id ?? "")
    .filter(({ outcome }) => outcome?.code === "OutOfTime")
    .map(({ dataset }) => dataset?.train?.hash);
  expect(late).toHaveLength(2);
  await arena.changeEvalSet(rows(0, 290));
  pool.asked.length = 0;
  pool.answer = async (job) => evaluated(fixtureLoss(job));
  goTo(arena, "2026-08-01T12:30");
  await eventually(() => pool.asked.length === 3);
  expect(pool.asked.slice(0, 2).map(({ train }) => train.hash)).toEqual(late);
});
