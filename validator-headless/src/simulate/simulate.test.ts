import { beforeAll, describe, expect, test } from "vitest";
import {
  builtInProfiles,
  type CompetitionProfile,
  findBuiltIn,
} from "../../../src-shared/competition/index.ts";
import { type MinerKind, minerKinds, type SimulationReport, simulate, simulationReport } from "./index.ts";

const SEEDS = 6;

const play = (profile: CompetitionProfile, seed = "1", epochs = 30): SimulationReport =>
  simulate({ profile, epochs, miners: 60, seed, losses: null });

/** Over several seeds: what a kind's miner earns in fair shares, and which part of the judgements went wrong. */
function measure(profile: CompetitionProfile) {
  const reports = Array.from({ length: SEEDS }, (_, seed) => play(profile, String(seed)));
  const fairShares = (kind: MinerKind): number =>
    reports.reduce((sum, { kinds }) => sum + (kinds.find((one) => one.kind === kind)?.fairShares ?? 0), 0) /
    SEEDS;
  const total = (count: (report: SimulationReport) => number): number =>
    reports.reduce((sum, report) => sum + count(report), 0);
  return {
    fairShares: Object.fromEntries(minerKinds.map((kind) => [kind, fairShares(kind)])) as Record<
      MinerKind,
      number
    >,
    missed: total(({ duplicates }) => duplicates.missed) / total(({ duplicates }) => duplicates.judged),
    punished: total(({ honest }) => honest.punished),
    vtrust: total(({ agreement }) => agreement.meanVtrust) / SEEDS,
  };
}

const builtIn = (id: string): CompetitionProfile => findBuiltIn(id) as CompetitionProfile;

describe.each(builtInProfiles.map((profile) => ({ id: profile.id, profile })))("$id", ({ profile }) => {
  let measured: ReturnType<typeof measure>;
  beforeAll(() => {
    measured = measure(profile);
  });

  test("an exact copy earns next to nothing, and less than honest work", () => {
    expect(measured.fairShares.copying).toBeLessThan(0.1);
    expect(measured.fairShares.copying).toBeLessThan(measured.fairShares.honest);
  });

  test("honest work is worth more than an equal share, and is taken for nobody's copy", () => {
    expect(measured.fairShares.honest).toBeGreaterThan(1.1);
    expect(measured.punished).toBe(0);
  });

  test("more UIDs with the same dataset don't earn more each than honest ones", () => {
    expect(measured.fairShares.sybil).toBeLessThan(measured.fairShares.honest);
  });

  test("validators agree for the most part", () => {
    expect(measured.vtrust).toBeGreaterThan(0.75);
    expect(measured.vtrust).toBeLessThanOrEqual(1);
  });

  if (profile.duplicates.kind === "shared-rows") {
    test("copies in another order are found by their rows, but where the original isn't looked at in the epoch", () => {
      const looksAtAll = profile.schedule.kind === "daily";
      expect(measured.missed).toBeLessThan(looksAtAll ? Number.MIN_VALUE : 0.3);
      expect(measured.fairShares.shuffled).toBeLessThan(0.2);
    });
  } else {
    // Another order of the rows trains to another loss, so that equal losses don't tell.
    test("copies in another order are not found by their losses, and earn something", () => {
      expect(measured.missed).toBeGreaterThan(0.3);
      expect(measured.fairShares.shuffled).toBeGreaterThan(0.2);
      expect(measured.fairShares.shuffled).toBeLessThan(measured.fairShares.honest);
    });
  }

  if (profile.scorer.kind === "benchmark") {
    // A score doesn't look at who was earlier.
    test("committing again and again costs nothing", () => {
      expect(measured.fairShares["re-committing"]).toBeGreaterThan(0.5);
    });
  } else {
    test("committing again and again costs the earlier place", () => {
      expect(measured.fairShares["re-committing"]).toBeLessThan(measured.fairShares.honest / 3);
    });
  }
});

describe("late miners of a daily competition", () => {
  const daily = builtIn("flock-off-daily");

  test("are the earliest to the reference, and earn more than honest ones", () => {
    const { fairShares } = measure(daily);
    expect(fairShares.late).toBeGreaterThan(1.5 * fairShares.honest);
  });

  test("earn nothing under the strict rules", () => {
    expect(measure({ ...daily, rules: "strict" }).fairShares.late).toBe(0);
  });
});

test("a duplicate rule that is too sharp punishes honest miners, and the report says so", () => {
  const sharp = { ...builtIn("flock-off-daily"), duplicates: { kind: "shared-rows", moreThan: 5 } as const };
  const report = play(sharp, "1", 3);
  expect(report.honest.punished).toBeGreaterThan(0);
  expect(simulationReport(report)).toContain(`${report.honest.punished} of ${report.honest.judged} (`);
});

test("given losses are the honest miners' own: equal ones are taken for copies where losses tell", () => {
  const given = { profile: builtIn("flock-off"), epochs: 3, miners: 30, seed: "1", losses: [[2.5, 2.4]] };
  expect(simulate(given).honest.punished).toBeGreaterThan(0);
  const apart = Array.from({ length: 15 }, (_, miner) => [2 + miner / 100, 2.1 + miner / 100]);
  expect(simulate({ ...given, losses: apart }).honest.punished).toBe(0);
});

test("validators whose losses are the same agree more than those with seeds of their own", () => {
  const profile = builtIn("flock-off-daily");
  const losses = Array.from({ length: 30 }, (_, miner) => [1.5 + miner / 10]);
  const own = simulate({ profile, epochs: 20, miners: 60, seed: "1", losses });
  expect(own.agreement.meanVtrust).toBeGreaterThan(play(profile, "1", 20).agreement.meanVtrust);
});

test("the same seed gives the same report, another one another", () => {
  for (const profile of builtInProfiles) {
    expect(play(profile, "a", 6)).toEqual(play(profile, "a", 6));
    expect(play(profile, "b", 6)).not.toEqual(play(profile, "a", 6));
  }
});

test("earnings are shares of everything that was paid", () => {
  for (const profile of builtInProfiles) {
    const { kinds, agreement, epochs } = play(profile, "c", 12);
    expect(kinds.reduce((sum, { earned }) => sum + earned, 0)).toBeCloseTo(1, 9);
    expect(kinds.reduce((sum, { miners }) => sum + miners, 0)).toBe(60);
    expect(agreement.unpaidEpochs).toBeLessThan(epochs);
  }
});

test("two miners are enough to play", () => {
  for (const profile of builtInProfiles) {
    const report = simulate({ profile, epochs: 3, miners: 2, seed: "1", losses: null });
    expect(report.kinds.map(({ kind }) => kind)).toEqual(["honest", "copying"]);
  }
});
