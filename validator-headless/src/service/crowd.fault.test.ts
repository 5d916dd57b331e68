import { expect, test } from "vitest";
import { FixturePool } from "../test-support/fixture-pool.ts";
import {
  arenaOf,
  eventually,
  goToEpochEnd,
  isClosed,
  profileOf,
  roundOf,
  rows,
  running,
  serviceOn,
} from "../test-support/scene.ts";

const MINERS = 254;
const ROWS_EACH = 5;
const LATER_ROUNDS = 3;
const SAMPLE = 32;
const TOP = 8;
const MINUTES = 60_000;
const profile = profileOf("flock-off-bench");
const miners = Array.from({ length: MINERS }, (_, index) => ({
  name: `m${index}`,
  content: rows(index * ROWS_EACH, (index + 1) * ROWS_EACH),
}));

test("256 UIDs in one round, then 32 in each: everything is stored, and memory stays what it was", async () => {
  const arena = await arenaOf({ profile, miners, evalRows: rows(0, MINERS * ROWS_EACH) });
  const pool = new FixturePool(undefined, { capacity: 4 });
  let seed = 1;
  const test = await serviceOn(arena, profile, pool, { rounds: { newSeed: () => seed++ } });
  running(test);
  await eventually(isClosed(test), 5 * MINUTES);
  const { store } = test;
  const entries = store.entries(roundOf(test)?.id ?? "");
  expect(entries).toHaveLength(MINERS + 2);
  expect(entries.filter(({ outcome }) => outcome?.code === "Evaluated")).toHaveLength(MINERS);
  expect(
    entries.every(({ evaluation }) => evaluation === null || store.evaluation(evaluation) !== null),
  ).toBe(true);
  expect(new Set(pool.asked.map(({ key }) => key)).size).toBe(MINERS);
  const { competition } = test.parts.rounds;
  expect(store.target(competition)?.weights).toHaveLength(MINERS + 2);

  const looked = new Map<number, number>();
  for (let number = 1; number <= LATER_ROUNDS; number++) {
    await goToEpochEnd(arena, profile, 0);
    arena.chain.advanceBlocks(1);
    await eventually(() => roundOf(test)?.number === number && isClosed(test)(), MINUTES);
    const placed = store.entries(roundOf(test)?.id ?? "").filter(({ place }) => place !== null);
    expect(placed).toHaveLength(SAMPLE);
    expect(new Set(placed.map(({ place }) => place)).size).toBe(SAMPLE);
    for (const { uid } of placed) looked.set(uid, (looked.get(uid) ?? 0) + 1);
  }
  const best = store
    .standings(competition)
    .sort((a, b) => b.weight - a.weight || a.uid - b.uid)
    .slice(0, TOP);
  expect(best.map(({ uid }) => looked.get(uid))).toEqual(Array(TOP).fill(LATER_ROUNDS));
  expect(pool.asked.length).toBeLessThanOrEqual(MINERS + LATER_ROUNDS * SAMPLE);
  expect(process.memoryUsage().rss).toBeLessThan(2e9);
});
