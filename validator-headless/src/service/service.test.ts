import { expect, test } from "vitest";
import type { ArenaMiner } from "../test-support/arena.ts";
import { evaluated, FixturePool, fixtureLoss } from "../test-support/fixture-pool.ts";
import {
  arenaOf,
  oneRound,
  outcomesOf,
  profileOf,
  row,
  rows,
  serviceOn,
  weightsOnChain,
} from "../test-support/scene.ts";

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
  const round = await oneRound(arena, test);
  expect(outcomesOf(test, round, arena)).toEqual({
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
  expect(weights.good).toBe(65_535);
  expect(weights.stranger).toBeUndefined();
  expect(weights.broken).toBeGreaterThan(0);
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
  const round = await oneRound(arena, test);
  expect(outcomesOf(test, round, arena)).toMatchObject({ early: "Evaluated", late: "SharesRows" });
  expect(pool.asked).toHaveLength(1);
});

test("a round of win rates: equal rows are measured once, and the later of equal losses loses", async () => {
  const profile = profileOf("flock-off");
  const miners = ["a", "b", "c"].map((name, index) => ({ name, content: rows(index * 50, index * 50 + 20) }));
  const arena = await arenaOf({ profile, miners });
  await arena.submit({ name: "c", content: rows(0, 20) });
  const pool = new FixturePool();
  const test = await serviceOn(arena, profile, pool);
  const round = await oneRound(arena, test);
  expect(outcomesOf(test, round, arena)).toMatchObject({
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
  expect(Object.values(weights)).toContain(65_535);
  expect(arena.uids.get(Object.entries(weights).find(([, value]) => value === 65_535)?.[0] ?? "")).toBe(
    winner?.uid,
  );
});
