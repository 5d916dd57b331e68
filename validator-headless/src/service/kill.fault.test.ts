import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { hotkeyFile, writeHotkey } from "../../../src-shared/chain/index.ts";
import { type CompetitionProfile, findBuiltIn } from "../../../src-shared/competition/index.ts";
import { unwrap } from "../../../src-shared/contract/index.ts";
import { makeRow, writeJson } from "../../../src-shared/dataset/index.ts";
import { ValidatorStore } from "../store/store.ts";
import { type Arena, startArena } from "../test-support/arena.ts";
import type { ChildOptions } from "../test-support/validator-child.ts";

const FULL = process.env.ASSAY_FULL === "1";
const KILLS = FULL ? 100 : 12;
/** Of them, in the time in which weights are set. */
const LATE_SHARE = 0.3;
const MINERS = 32;
const EVALUATION_MS = 120;
const LONGEST_LIFE_MS = 700;
const profile = findBuiltIn("flock-off-bench") as CompetitionProfile;
const netuid = profile.netuids.sandbox;
const CHILD = fileURLToPath(new URL("../test-support/validator-child.ts", import.meta.url));

const row = (text: string): string =>
  `${writeJson(
    makeRow("S", [
      { role: "user", content: `What about ${text}?` },
      { role: "assistant", content: `It is ${text}.` },
    ]),
  )}\n`;
const rows = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => row(String(from + index))).join("");

/** Good ones, copies, strangers and broken ones. */
const miners = Array.from({ length: MINERS }, (_, index) => ({
  name: `miner-${index}`,
  content:
    index % 8 === 7
      ? row("a stranger's")
      : index % 8 === 6
        ? `${rows(0, 5)}\n`
        : rows((index % 24) * 10, (index % 24) * 10 + 8),
}));
const arenas: Arena[] = [];
afterAll(async () => {
  for (const arena of arenas) await arena.close();
});

async function newArena(): Promise<Arena> {
  const arena = await startArena({ profile, miners, evalRows: rows(0, 300), blockTimeMs: 50 });
  arenas.push(arena);
  return arena;
}

/** Lives of a service, one after the other, on one folder. */
class Lives {
  readonly #options: ChildOptions;
  readonly store: ValidatorStore;
  count = 0;

  constructor(arena: Arena, keyFile: string) {
    const folder = join(arena.folder, "validator");
    this.store = new ValidatorStore(join(folder, "validator.sqlite"));
    this.#options = {
      chainUrl: arena.chain.url,
      hubUrl: arena.hub.url,
      folder,
      hotkeyFile: keyFile,
      profileId: profile.id,
      seed: 7,
      evaluationMs: EVALUATION_MS,
    };
  }

  async begin(): Promise<ChildProcess> {
    this.count++;
    const child = fork(CHILD, [JSON.stringify(this.#options)], {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: "inherit",
    });
    await new Promise<void>((resolve, reject) => {
      child.once("message", () => resolve());
      child.once("exit", (code) => reject(new Error(`the validator ended with ${code}`)));
    });
    return child;
  }

  async liveFor(ms: number): Promise<void> {
    const child = await this.begin();
    await delay(ms);
    await end(child);
  }

  get phase(): string {
    return this.store.latestRound(competition)?.phase ?? "none";
  }

  get outcomes(): unknown[] {
    const round = this.store.rounds(competition, 99).at(-1);
    const entries = round === undefined ? [] : this.store.entries(round.id);
    return entries.map(({ uid, outcome, score }) => ({
      uid,
      code: outcome?.code,
      loss: outcome?.loss,
      score,
    }));
  }
}

const competition = `sandbox:${netuid}:${profile.id}`;

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(20);
}

/** A whole round and its weights, with so many kills on the way; blocks come only once it is decided. */
async function validate(kills: number): Promise<{ outcomes: unknown[]; weights: unknown; lives: number }> {
  const arena = await newArena();
  const wallet = { walletPath: join(arena.folder, "wallets"), wallet: "validator", hotkey: "default" };
  unwrap(await writeHotkey(wallet, arena.validator));
  const lives = new Lives(arena, unwrap(hotkeyFile(wallet)));
  const early = Math.round(kills * (1 - LATE_SHARE));
  arena.chain.faults.pauseBlocks(true);
  for (let kill = 0; kill < early; kill++) await lives.liveFor(Math.random() * LONGEST_LIFE_MS);
  const working = await lives.begin();
  await until(() => lives.phase === "closed");
  await end(working);

  const clock = unwrap(await arena.client.epochClock({ netuid }));
  arena.chain.advanceBlocks(Math.max(0, clock.blocksLeft - profile.weights.blocksBeforeEpochEnd));
  arena.chain.faults.pauseBlocks(false);
  const slowly = setInterval(() => arena.chain.faults.pauseBlocks(Math.random() < 0.7), 40);
  for (let kill = 0; kill < kills - early; kill++) await lives.liveFor(Math.random() * LONGEST_LIFE_MS);
  clearInterval(slowly);
  arena.chain.faults.pauseBlocks(false);
  const last = await lives.begin();
  const isVerified = (): boolean =>
    lives.store.settings(competition, 9).some(({ state }) => state === "verified");
  await until(isVerified);
  await end(last);
  const weights = unwrap(await arena.client.weightsOf({ netuid, uid: 1 }));
  const taken = lives.store.settings(competition, 99).filter(({ block }) => block !== null);
  expect(new Set(taken.map(({ epoch }) => epoch)).size).toBe(taken.length);
  const { outcomes, count } = lives;
  lives.store.close();
  return { outcomes, weights, lives: count };
}

test(`${KILLS} kills in a round of ${MINERS} miners change neither outcomes nor weights`, async () => {
  const undisturbed = await validate(0);
  const disturbed = await validate(KILLS);
  expect(
    undisturbed.outcomes.filter((each) => (each as { code: string }).code === "Evaluated").length,
  ).toBeGreaterThan(8);
  expect(disturbed.outcomes).toEqual(undisturbed.outcomes);
  expect(disturbed.weights).toEqual(undisturbed.weights);
  expect(disturbed.lives).toBeGreaterThan(KILLS);
});
