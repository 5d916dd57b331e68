import { inWords, type Phrase, sentenceOf } from "../../../src-shared/contract/index.ts";
import type { EngineFacts } from "../../../src-shared/engine/index.ts";
import { RoundError } from "../errors.ts";
import type { EvaluationJob, EvaluationOutcome } from "../evaluation/contract.ts";
import type { EntryRecord, RoundRecord } from "../store/records.ts";
import type { RoundContext } from "./context.ts";
import type { EvalSet } from "./eval-set.ts";
import { jobFor } from "./job.ts";
import { readyEntries } from "./open-entries.ts";
import { type Outcome, outcomeOf } from "./outcomes.ts";
import { allEnded, until } from "./until.ts";

/** So many failed attempts with one dataset are its own doing, if others went well meanwhile. */
const ATTEMPTS = 3;
/** So often it is looked at how many evaluations the pool takes at once. */
const CAPACITY_LOOK_MS = 30_000;

interface Work {
  readonly job: EvaluationJob;
  /** Everybody who submitted these rows. */
  readonly entries: readonly EntryRecord[];
}

/**
 * Evaluates the datasets of a round that are here and have no outcome yet, each set of rows once, as far as time allows;
 * what it doesn't stays open. Rejects with `RoundsStopped` where the engine fails with several datasets and succeeds with
 * none, and with `MixedFleet` or `InexactRefused`: then nobody is scored, and the round goes on another time.
 */
export async function evaluateRound(
  context: RoundContext,
  round: RoundRecord,
  evalSet: EvalSet,
  signals: { readonly stop: AbortSignal; readonly deadline: AbortSignal },
): Promise<void> {
  await refuseMixedFleet(context);
  const queue = workOf(context, round, evalSet);
  const failingSince = new Set<string>();
  const broken = new AbortController();
  const signal = AbortSignal.any([signals.stop, signals.deadline, broken.signal]);
  const takeUp = async (): Promise<void> => {
    for (let work = queue.shift(); work !== undefined; work = queue.shift()) {
      if (signal.aborted) {
        queue.unshift(work);
        return;
      }
      const isDone = await evaluateOne(context, round, work, failingSince, signal);
      if (!isDone) queue.push(work);
    }
  };
  const hands: Promise<void>[] = [];
  let busy = 0;
  const lendHand = async (): Promise<void> => {
    busy++;
    try {
      await takeUp();
    } catch (error) {
      broken.abort();
      throw error;
    } finally {
      busy--;
    }
  };
  // Workers may join while the round goes on.
  while (queue.length > 0 && !signal.aborted) {
    const wanted = Math.min(queue.length, Math.max(1, await context.pool.capacity()) - busy);
    hands.push(...Array.from({ length: Math.max(0, wanted) }, lendHand));
    const looked = new AbortController();
    await Promise.race([Promise.allSettled(hands), until(CAPACITY_LOOK_MS, signal, looked.signal)]);
    looked.abort();
  }
  await allEnded(hands);
}

/** Jobs that are still to be done, in the round's order; outcomes that are known already are given out. */
function workOf(context: RoundContext, round: RoundRecord, evalSet: EvalSet): Work[] {
  const { store } = context;
  const byKey = new Map<string, { job: EvaluationJob; entries: EntryRecord[] }>();
  for (const entry of readyEntries(store, round.id)) {
    const job = jobFor(context, round, evalSet.tokens, entry.dataset.train);
    const known = byKey.get(job.key);
    if (known === undefined) byKey.set(job.key, { job, entries: [entry] });
    else known.entries.push(entry);
  }
  return [...byKey.values()].filter((work) => {
    const known = store.evaluation(work.job.key);
    if (known !== null) give(context, round, work, known);
    return known === null;
  });
}

/** Answers false where it must be tried again, or was called off. */
async function evaluateOne(
  context: RoundContext,
  round: RoundRecord,
  work: Work,
  failingSince: Set<string>,
  signal: AbortSignal,
): Promise<boolean> {
  const { pool, activity, store, log } = context;
  const uids = work.entries.map(({ uid }) => uid);
  for (const uid of uids) activity.start(uid);
  const outcome = await pool.evaluate(work.job, {
    signal,
    onProgress: (progress) => {
      for (const uid of uids) activity.progress(uid, progress);
    },
  });
  for (const uid of uids) activity.end(uid);
  if (outcome.kind === "cancelled") return false;
  const finished =
    outcome.kind === "engine-failed" ? blame(context, round, work, outcome, failingSince) : outcome;
  if (finished === null) return false;
  if (finished.kind === "evaluated") {
    checkEngine(context, round, finished.facts);
    failingSince.clear();
  }
  store.saveEvaluation(round.id, work.job.key, finished);
  give(context, round, work, finished);
  const loss = finished.kind === "evaluated" ? finished.result.evalLoss : finished.code;
  log.info({ round: round.id, uids, loss }, "dataset evaluated");
  return true;
}

/** Where equal losses tell duplicates, workers that round differently would tell honest miners apart from themselves. */
async function refuseMixedFleet({ profile, pool }: RoundContext): Promise<void> {
  if (profile.duplicates.kind !== "equal-loss") return;
  const classes = await pool.workerClasses();
  if (new Set(classes).size > 1) throw new RoundError("MixedFleet", { classes: classes.join("; ") });
}

/** Losses that must not be compared with others are not kept. Throws `InexactRefused` or `MixedFleet`. */
function checkEngine(
  { mustBeExact, profile, store, competition, engine: wanted }: RoundContext,
  round: RoundRecord,
  { engine, isReferencePrecision, workerClass }: EngineFacts,
): void {
  if (engine !== wanted.kind) throw new RoundError("MixedFleet", { classes: `${wanted.kind}; ${engine}` });
  if (mustBeExact && profile.training.quantization === "nf4" && !isReferencePrecision) {
    throw new RoundError("InexactRefused", { network: competition });
  }
  if (profile.duplicates.kind !== "equal-loss") return;
  const key = `worker class ${round.id}`;
  const first = store.note(key);
  if (first === null) store.saveNote(key, workerClass);
  else if (first !== workerClass) {
    throw new RoundError("MixedFleet", { classes: `${first}; ${workerClass}` });
  }
}

type Finished = Extract<EvaluationOutcome, { kind: "evaluated" | "dataset-failed" }>;
type Failure = Extract<EvaluationOutcome, { kind: "engine-failed" }>;

function give(
  { store, profile }: RoundContext,
  round: RoundRecord,
  { job, entries }: Work,
  found: Finished,
): void {
  const outcome: Outcome =
    found.kind === "evaluated"
      ? {
          code: "Evaluated",
          why: { phrase: "roundEvaluated" },
          loss: found.result.evalLoss,
          duplicateOf: null,
        }
      : outcomeOf({ fault: "training", why: whyOf(found), code: found.code }, profile);
  store.transaction(() => {
    for (const entry of entries) store.saveEntry(round.id, { ...entry, evaluation: job.key, outcome });
  });
}

function whyOf({ code, details }: Exclude<Finished, { kind: "evaluated" }>): Phrase {
  switch (code) {
    case "TookTooLong":
      return { phrase: "roundTookTooLong", minutes: Number(details.minutes) };
    case "TookTooMuchMemory":
      return { phrase: "roundTookTooMuchMemory", limitMb: Number(details.limitMb) };
    case "FailedThrice":
      return { phrase: "roundFailedThrice", why: String(details.why) };
    default:
      return sentenceOf({ code, details });
  }
}

/**
 * What a failed engine means. Three failures with one dataset, while others were evaluated, are the dataset's. Failures with
 * several datasets, and none evaluated since, are ours: rejects with `RoundsStopped`, and none of those failures is held
 * against a dataset later. Else it is tried again, last of all.
 */
function blame(
  { store, log }: RoundContext,
  round: RoundRecord,
  work: Work,
  failure: Failure,
  failingSince: Set<string>,
): Finished | null {
  const { key } = work.job;
  const why = inWords(sentenceOf(failure));
  store.addFailure(round.id, key, failure.code);
  failingSince.add(key);
  const attempts = store.failures(round.id).filter((other) => other.key === key).length;
  const areSeveral = failingSince.size > 1;
  const isLast = attempts >= ATTEMPTS;
  const isOurs =
    store.evaluatedCount(round.id) === 0
      ? areSeveral || isLast
      : areSeveral && (isLast || failingSince.size >= ATTEMPTS);
  log.warn({ round: round.id, code: failure.code, attempts, why }, "the engine failed");
  if (isOurs) {
    store.forgiveFailures(round.id);
    throw new RoundError("RoundsStopped", { what: why });
  }
  if (!isLast) return null;
  return { kind: "dataset-failed", code: "FailedThrice", details: { why } };
}
