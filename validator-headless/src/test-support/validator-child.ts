// A validator in a process of its own, to be killed at any moment: told its options as JSON in the last argument.
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { connectChain, readHotkey } from "../../../src-shared/chain/index.ts";
import { findBuiltIn } from "../../../src-shared/competition/index.ts";
import { unwrap } from "../../../src-shared/contract/index.ts";
import { createHubClient } from "../../../src-shared/hub/index.ts";
import { Activity } from "../round/activity.ts";
import { Inspector } from "../round/inspect/inspector.ts";
import { ValidatorService } from "../service/validator-service.ts";
import { ValidatorStore } from "../store/store.ts";
import { evaluated, FixturePool, fixtureLoss } from "./fixture-pool.ts";
import { partsOf } from "./service.ts";

export interface ChildOptions {
  readonly chainUrl: string;
  readonly hubUrl: string;
  readonly folder: string;
  readonly hotkeyFile: string;
  readonly profileId: string;
  readonly seed: number;
  /** What one evaluation takes. */
  readonly evaluationMs: number;
}

const options = JSON.parse(process.argv.at(-1) ?? "{}") as ChildOptions;
const profile = findBuiltIn(options.profileId);
if (profile === null) throw new Error(`no profile ${options.profileId}`);
const chain = unwrap(await connectChain({ endpoints: [options.chainUrl] }));
const pool = new FixturePool(async (job, { signal }) => {
  await delay(options.evaluationMs);
  return signal.aborted ? { kind: "cancelled" } : evaluated(fixtureLoss(job));
});
const service = new ValidatorService(
  partsOf({
    profile,
    chain,
    pool,
    hub: createHubClient({ endpoint: options.hubUrl }),
    signer: unwrap(await readHotkey({ file: options.hotkeyFile })),
    store: new ValidatorStore(join(options.folder, "validator.sqlite")),
    inspector: new Inspector({ timeoutMs: 60_000, heapMb: 512 }),
    activity: new Activity(),
    log: pino({ level: "silent" }),
    folder: options.folder,
    seed: options.seed,
  }),
);
process.send?.("working");
await service.run(new AbortController().signal);
