import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHubClient } from "../../../src-shared/hub/index.ts";
import { type Bench, publishFile, setUpBench } from "./test-support/bench.ts";

const FULL = process.env.ASSAY_FULL === "1";
/** Reduced, every so manyth point is tried. */
const STRIDE = FULL ? 1 : 3;
const CHILD = fileURLToPath(new URL("./test-support/publish-child.ts", import.meta.url));

let bench: Bench;
let number = 1_000;
const tally = {
  runs: 0,
  kills: 0,
  hubFaults: 0,
  chainFaults: 0,
  doubledCommits: 0,
  doubledUploads: 0,
  lost: 0,
};

beforeAll(async () => {
  bench = await setUpBench({ tempo: 20 });
});
afterAll(async () => {
  console.log(`publishing under faults (stride ${STRIDE}): ${JSON.stringify(tally)}`);
  await bench.close();
});

interface ChildAnswer {
  readonly outcome: string;
  readonly commitment: string | null;
  readonly error: { readonly code: string } | null;
  readonly facts: number;
}

function runChild(
  file: string,
  killAt: number | null,
  killWhen: "before" | "after",
): Promise<ChildAnswer | "killed"> {
  const { hubUrl, chainUrl, token, hotkeyFile } = bench.sandbox;
  const task = {
    store: join(bench.dir, "killed"),
    file,
    hubUrl,
    chainUrl,
    token,
    hotkeyFile,
    target: bench.target,
    killAt,
    killWhen,
  };
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", CHILD, JSON.stringify(task)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") resolve("killed");
      else if (code === 0) resolve(JSON.parse(said) as ChildAnswer);
      else reject(new Error(`the child ended with ${code}`));
    });
  });
}

/** Exactly one commitment of the string, and one upload of these bytes. */
async function settle(commitment: string | null, commitsBefore: number): Promise<void> {
  tally.runs++;
  const times = await bench.timesCommitted(commitment ?? "nothing");
  const uploads = (await dataCommits()) - commitsBefore;
  if (times > 1) tally.doubledCommits++;
  if (uploads > 1) tally.doubledUploads++;
  if (times === 0 || uploads === 0) tally.lost++;
  expect({ times, uploads }).toEqual({ times: 1, uploads: 1 });
}

async function dataCommits(): Promise<number> {
  const commits = await createHubClient({ endpoint: bench.sandbox.hubUrl }).commits({
    repo: "miner/dataset",
    limit: 1_000,
  });
  return commits.ok ? commits.value.filter(({ title }) => title.startsWith("Publish")).length : 0;
}

test("killed at every fact it stores, it ends with one commitment and one upload", async () => {
  const whole = await runChild(bench.dataset(++number), null, "after");
  if (whole === "killed") throw new Error("killed without being told");
  for (const killWhen of ["before", "after"] as const) {
    for (let killAt = 1; killAt <= whole.facts; killAt += STRIDE) {
      const file = bench.dataset(++number);
      const before = await dataCommits();
      const first = await runChild(file, killAt, killWhen);
      if (first === "killed") tally.kills++;
      const second = await runChild(file, null, "after");
      if (second === "killed") throw new Error("killed without being told");
      expect(second).toMatchObject({ outcome: "done", error: null });
      await settle(second.commitment, before);
    }
  }
});

test("with the hub failing at every request, before and after its effect, it ends the same", async () => {
  const { hub } = bench.sandbox;
  const probe = hub.requests.length;
  await publishFile(bench.service(), bench.target, bench.dataset(++number));
  const requests = hub.requests.length - probe;
  const effects = [{ kind: "drop" }, { kind: "status", status: 503 }] as const;
  for (const effect of effects) {
    for (const when of ["before", "after"] as const) {
      for (let nth = 1; nth <= requests; nth += STRIDE) {
        const before = await dataCommits();
        const service = bench.service({ store: `hub-${number}` });
        hub.clearFaults();
        hub.addFault({ match: /./, nth, when, effect });
        const view = await publishFile(service, bench.target, bench.dataset(++number));
        hub.clearFaults();
        tally.hubFaults++;
        expect(view).toMatchObject({ outcome: "done", error: null });
        await settle(view.commitment, before);
      }
    }
  }
});

test("with the chain's connection cut at every kind of call, it ends the same", async () => {
  const { faults } = bench.sandbox.chain;
  const methods = [
    "state_getStorage",
    "chain_getHeader",
    "chain_getBlockHash",
    "author_submitAndWatchExtrinsic",
    "system_accountNextIndex",
    "chain_getFinalizedHead",
    "chain_getBlock",
    "state_call",
  ];
  for (const when of ["before", "after"] as const) {
    for (const method of methods) {
      const before = await dataCommits();
      const service = bench.service({ store: `chain-${number}` });
      faults.clear();
      faults.dropConnection({ method, nth: 2, when });
      faults.dropConnection({ method, nth: 1, when });
      const view = await publishFile(service, bench.target, bench.dataset(++number));
      faults.clear();
      tally.chainFaults++;
      if (view.outcome !== "done") service.resume(view.id);
      const ended = await service.ended(view.id);
      expect(ended).toMatchObject({ outcome: "done", error: null });
      await settle(ended?.commitment ?? null, before);
    }
  }
});
