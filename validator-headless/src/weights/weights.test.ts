import { expect, onTestFinished, test } from "vitest";
import { signerOf } from "../../../src-shared/chain/index.ts";
import { inWords, unwrap } from "../../../src-shared/contract/index.ts";
import type { SettingRecord } from "../store/records.ts";
import { type BenchOptions, TEMPO, WeightsBench, WINDOW } from "../test-support/weights-bench.ts";

async function benchOf(options: BenchOptions = {}): Promise<WeightsBench> {
  const bench = await WeightsBench.start(options);
  onTestFinished(() => bench.close());
  return bench;
}

const inWindow = TEMPO - WINDOW;
/** Time enough for a block that takes the weights back and one that takes them again. */
const shares = [0, 0, 1, 0.5, 0];
const asSet = { 2: 65_535, 3: 32_768 };
const modes: readonly [string, BenchOptions][] = [
  ["plain", {}],
  ["commit-reveal", { settings: { commitReveal: true }, weights: { mode: "commit-reveal" } }],
  ["timelocked", { settings: { commitReveal: true }, weights: { mode: "timelocked" } }],
];
const hashed: BenchOptions = { settings: { commitReveal: true }, weights: { mode: "commit-reveal" } };
const errorOf = (bench: WeightsBench): string | undefined => {
  const why = bench.last?.lastError;
  return why?.phrase === "sentenceOf" ? why.error.code : undefined;
};
const near = (found: Record<number, number>): Record<number, number> =>
  Object.fromEntries(Object.entries(found).filter(([, value]) => value > 0));

test.each(modes)(
  "%s weights are set in the window, once, and verified by reading back",
  async (mode, options) => {
    const bench = await benchOf(options);
    bench.decide(shares);
    await bench.keepUntil(inWindow - 1);
    expect(bench.settings).toEqual([]);
    await bench.keepUntil(2 * TEMPO - WINDOW - 1);
    expect(bench.last).toMatchObject({ epoch: 0, mode, state: "verified", salt: null, lastError: null });
    expect(bench.settings).toHaveLength(1);
    expect(near(await bench.read())).toEqual(mode === "commit-reveal" ? { 2: 65_535, 3: 32_768 } : asSet);
    expect(await bench.taken()).toBe(mode === "commit-reveal" ? 2 : 1);
  },
);

test.each(modes)(
  "%s weights go on where the plan was stored and nothing was signed",
  async (mode, options) => {
    const bench = await benchOf(options);
    bench.decide(shares);
    bench.goTo(inWindow);
    const refusal = { method: "system_accountNextIndex", code: -32_000, message: "busy" };
    for (const nth of [1, 2, 3]) bench.chain.faults.answerError({ ...refusal, nth });
    await bench.keep();
    expect(bench.last?.state).toBe("planned");
    const planned = bench.last;
    bench.chain.faults.clear();
    await bench.restart();
    await bench.keepUntil(2 * TEMPO - WINDOW - 1);
    expect(bench.settings).toHaveLength(1);
    expect(bench.last).toMatchObject({
      id: planned?.id,
      mode,
      state: "verified",
      commit: planned?.commit ?? null,
    });
    expect(near(await bench.read())).toEqual(asSet);
  },
);

test.each(
  modes.flatMap(([mode, options]) =>
    (["before", "after"] as const).map((when) => [mode, when, options] as const),
  ),
)("%s weights whose sending was cut off %s it took effect are sent once", async (_, when, options) => {
  const bench = await benchOf(options);
  bench.decide(shares);
  bench.goTo(inWindow);
  bench.chain.faults.dropConnection({ method: "author_submitAndWatchExtrinsic", when });
  await bench.keep();
  expect(bench.last?.state).toBe("sent");
  await bench.restart();
  await bench.keepUntil(2 * TEMPO - WINDOW - 1);
  expect(bench.settings).toHaveLength(1);
  expect(bench.last?.state).toBe("verified");
  expect(await bench.taken()).toBe(bench.last?.mode === "commit-reveal" ? 2 : 1);
});

test.each(modes)("%s weights in a block that is not final count only once it is", async (_, options) => {
  const bench = await benchOf(options);
  bench.decide(shares);
  bench.goTo(inWindow);
  bench.chain.faults.stallFinality(true);
  const stop = new AbortController();
  bench.onEvent = ({ kind }) => {
    if (kind === "inBlock") stop.abort();
  };
  await bench.keep(stop.signal);
  expect(bench.last?.state).toBe("sent");
  await bench.restart();
  const looked = new AbortController();
  bench.onSubmit = () => setImmediate(() => looked.abort());
  await bench.keep(looked.signal);
  expect(bench.last?.state).toBe("sent");
  bench.chain.faults.stallFinality(false);
  bench.onSubmit = () => {};
  bench.onEvent = () => {};
  bench.chain.advanceBlocks(1);
  await bench.keepUntil(2 * TEMPO - WINDOW - 1);
  expect(bench.last?.state).toBe("verified");
  expect(bench.settings).toHaveLength(1);
});

test.each(modes)(
  "%s weights of a block that was taken back are found where they come again",
  async (_, options) => {
    const bench = await benchOf(options);
    bench.decide(shares);
    bench.goTo(inWindow);
    bench.blocksPerTransaction = 1;
    const stop = new AbortController();
    bench.onEvent = ({ kind }) => {
      if (kind === "inBlock") stop.abort();
    };
    await bench.keep(stop.signal);
    expect(bench.chain.faults.retractBest()).not.toBeNull();
    bench.blocksPerTransaction = 3;
    await bench.restart();
    await bench.keepUntil(2 * TEMPO - WINDOW - 1);
    expect(bench.settings).toHaveLength(1);
    expect(bench.last?.state).toBe("verified");
    expect(near(await bench.read())).toEqual(asSet);
  },
);

test("weights that were lost with a block are never taken for set, and the next epoch sets its own", async () => {
  const bench = await benchOf();
  bench.decide(shares);
  bench.goTo(inWindow);
  bench.blocksPerTransaction = 1;
  const stop = new AbortController();
  bench.onEvent = ({ kind }) => {
    if (kind === "inBlock") stop.abort();
  };
  await bench.keep(stop.signal);
  expect(bench.chain.faults.retractBest({ drop: true })).not.toBeNull();
  await bench.restart();
  bench.onEvent = () => {};
  bench.blocksPerTransaction = 3;
  await bench.keep();
  expect(bench.last?.state).toBe("sent");
  bench.goTo(2 * TEMPO - WINDOW);
  await bench.keep();
  expect(bench.last).toMatchObject({ epoch: 1, state: "verified" });
  expect(near(await bench.read())).toEqual(asSet);
});

test.each(modes)("%s weights are set once where two services have the store", async (_, options) => {
  const bench = await benchOf(options);
  bench.decide(shares);
  bench.goTo(inWindow);
  await Promise.all([bench.keep(), bench.keep(), bench.keep()]);
  expect(bench.settings).toHaveLength(1);
  expect(await bench.taken()).toBe(1);
});

test("a setting's step is taken by one of two services, and the other goes on from it", async () => {
  const bench = await benchOf(hashed);
  bench.decide(shares);
  await bench.keepUntil(inWindow);
  bench.goTo(TEMPO);
  await Promise.all([bench.keep(), bench.keep(), bench.keep()]);
  await bench.keepUntil(TEMPO + 6);
  const verified = bench.last as SettingRecord;
  expect(verified).toMatchObject({ state: "verified", attempts: 0 });
  expect(await bench.taken()).toBe(2);
  const outdated: SettingRecord = { ...verified, state: "committed" };
  expect(bench.store.replaceSetting(outdated, { ...outdated, state: "revealing" })).toBe(false);
  expect(bench.last).toEqual(verified);
});

test("the salt is in the store before the commit reaches the chain, and gone once it was revealed", async () => {
  const bench = await benchOf(hashed);
  bench.decide(shares);
  const seen: unknown[] = [];
  bench.onSubmit = () => {
    const other = bench.openStore();
    const [setting] = other.settings(bench.competition, 1);
    seen.push([setting?.state, setting?.salt?.length]);
    other.close();
  };
  await bench.keepUntil(TEMPO + 2);
  expect(seen).toEqual([
    ["sent", 16],
    ["revealing", 16],
  ]);
  expect(bench.last).toMatchObject({ state: "verified", salt: null });
});

test("a service that starts between commit and reveal reveals, and keeps the salt while the reveal may be taken back", async () => {
  const bench = await benchOf(hashed);
  bench.decide(shares);
  await bench.keepUntil(inWindow);
  expect(bench.last?.state).toBe("committed");
  bench.goTo(TEMPO);
  await bench.restart();
  bench.blocksPerTransaction = 1;
  const stop = new AbortController();
  bench.onEvent = ({ kind }) => {
    if (kind === "inBlock") stop.abort();
  };
  await bench.keep(stop.signal);
  bench.onEvent = () => {};
  await bench.restart();
  expect(bench.last).toMatchObject({ state: "revealing" });
  expect(bench.last?.salt).toHaveLength(16);
  bench.chain.faults.retractBest();
  bench.blocksPerTransaction = 3;
  await bench.keepUntil(TEMPO + 6);
  expect(bench.last?.state).toBe("verified");
  expect(near(await bench.read())).toEqual(asSet);
});

test("a missed reveal is told in words, and the next epoch's weights go on", async () => {
  const bench = await benchOf(hashed);
  bench.decide(shares);
  await bench.keepUntil(inWindow);
  bench.goTo(2 * TEMPO);
  await bench.restart();
  await bench.keep();
  expect(bench.last).toMatchObject({ state: "failed", salt: null });
  expect(errorOf(bench)).toBe("WeightCommitExpired");
  expect(bench.last?.lastError === null ? "" : inWords(bench.last?.lastError as never)).toMatch(
    /reveal|commit/i,
  );
  await bench.keepUntil(3 * TEMPO + 2);
  expect(bench.last).toMatchObject({ epoch: 2, state: "verified" });
});

test("weights are planned anew where the owner turns commits on between plan and block", async () => {
  const bench = await benchOf({ weights: { mode: "timelocked" } });
  bench.decide(shares);
  bench.goTo(inWindow);
  bench.onSubmit = () => {
    bench.chain.changeSubnet(bench.netuid, { commitReveal: true });
    bench.onSubmit = () => {};
  };
  await bench.keepUntil(TEMPO - 1);
  expect(bench.settings.map(({ mode, epoch, state }) => [mode, epoch, state])).toEqual([
    ["timelocked", 0, "committed"],
    ["plain", 0, "failed"],
  ]);
  await bench.keepUntil(2 * TEMPO - WINDOW - 1);
  expect(bench.last?.state).toBe("verified");
});

test("weights are planned anew where the owner turns commits off, and a reveal that can't be is given up", async () => {
  const bench = await benchOf(hashed);
  bench.decide(shares);
  await bench.keepUntil(inWindow);
  expect(bench.last?.state).toBe("committed");
  bench.chain.changeSubnet(bench.netuid, { commitReveal: false });
  await bench.keepUntil(2 * TEMPO - WINDOW - 1);
  expect([bench.last?.state, errorOf(bench)]).toEqual(["failed", "CommitRevealOff"]);
  await bench.keepUntil(2 * TEMPO - 1);
  expect(bench.last).toMatchObject({ mode: "plain", epoch: 1, state: "verified" });
});

test("time-locked weights that the chain opens after the owner turned commits off are no second signer's", async () => {
  const bench = await benchOf({ settings: { commitReveal: true }, weights: { mode: "timelocked" } });
  bench.decide(shares);
  await bench.keepUntil(inWindow);
  bench.chain.changeSubnet(bench.netuid, { commitReveal: false });
  await bench.keepUntil(2 * TEMPO - 1);
  expect(bench.last).toMatchObject({ mode: "plain", epoch: 1, state: "verified" });
});

test("a raised version key, more weights than before, and a smaller share are met by a new plan in the same epoch", async () => {
  const bench = await benchOf();
  bench.decide([0, 0, 1, 1, 1]);
  bench.goTo(inWindow);
  bench.onSubmit = () => {
    bench.chain.changeSubnet(bench.netuid, {
      weightsVersionKey: 9n,
      minAllowedWeights: 5,
      maxWeightsLimit: 30_000,
    });
    bench.onSubmit = () => {};
  };
  await bench.keepUntil(TEMPO - 1);
  expect(bench.last).toMatchObject({ epoch: 0, state: "verified", versionKey: "9" });
  expect(bench.settings).toHaveLength(2);
  expect(Object.keys(await bench.read())).toHaveLength(5);
});

test.each<[string, BenchOptions, readonly number[]]>([
  ["WeightTooLarge", { settings: { maxWeightsLimit: 20_000 } }, [0, 0, 1, 0, 0]],
  ["NoValidatorPermit", { hasPermit: false }, shares],
])("%s fails in words, and the next epoch tries again", async (code, options, weights) => {
  const bench = await benchOf(options);
  bench.decide(weights);
  await bench.keepUntil(TEMPO - 1);
  expect([bench.last?.state, errorOf(bench)]).toEqual(["failed", code]);
  expect(bench.submissions).toBeLessThan(4);
  await bench.keepUntil(2 * TEMPO - 1);
  expect(bench.settings.some(({ epoch }) => epoch === 1)).toBe(true);
});

test("too few weights are filled up with UIDs that get nothing", async () => {
  const bench = await benchOf({ settings: { minAllowedWeights: 4 } });
  bench.decide([0, 0, 0, 1, 0]);
  await bench.keepUntil(TEMPO - 1);
  expect(bench.last?.state).toBe("verified");
  expect(await bench.read()).toEqual({ 0: 0, 1: 0, 2: 0, 3: 65_535 });
});

test("nothing is signed before the subnet's rate limit allows it", async () => {
  const bench = await benchOf({ settings: { weightsRateLimitBlocks: TEMPO + 10 } });
  bench.decide(shares);
  await bench.keepUntil(4 * TEMPO - 1);
  expect(bench.settings.map(({ epoch, state }) => [epoch, state])).toEqual([
    [2, "verified"],
    [0, "verified"],
  ]);
  expect(bench.submissions).toBe(2);
});

test("a limit that is raised under way costs one attempt a block, not all at once", async () => {
  const bench = await benchOf();
  bench.decide(shares);
  await bench.keepUntil(TEMPO - 1);
  bench.goTo(2 * TEMPO - WINDOW);
  bench.onSubmit = () => {
    bench.chain.changeSubnet(bench.netuid, { weightsRateLimitBlocks: 2 * TEMPO });
    bench.onSubmit = () => {};
  };
  await bench.keep();
  expect(bench.last).toMatchObject({ epoch: 1, state: "planned", attempts: 1 });
  bench.chain.changeSubnet(bench.netuid, { weightsRateLimitBlocks: 1 });
  bench.chain.advanceBlocks(1);
  await bench.keep();
  expect(bench.last).toMatchObject({ epoch: 1, state: "verified" });
});

test("a second signer on the hotkey stops the setting, with an explanation", async () => {
  const bench = await benchOf();
  bench.decide(shares);
  await bench.keepUntil(TEMPO - 1);
  const { netuid } = bench;
  const signer = signerOf(bench.validator);
  const action = { kind: "set", uids: [4], values: [1], versionKey: 0n } as const;
  const foreign = unwrap(await bench.client.prepareWeights({ netuid, signer, action }));
  await bench.client.submit(foreign, ({ kind }) => {
    if (kind === "ready") setImmediate(() => bench.chain.advanceBlocks(3));
  });
  bench.goTo(2 * TEMPO - WINDOW);
  await expect(bench.keep()).rejects.toMatchObject({ code: "SecondSigner" });
  expect(await bench.read()).toEqual({ 4: 65_535 });
  const acceptedBlock = bench.chain.bestBlock.number;
  await bench.keep(undefined, { acceptedBlock });
  expect(bench.last).toMatchObject({ epoch: 1, state: "verified" });
});

test("what stood on the chain before the first start is settled, and another profile's weights are ours", async () => {
  const bench = await benchOf();
  const { netuid } = bench;
  const signer = signerOf(bench.validator);
  const action = { kind: "set", uids: [4], values: [1], versionKey: 0n } as const;
  const before = unwrap(await bench.client.prepareWeights({ netuid, signer, action }));
  await bench.client.submit(before, ({ kind }) => {
    if (kind === "ready") setImmediate(() => bench.chain.advanceBlocks(3));
  });
  bench.decide(shares);
  await bench.keepUntil(TEMPO - 1);
  expect(bench.last?.state).toBe("verified");
  const other = `sandbox:${netuid}:another-profile`;
  bench.store.saveTarget({
    competition: other,
    roundId: "other",
    weights: [{ uid: 4, hotkey: bench.hotkeys[4] as string, weight: 1 }],
    decidedAtMs: 0,
  });
  bench.goTo(2 * TEMPO - WINDOW);
  await bench.keep(undefined, { competition: other });
  expect(bench.store.settings(other, 1)).toMatchObject([{ state: "verified" }]);
  bench.goTo(3 * TEMPO - WINDOW);
  await bench.keep();
  expect(bench.last).toMatchObject({ epoch: 2, state: "verified" });
});

test("a weight goes with its hotkey, not with its UID", async () => {
  const bench = await benchOf();
  const weights = [
    { uid: 2, hotkey: bench.hotkeys[4] as string, weight: 1 },
    { uid: 3, hotkey: "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty", weight: 1 },
  ];
  bench.store.saveTarget({ competition: bench.competition, roundId: "moved", weights, decidedAtMs: 0 });
  await bench.keepUntil(TEMPO - 1);
  expect(await bench.read()).toEqual({ 4: 65_535 });
});

test.each([
  ["burn", { 0: 65_535 }],
  ["none", {}],
] as const)("before the first winner: %s", async (beforeFirstWinner, expected) => {
  const bench = await benchOf({ weights: { beforeFirstWinner } });
  await bench.keepUntil(TEMPO - 1);
  expect(await bench.read()).toEqual(expected);
});

test("nothing is set before the competition takes effect", async () => {
  const bench = await benchOf({
    weights: { beforeFirstWinner: "burn" },
    profile: { effectiveFromBlock: TEMPO + 1 },
  });
  await bench.keepUntil(TEMPO + 2);
  expect(bench.settings).toEqual([]);
  await bench.keepUntil(2 * TEMPO - 1);
  expect(bench.last?.state).toBe("verified");
});

test("a round that ends with its epoch is waited for, for half of the window", async () => {
  const bench = await benchOf({ weights: { beforeFirstWinner: "burn" } });
  const block = { number: 5, hash: bench.chain.bestBlock.hash };
  const round = {
    id: `${bench.competition}#epoch 0`,
    competition: bench.competition,
    number: 0,
    slot: "epoch 0",
    profileId: bench.profile.id,
    profileVersion: bench.profile.version,
    profileHash: "",
    rules: "reference",
    seed: 1,
    block,
    openedAtMs: 0,
    deadline: { block: inWindow, atMs: null },
    evalSet: null,
    ownerHotkey: null,
    neurons: [],
    phase: "evaluating",
    note: null,
    closedAtMs: null,
  } as const;
  bench.store.openRound({ ...round, neurons: [] }, "{}", []);
  await bench.keepUntil(inWindow + 1);
  expect(bench.settings).toEqual([]);
  bench.decide(shares);
  bench.store.saveRound({ ...round, neurons: [], phase: "closed" });
  await bench.keep();
  expect(bench.last).toMatchObject({ epoch: 0, roundId: "decided", state: "verified" });
  bench.store.saveRound({ ...round, neurons: [] });
  await bench.keepUntil(2 * TEMPO - 1);
  expect(bench.last).toMatchObject({ epoch: 1, state: "verified" });
});

test("a stop is obeyed while a transaction waits for its block", async () => {
  const bench = await benchOf();
  bench.decide(shares);
  bench.goTo(inWindow);
  bench.blocksPerTransaction = 0;
  const stop = new AbortController();
  bench.onEvent = ({ kind }) => {
    if (kind === "ready") stop.abort();
  };
  await bench.keep(stop.signal);
  expect(bench.last?.state).toBe("sent");
});
