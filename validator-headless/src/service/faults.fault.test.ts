import fc from "fast-check";
import { expect, test } from "vitest";
import type { ArenaMiner } from "../test-support/arena.ts";
import { evaluated, FixturePool, fixtureLoss } from "../test-support/fixture-pool.ts";
import {
  arenaOf,
  eventually,
  goOn,
  outcomesOf,
  pause,
  profileOf,
  roundOf,
  row,
  rows,
  running,
  serviceOn,
  weightsOnChain,
} from "../test-support/scene.ts";

const FULL = process.env.ASSAY_FULL === "1";
const SEEDS = FULL ? 40 : 4;
const profile = profileOf("flock-off-bench");
const miners: readonly ArenaMiner[] = [
  ...Array.from({ length: 6 }, (_, index) => ({
    name: `good${index}`,
    content: rows(index * 40, index * 40 + 10),
  })),
  { name: "stranger", content: row("nobody knows") },
  { name: "broken", content: `${rows(0, 3)}\n` },
];

type Fault = (arena: Awaited<ReturnType<typeof arenaOf>>) => void;
const nth = fc.integer({ min: 1, max: 12 });
const hubFault = fc
  .record({
    nth,
    times: fc.integer({ min: 1, max: 4 }),
    when: fc.constantFrom("before" as const, "after" as const),
    effect: fc.oneof(
      fc
        .constantFrom(429, 500, 502, 503, 504)
        .map((status) => ({ kind: "status", status, retryAfterSeconds: 0 }) as const),
      fc.constant({ kind: "drop" } as const),
      fc.integer({ min: 0, max: 500 }).map((afterBytes) => ({ kind: "cut", afterBytes }) as const),
      fc.integer({ min: 1, max: 50 }).map((ms) => ({ kind: "delay", ms }) as const),
    ),
  })
  .map(
    (fault): Fault =>
      (arena) =>
        arena.hub.addFault({ match: /./, ...fault }),
  );
const method = fc.constantFrom(
  "state_call",
  "state_getStorage",
  "state_queryStorageAt",
  "chain_getBlockHash",
  "chain_getBlock",
  "chain_getHeader",
  "chain_getFinalizedHead",
  "system_accountNextIndex",
  "author_submitAndWatchExtrinsic",
);
const chainFault = fc.oneof(
  fc.record({ method, nth, when: fc.constantFrom("before" as const, "after" as const) }).map(
    (fault): Fault =>
      (arena) =>
        arena.chain.faults.dropConnection(fault),
  ),
  fc.record({ method, nth, ms: fc.integer({ min: 1, max: 50 }) }).map(
    (fault): Fault =>
      (arena) =>
        arena.chain.faults.delay(fault),
  ),
  fc.record({ method, nth }).map(
    (fault): Fault =>
      (arena) =>
        arena.chain.faults.answerError({ ...fault, code: -32_000, message: "busy" }),
  ),
  fc.constant<Fault>((arena) => arena.chain.faults.cutConnections()),
);
const trouble = fc.record({
  first: fc.array(fc.oneof(hubFault, chainFault), { minLength: 2, maxLength: 6 }),
  late: fc.array(chainFault, { minLength: 1, maxLength: 4 }),
  retracts: fc.boolean(),
});

/** A round with its weights; faults come with its beginning, and with the time in which weights are set. */
async function validate({
  first,
  late,
  retracts,
}: {
  first: readonly Fault[];
  late: readonly Fault[];
  retracts: boolean;
}) {
  const arena = await arenaOf({ profile, miners });
  const pool = new FixturePool(async (job) => evaluated(fixtureLoss(job)));
  const test = await serviceOn(arena, profile, pool, { rounds: { retryMs: 50 } });
  const run = running(test);
  for (const fault of first) fault(arena);
  await eventually(() => roundOf(test)?.phase === "closed");
  const outcomes = outcomesOf(test, roundOf(test), arena);
  const scores = test.store.entries(roundOf(test)?.id ?? "").map(({ score }) => score);
  for (const fault of late) fault(arena);
  goOn(arena);
  const competition = test.parts.rounds.competition;
  const settings = () => test.store.settings(competition, 9);
  await eventually(() => settings().length > 0);
  if (retracts) arena.chain.faults.retractBest();
  await eventually(() => settings().some(({ state }) => state === "verified"));
  pause(arena);
  await run.stop();
  arena.chain.faults.clear();
  arena.hub.clearFaults();
  const weights = await weightsOnChain(arena, profile);
  const taken = settings().filter(({ block }) => block !== null);
  expect(new Set(taken.map(({ epoch }) => epoch)).size).toBe(taken.length);
  await test.close();
  await arena.close();
  return { outcomes, scores, weights };
}

test(`faults of hub and chain change neither outcomes nor weights (${SEEDS} seeds)`, async () => {
  const undisturbed = await validate({ first: [], late: [], retracts: false });
  expect(undisturbed.outcomes).toMatchObject({
    good0: "Evaluated",
    good5: "Evaluated",
    stranger: "StrangeRow",
    broken: "BlankLine",
  });
  await fc.assert(
    fc.asyncProperty(trouble, async (faults) => {
      expect(await validate(faults)).toEqual(undisturbed);
    }),
    { numRuns: SEEDS, endOnFailure: true },
  );
});
