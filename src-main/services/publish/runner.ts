import { AssayError } from "../../../src-shared/contract/index.ts";
import { HubError } from "../../../src-shared/hub/index.ts";
import { PublishError } from "./errors.ts";
import { nextStep, type PublicationRecord, type Step } from "./record.ts";
import {
  awaitWindow,
  composeSubmission,
  follow,
  LookAgain,
  type PublishTools,
  prepareRepo,
  readBack,
  requireChain,
  requireSigner,
  requireSnapshot,
  sign,
  upload,
  verify,
} from "./steps.ts";

const MOST_TRIES = 6;
const FIRST_RETRY_MS = 1_000;
const OUTAGE_RETRY_MS = 30_000;
const SUPERSEDED: readonly string[] = ["PublishSuperseded", "PublishOvertaken"];
const CHAIN_TROUBLE: readonly string[] = [
  "ChainOffline",
  "ChainConnectionLost",
  "ChainTimeout",
  "TransactionNotFinalized",
  "TransactionDropped",
  "TransactionExpired",
  "TransactionOutdated",
  "TransactionUsurped",
];

const work: Readonly<
  Record<
    Exclude<Step, "none" | "freeze">,
    (record: PublicationRecord, tools: PublishTools) => Promise<void> | void
  >
> = {
  repo: prepareRepo,
  upload: async (record, tools) => {
    await requireSnapshot(record, tools);
    await upload(record, tools);
  },
  verify,
  submission: composeSubmission,
  window: awaitWindow,
  sign,
  follow,
  readBack,
};

/**
 * Brings a publication from wherever it is to its end, one stored step after the other. Trouble that may pass is
 * tried again with growing pauses; what stays ends it as `stopped`, from where it can be resumed. A hub or chain that
 * stays out of reach does so too, or is waited for, as `onOutage` says.
 * @returns the record as it ended
 */
export async function runPublication(
  start: PublicationRecord,
  tools: PublishTools,
): Promise<PublicationRecord> {
  let record = start;
  const remember: PublishTools = {
    ...tools,
    learn: (facts) => {
      record = tools.learn(facts);
      return record;
    },
  };
  try {
    requireChain(record, remember);
    requireSigner(record, remember);
  } catch (error) {
    if (error instanceof AssayError) return stop(error, remember);
    throw error;
  }
  let tries = 0;
  for (let step = nextStep(record); step !== "none"; step = nextStep(record)) {
    if (step === "freeze") throw new Error("a publication is frozen before it runs");
    const before = record;
    try {
      tools.signal.throwIfAborted();
      if (record.signed === null && tools.isOvertaken()) throw new PublishError("PublishOvertaken");
      await work[step](record, remember);
      tries = 0;
    } catch (error) {
      if (tools.signal.aborted) return record;
      const trouble = error instanceof LookAgain ? error.reason : error;
      if (!(trouble instanceof AssayError)) throw trouble;
      const moved = before !== record && nextStep(record) !== step;
      tries = moved ? 1 : tries + 1;
      if (!mayPass(trouble)) return stop(trouble, remember);
      if (tries < MOST_TRIES) await tools.sleep(FIRST_RETRY_MS * 2 ** (tries - 1));
      else if (tools.onOutage === "stop") return stop(trouble, remember);
      else await sitOut(remember);
    }
  }
  return record;
}

function mayPass(error: AssayError): boolean {
  return (
    (error instanceof HubError && (error.isRetryable || error.code === "HubConflict")) ||
    CHAIN_TROUBLE.includes(error.code)
  );
}

/** Waits for hub and chain to come back; what was found out about the publication stays as it is. */
async function sitOut({ learn, sleep, now }: PublishTools): Promise<void> {
  const retryAt = new Date(now().getTime() + OUTAGE_RETRY_MS).toISOString();
  const waiting = { reason: "PublishOutOfReach", untilBlock: null, blocksLeft: null, retryAt };
  learn({ outcome: "waiting", waiting });
  await sleep(OUTAGE_RETRY_MS);
  learn({ outcome: "running", waiting: null });
}

function stop(error: AssayError, { learn }: PublishTools): PublicationRecord {
  const outcome = SUPERSEDED.includes(error.code) ? "superseded" : "stopped";
  return learn({ outcome, waiting: null, error: error.toWire() });
}
