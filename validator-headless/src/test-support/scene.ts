import { onTestFinished, vi } from "vitest";
import { type CompetitionProfile, findBuiltIn } from "../../../src-shared/competition/index.ts";
import { unwrap } from "../../../src-shared/contract/index.ts";
import { makeRow, writeJson } from "../../../src-shared/dataset/index.ts";
import type { RoundRecord } from "../store/records.ts";
import { type Arena, type ArenaOptions, startArena } from "./arena.ts";
import { FixturePool } from "./fixture-pool.ts";
import { startService, type TestService } from "./service.ts";

/** Blocks of an epoch, and those of them that belong to the setting of weights. */
export const TEMPO = 60;
export const WINDOW = 12;

/** A built-in competition whose weights are set in few blocks. */
export const profileOf = (id: string, changes: Partial<CompetitionProfile> = {}): CompetitionProfile => {
  const profile = findBuiltIn(id) as CompetitionProfile;
  return { ...profile, weights: { ...profile.weights, blocksBeforeEpochEnd: WINDOW }, ...changes };
};

/** A line of a dataset. */
export const row = (text: string): string =>
  `${writeJson(
    makeRow("S", [
      { role: "user", content: `What about ${text}?` },
      { role: "assistant", content: `It is ${text}.` },
    ]),
  )}\n`;

export const rows = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => row(String(from + index))).join("");

/** An arena whose blocks stand still until they are told to go on. */
export async function arenaOf(
  options: Omit<ArenaOptions, "evalRows"> & Partial<ArenaOptions>,
): Promise<Arena> {
  const { settings, ...others } = options;
  const arena = await startArena({
    evalRows: rows(0, 300),
    blockTimeMs: 20,
    isPaused: true,
    ...others,
    settings: { tempo: TEMPO, ...settings },
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await arena.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { ...arena, close };
}

export async function serviceOn(
  arena: Arena,
  profile: CompetitionProfile,
  pool = new FixturePool(),
  options: Parameters<typeof startService>[3] = {},
): Promise<TestService> {
  const test = await startService(arena, profile, pool, options);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await test.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { ...test, close };
}

/** A service at work, until it is stopped or the test ends. */
export function running({ service }: TestService): { stop(): Promise<void>; readonly ended: Promise<void> } {
  const stop = new AbortController();
  const ended = service.run(stop.signal);
  ended.catch(() => {});
  const end = async (): Promise<void> => {
    stop.abort();
    await ended.catch(() => {});
  };
  onTestFinished(end);
  return { stop: end, ended };
}

/** What each became, by name. */
export function outcomesOf(
  { store }: TestService,
  round: RoundRecord | null,
  arena: Arena,
): Record<string, string> {
  const names = new Map([...arena.uids].map(([name, uid]) => [uid, name]));
  const entries = store.entries(round?.id ?? "");
  return Object.fromEntries(
    entries.map(({ uid, outcome }) => [names.get(uid) ?? uid, outcome?.code ?? "open"]),
  );
}

/** The latest round of a service's competition. */
export const roundOf = ({ store, parts }: TestService): RoundRecord | null =>
  store.latestRound(parts.rounds.competition);

/** What the validator's weights on the chain are, by the miners' names. */
export async function weightsOnChain(
  arena: Arena,
  { netuids }: CompetitionProfile,
): Promise<Record<string, number>> {
  const names = new Map([...arena.uids].map(([name, uid]) => [uid, name]));
  const weights = unwrap(await arena.client.weightsOf({ netuid: netuids.sandbox, uid: 1 }));
  return Object.fromEntries(weights.map(({ uid, value }) => [names.get(uid) ?? uid, value]));
}

/** Stops the arena's blocks; from then on they are made by `advanceBlocks` alone. */
export const pause = (arena: Arena): void => arena.chain.faults.pauseBlocks(true);
export const goOn = (arena: Arena): void => arena.chain.faults.pauseBlocks(false);

/** Waits for what comes of work, not for time. */
export const eventually = (isSo: () => boolean, timeout = 20_000): Promise<boolean> =>
  vi.waitUntil(isSo, { timeout, interval: 10 });

export const isClosed = (test: TestService) => (): boolean => roundOf(test)?.phase === "closed";

/**
 * One round with its weights, however slow the machine: blocks come again only once everybody was looked at, or when
 * what is waited for has happened.
 */
export async function oneRound(
  arena: Arena,
  test: TestService,
  isReady: () => boolean = () => ["closed", "skipped"].includes(roundOf(test)?.phase ?? ""),
): Promise<RoundRecord | null> {
  const { profile, netuid } = test.parts.rounds;
  pause(arena);
  const clock = unwrap(await arena.client.epochClock({ netuid }));
  if (clock.blocksLeft <= profile.weights.blocksBeforeEpochEnd)
    arena.chain.advanceBlocks(clock.blocksLeft + 1);
  const last = roundOf(test)?.number ?? -1;
  const stop = new AbortController();
  const round = test.service.once(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await round.catch(() => {});
  });
  await eventually(() => (roundOf(test)?.number ?? -1) > last && isReady());
  goOn(arena);
  return round;
}

/** Makes blocks up to so many before the next epoch's first. */
export async function goToEpochEnd(
  arena: Arena,
  { netuids }: CompetitionProfile,
  blocksLeft: number,
): Promise<void> {
  const clock = unwrap(await arena.client.epochClock({ netuid: netuids.sandbox }));
  arena.chain.advanceBlocks(Math.max(0, clock.blocksLeft - blocksLeft));
}
