import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ChainStatus } from "../../../src-shared/chain/index.ts";
import type { PublicationView } from "../../../src-shared/contract/index.ts";
import { createHubClient } from "../../../src-shared/hub/index.ts";
import { fileSource, PublicationStore } from "./index.ts";
import { type Bench, publishFile, setUpBench } from "./test-support/bench.ts";

const FULL = process.env.ASSAY_FULL === "1";
/** Reduced, every so manyth point is tried. */
const STRIDE = FULL ? 1 : 3;
const CALL_STRIDE = FULL ? 1 : 8;
const MOST_CALLS = 150;
const BLOCKS_AT_ONCE = 20;
const BETWEEN_HANDFULS_MS = 10;
/** Stored again, at most, by each process that takes a publication up. */
const FACTS_OF_A_START = 3;
const CHILD = fileURLToPath(new URL("./test-support/publish-child.ts", import.meta.url));

let bench: Bench;
let number = 1_000;
/** How many points there are in all, of which a reduced run tries some. */
const allPoints = { kills: 0, hubFaults: 0, chainCalls: 0 };
const tally = {
  runs: 0,
  kills: 0,
  hubFaults: 0,
  chainFaults: 0,
  stops: 0,
  doubledCommits: 0,
  doubledUploads: 0,
  lost: 0,
};

beforeAll(async () => {
  bench = await setUpBench({ tempo: 20 });
});
beforeEach(() => {
  bench.sandbox.hub.clearFaults();
  bench.sandbox.chain.faults.clear();
});
afterAll(async () => {
  const points = Object.entries(allPoints).map(([kind, count]) => `${count} ${kind}`);
  const share = FULL ? "all" : `every ${STRIDE}rd; every ${CALL_STRIDE}th of the chain's calls`;
  console.log(`publishing under faults: ${JSON.stringify(tally)}; ${share} of ${points.join(", ")}`);
  await bench.close();
});

/** One dataset of its own, and what was there before it was published. */
interface Trial {
  readonly file: string;
  readonly store: string;
  readonly uploadsBefore: number;
  readonly fromBlock: number;
}

async function newTrial(): Promise<Trial> {
  number++;
  return {
    file: bench.dataset(number),
    store: `trial-${number}`,
    uploadsBefore: await dataCommits(),
    fromBlock: bench.sandbox.chain.bestBlock.number,
  };
}

async function dataCommits(): Promise<number> {
  const hub = createHubClient({ endpoint: bench.sandbox.hubUrl });
  const commits = await hub.commits({ repo: bench.target.repo, limit: 1_000 });
  return commits.ok ? commits.value.filter(({ title }) => title.startsWith("Publish")).length : 0;
}

type Ended = Pick<PublicationView, "outcome" | "error" | "commitment">;

/** Exactly one commitment of the string in all blocks, and one upload of these bytes. */
async function settle({ uploadsBefore, fromBlock }: Trial, ended: Ended | null): Promise<void> {
  tally.runs++;
  const times = await bench.timesCommitted(ended?.commitment ?? "nothing", fromBlock);
  const uploads = (await dataCommits()) - uploadsBefore;
  if (times > 1) tally.doubledCommits++;
  if (uploads > 1) tally.doubledUploads++;
  if (times === 0 || uploads === 0) tally.lost++;
  expect({ outcome: ended?.outcome, error: ended?.error, times, uploads }).toEqual({
    outcome: "done",
    error: null,
    times: 1,
    uploads: 1,
  });
}

const CLEAR_STOPS = /^(?:HubOffline|HubUnavailable|ChainOffline|ChainConnectionLost|ChainTimeout)$/;

/** Publishes; where it stops with an error that says why, goes on once the trouble is over, as a person would. */
async function publishAndResume(
  { file, store }: Trial,
  onChainStatus: (status: ChainStatus) => void = () => {},
): Promise<PublicationView | null> {
  const service = bench.service({ store, onChainStatus });
  const view = await publishFile(service, bench.target, file);
  if (view.outcome !== "stopped") return view;
  tally.stops++;
  expect(view.error?.code).toMatch(CLEAR_STOPS);
  bench.sandbox.hub.clearFaults();
  bench.sandbox.chain.faults.clear();
  service.resume(view.id);
  return service.ended(view.id);
}

interface ChildAnswer extends Ended {
  readonly facts: number;
}

function runChild(
  { file, store }: Trial,
  killAt: number | null = null,
  killWhen: "before" | "after" = "after",
): Promise<ChildAnswer | "killed"> {
  const { hubUrl, chainUrl, token, hotkeyFile } = bench.sandbox;
  const { target } = bench;
  const places = { store: join(bench.dir, store), file, hubUrl, chainUrl, token, hotkeyFile };
  const task = JSON.stringify({ ...places, target, killAt, killWhen });
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", CHILD, task], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") {
        tally.kills++;
        resolve("killed");
      } else if (code === 0) resolve(JSON.parse(said) as ChildAnswer);
      else reject(new Error(`the child ended with ${code}`));
    });
  });
}

async function survive(trial: Trial): Promise<ChildAnswer> {
  const answer = await runChild(trial);
  if (answer === "killed") throw new Error("killed without being told");
  return answer;
}

describe("killed", () => {
  test("at every fact it stores, it ends with one commitment and one upload", async () => {
    const whole = await survive(await newTrial());
    allPoints.kills += 2 * whole.facts;
    for (const killWhen of ["before", "after"] as const) {
      for (let killAt = 1; killAt <= whole.facts; killAt += STRIDE) {
        const trial = await newTrial();
        await runChild(trial, killAt, killWhen);
        await settle(trial, await survive(trial));
      }
    }
    expect(tally.kills).toBeGreaterThan(0);
  });

  test("again and again, a fact or two later each time, it still gets there", async () => {
    const trial = await newTrial();
    let answer: ChildAnswer | "killed" = "killed";
    for (let lives = 1; answer === "killed"; lives++) {
      expect(lives).toBeLessThan(20);
      answer = await runChild(trial, FACTS_OF_A_START + 2);
    }
    await settle(trial, answer);
  });
});

describe("the hub", () => {
  test("failing at every request, before and after its effect", async () => {
    const { hub } = bench.sandbox;
    const probe = hub.requests.length;
    await publishFile(bench.service({ store: "probe" }), bench.target, bench.dataset(++number));
    const requests = hub.requests.length - probe;
    allPoints.hubFaults += 4 * requests;
    const effects = [{ kind: "drop" }, { kind: "status", status: 503 }] as const;
    for (const effect of effects) {
      for (const when of ["before", "after"] as const) {
        for (let nth = 1; nth <= requests; nth += STRIDE) {
          const trial = await newTrial();
          hub.addFault({ match: /./, nth, when, effect });
          const view = await publishAndResume(trial);
          hub.clearFaults();
          tally.hubFaults++;
          await settle(trial, view);
        }
      }
    }
  });

  test("going away at a request and staying away, until it is back", async () => {
    for (let nth = 1; nth <= 9; nth += STRIDE) {
      const trial = await newTrial();
      bench.sandbox.hub.addFault({ match: /./, nth, times: 1_000, when: "after", effect: { kind: "drop" } });
      const view = await publishAndResume(trial);
      bench.sandbox.hub.clearFaults();
      tally.hubFaults++;
      await settle(trial, view);
    }
  });
});

describe("the chain", () => {
  /** Cuts the connection at a call; false where the publication was over before. */
  async function cutAt(method: string, nth: number, when: "before" | "after"): Promise<boolean> {
    const trial = await newTrial();
    const { faults } = bench.sandbox.chain;
    const stopsBefore = tally.stops;
    let wasLost = false;
    faults.dropConnection({ method, nth, when });
    const view = await publishAndResume(trial, ({ kind }) => {
      if (kind === "offline") wasLost = true;
    });
    faults.clear();
    const wasCut = wasLost || tally.stops > stopsBefore;
    if (wasCut) tally.chainFaults++;
    await settle(trial, view);
    return wasCut;
  }

  test.each([
    "author_submitAndWatchExtrinsic",
    "system_accountNextIndex",
    "chain_getFinalizedHead",
    "chain_getHeader",
    "chain_getBlock",
    "state_queryStorageAt",
  ])("cutting the connection at %s, before and after its effect", async (method) => {
    expect([await cutAt(method, 1, "before"), await cutAt(method, 1, "after")]).toEqual([true, true]);
  });

  test("cutting the connection at every call in turn", async () => {
    for (const when of ["before", "after"] as const) {
      let nth = 1;
      while (nth <= MOST_CALLS && (await cutAt("*", nth, when))) nth += CALL_STRIDE;
      allPoints.chainCalls += nth - 1;
    }
  });

  /** Publishes with `onSigned` done once the commit is signed and stored, not sent yet, and `onWay` after that. */
  async function withEvents(
    trial: Trial,
    onSigned: (hash: `0x${string}`) => void,
    onWay: (hash: `0x${string}`) => Promise<void>,
  ): Promise<PublicationView | null> {
    const store = new PublicationStore(join(bench.dir, trial.store));
    const signed = Promise.withResolvers<`0x${string}`>();
    let isSigned = false;
    const service = bench.service({
      store: trial.store,
      onChange: ({ id, state }) => {
        if (state !== "follow" || isSigned) return;
        isSigned = true;
        const hash = store.get(id)?.signed?.hash as `0x${string}`;
        onSigned(hash);
        signed.resolve(hash);
      },
    });
    const started = await service.start(bench.target, fileSource(trial.file));
    if (!started.ok) throw started.error;
    await onWay(await signed.promise);
    store.close();
    tally.chainFaults++;
    return inFastTime(service.ended(started.value.id));
  }

  /** Waits with blocks coming in handfuls: an era is ten minutes of blocks. */
  async function inFastTime<T>(waited: Promise<T>): Promise<T> {
    let isOver = false;
    const end = (): void => {
      isOver = true;
    };
    waited.then(end, end);
    while (!isOver) {
      bench.sandbox.chain.advanceBlocks(BLOCKS_AT_ONCE);
      await delay(BETWEEN_HANDFULS_MS);
    }
    return waited;
  }

  const sent = () => expect.poll(() => bench.waitingTransactions(), { timeout: 10_000 }).toBe(1);

  test.each([
    ["throwing the waiting transaction out", (hash: `0x${string}`) => bench.sandbox.chain.faults.evict(hash)],
    ["starting again, the waiting transaction forgotten", () => bench.sandbox.chain.faults.restart()],
  ] as const)("%s", async (_, event) => {
    const { faults } = bench.sandbox.chain;
    const trial = await newTrial();
    const ended = await withEvents(
      trial,
      () => faults.pauseBlocks(true),
      async (hash) => {
        await sent();
        event(hash);
        faults.pauseBlocks(false);
      },
    );
    await settle(trial, ended);
  });

  test.each([
    ["waiting again", false],
    ["gone", true],
  ])("taking the block back, with the transaction %s", async (_, drop) => {
    const { chain } = bench.sandbox;
    const trial = await newTrial();
    const ended = await withEvents(
      trial,
      () => {
        chain.faults.stallFinality(true);
        chain.faults.pauseBlocks(true);
      },
      async () => {
        await sent();
        chain.advanceBlocks(1);
        expect(chain.faults.retractBest({ drop })).not.toBeNull();
        chain.faults.pauseBlocks(false);
        chain.faults.stallFinality(false);
      },
    );
    await settle(trial, ended);
  });

  test("refusing the transaction until its era is over: another one is signed", async () => {
    const trial = await newTrial();
    const ended = await withEvents(
      trial,
      (hash) => bench.sandbox.chain.faults.ban(hash),
      async () => {},
    );
    await settle(trial, ended);
  });
});
