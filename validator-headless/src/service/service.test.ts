import { afterEach, expect, test } from "vitest";
import { type CompetitionProfile, findBuiltIn } from "../../../src-shared/competition/index.ts";
import { makeRow, writeJson } from "../../../src-shared/dataset/index.ts";
import { type Arena, type ArenaMiner, type ArenaOptions, startArena } from "../test-support/arena.ts";
import { evaluated, FixturePool, fixtureLoss } from "../test-support/fixture-pool.ts";
import { startService, type TestService } from "../test-support/service.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const profileOf = (id: string): CompetitionProfile => findBuiltIn(id) as CompetitionProfile;
const row = (text: string): string =>
  `${writeJson(
    makeRow("S", [
      { role: "user", content: `What about ${text}?` },
      { role: "assistant", content: `It is ${text}.` },
    ]),
  )}\n`;
const rows = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => row(String(from + index))).join("");
const evalRows = rows(0, 300);

async function arenaOf(options: Omit<ArenaOptions, "evalRows">): Promise<Arena> {
  const arena = await startArena({ evalRows, ...options });
  closing.push(() => arena.close());
  return arena;
}

async function serviceOn(
  arena: Arena,
  profile: CompetitionProfile,
  pool = new FixturePool(),
  options: Parameters<typeof startService>[3] = {},
): Promise<TestService> {
  const test = await startService(arena, profile, pool, options);
  closing.push(() => test.close());
  return test;
}

const never = new AbortController().signal;
const codes = (test: TestService, roundId: string, arena: Arena): Record<string, string> => {
  const names = [...arena.uids];
  return Object.fromEntries(
    test.store
      .entries(roundId)
      .map(({ uid, outcome }) => [names.find(([, each]) => each === uid)?.[0] ?? "", outcome?.code ?? ""]),
  );
};
const weightsOnChain = async (arena: Arena, profile: CompetitionProfile): Promise<Record<number, number>> => {
  const read = await arena.client.weightsOf({ netuid: profile.netuids.sandbox, uid: 1 });
  return read.ok ? Object.fromEntries(read.value.map(({ uid, value }) => [uid, value])) : {};
};

test("a round of benchmark scores: what was committed is fetched, judged, measured, and paid for on the chain", async () => {
  const profile = profileOf("flock-off-bench");
  const miners: ArenaMiner[] = [
    { name: "good", content: rows(0, 100) },
    { name: "copy", content: rows(0, 100) },
    { name: "other", content: rows(150, 260) },
    { name: "stranger", content: `${rows(0, 10)}${row("nobody knows")}` },
    { name: "repeater", content: `${rows(0, 10)}${rows(0, 1)}` },
    { name: "broken", content: `${rows(0, 5)}\n` },
    { name: "elsewhere", content: rows(20, 30), text: "elsewhere/data:f127:{sha}" },
    { name: "gone", content: rows(20, 30), text: `gone/nothing:1:${"a".repeat(40)}` },
    { name: "scribbler", content: rows(20, 30), text: "this is no submission" },
    { name: "brace", content: rows(20, 30), text: '{"x":1}' },
    { name: "silent", content: null },
  ];
  const arena = await arenaOf({ profile, miners });
  const losses = new Map([[arena.uids.get("good"), 2.45]]);
  const pool = new FixturePool(async () => evaluated(losses.size === 1 ? 2.45 : 2.5));
  const test = await serviceOn(arena, profile, pool);
  const round = await test.service.once(never);
  expect(codes(test, round?.id ?? "", arena)).toEqual({
    owner: "NoCommitment",
    validator: "NoCommitment",
    good: "Evaluated",
    copy: "Evaluated",
    other: "Evaluated",
    stranger: "StrangeRow",
    repeater: "RepeatedRow",
    broken: "BlankLine",
    elsewhere: "WrongCompetition",
    gone: "HubRepoNotFound",
    scribbler: "CommitmentMalformed",
    brace: "CommitmentIgnored",
    silent: "NoCommitment",
  });
  const uid = (name: string): number => arena.uids.get(name) as number;
  const entries = test.store.entries(round?.id ?? "");
  expect(entries[uid("broken")]?.outcome?.loss).toBe(2.6);
  expect(entries[uid("stranger")]?.outcome?.loss).toBe(999);
  const weights = await weightsOnChain(arena, profile);
  expect(weights[uid("good")]).toBe(65_535);
  expect(weights[uid("stranger")]).toBeUndefined();
  expect(weights[uid("broken")]).toBeGreaterThan(0);
});

test("a copy with more than 100 rows in common gets nothing, the earlier one all", async () => {
  const profile = profileOf("flock-off-bench");
  const arena = await arenaOf({
    profile,
    miners: [
      { name: "late", content: null },
      { name: "early", content: rows(0, 120) },
    ],
  });
  await arena.submit({ name: "late", content: rows(10, 130) });
  const pool = new FixturePool();
  const test = await serviceOn(arena, profile, pool);
  const round = await test.service.once(never);
  expect(codes(test, round?.id ?? "", arena)).toMatchObject({ early: "Evaluated", late: "SharesRows" });
  expect(pool.asked).toHaveLength(1);
});

test("a round of win rates: equal rows are measured once, and the later of equal losses loses", async () => {
  const profile = profileOf("flock-off");
  const miners = ["a", "b", "c"].map((name, index) => ({ name, content: rows(index * 50, index * 50 + 20) }));
  const arena = await arenaOf({ profile, miners });
  await arena.submit({ name: "c", content: rows(0, 20) });
  const pool = new FixturePool();
  const test = await serviceOn(arena, profile, pool);
  const round = await test.service.once(never);
  expect(codes(test, round?.id ?? "", arena)).toMatchObject({
    a: "Evaluated",
    b: "Evaluated",
    c: "SameLoss",
  });
  expect(pool.asked).toHaveLength(2);
  const weights = await weightsOnChain(arena, profile);
  const best = [...pool.asked].sort((x, y) => fixtureLoss(x) - fixtureLoss(y))[0];
  const winner = test.store
    .entries(round?.id ?? "")
    .find(({ dataset }) => dataset?.train?.hash === best?.train.hash);
  expect(weights[winner?.uid ?? -1]).toBe(65_535);
});

const minutes = (count: number): number => count * 60_000;

test("a day: commitments are read after the window, the winner is paid, and an unchanged eval set opens no new day", async () => {
  const profile = profileOf("flock-off-daily");
  const miners = ["a", "b"].map((name, index) => ({ name, content: rows(index * 100, index * 100 + 50) }));
  const arena = await arenaOf({
    profile,
    miners,
    stepMs: minutes(10),
    genesisTimeMs: Date.parse("2026-07-31T11:35:00Z"),
    blockTimeMs: 20,
  });
  const pool = new FixturePool();
  const test = await serviceOn(arena, profile, pool);
  const day = await test.service.once(never);
  expect(day).toMatchObject({ slot: "2026-07-31", phase: "closed" });
  const best = [...pool.asked].sort((x, y) => fixtureLoss(x) - fixtureLoss(y))[0];
  const winner = test.store
    .entries(day?.id ?? "")
    .find(({ dataset }) => dataset?.train?.hash === best?.train.hash);
  expect(await weightsOnChain(arena, profile)).toEqual({ [winner?.uid ?? -1]: 65_535 });
  const next = await test.service.once(never);
  expect(next).toMatchObject({
    slot: "2026-08-01",
    phase: "skipped",
    note: { phrase: "roundEvalSetUnchanged" },
  });
  expect(test.store.target(test.parts.rounds.competition)?.roundId).toBe(day?.id);
  await arena.changeEvalSet(rows(0, 310));
  expect(await test.service.once(never)).toMatchObject({ slot: "2026-08-02", phase: "closed" });
}, 60_000);
