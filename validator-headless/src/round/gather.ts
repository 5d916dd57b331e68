import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sharedRowGroups, submissionWindow } from "../../../src-shared/competition/index.ts";
import type { Phrase } from "../../../src-shared/contract/index.ts";
import type { EntryRecord, RoundRecord } from "../store/records.ts";
import type { RoundContext } from "./context.ts";
import { type EvalSet, inspectionOf } from "./eval-set.ts";
import { fetchDataset } from "./fetch-dataset.ts";
import { type CommitmentFacts, judgeCommitment } from "./judge-commitment.ts";
import { onDisk, writeWhole } from "./on-disk.ts";
import { readyEntries, waitingEntries } from "./open-entries.ts";
import { outcomeOf, type Verdict } from "./outcomes.ts";
import { allEnded, until } from "./until.ts";

/** Downloads at a time. */
const AT_ONCE = 4;

/** So often is the hub asked before those whose repositories it does answer for go first. */
const PATIENCE = 4;

/**
 * Looks at what everybody of a round submitted, up to tokenized rows or a reason why there are none, and at whose rows
 * are somebody else's. What was found is stored miner by miner. Those whose hub does not answer are asked for again until
 * there is something else to be done, and stay open. Answers why they do, where the hub said.
 */
export async function gather(
  context: RoundContext,
  round: RoundRecord,
  evalSet: EvalSet,
  signals: { readonly stop: AbortSignal; readonly deadline: AbortSignal },
): Promise<Phrase | null> {
  const { store } = context;
  const open = (): EntryRecord[] => waitingEntries(store, round.id);
  const window = await submissionBlocks(context, round);
  let waiting = open();
  let why: Phrase | null = null;
  for (let asked = 1; waiting.length > 0; asked++) {
    const queue = [...waiting];
    const work = async (): Promise<void> => {
      for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
        if (signals.stop.aborted || signals.deadline.aborted) return;
        why = (await gatherOne(context, round, evalSet, entry, { window, ...signals })) ?? why;
        context.activity.beat();
      }
    };
    await allEnded(Array.from({ length: AT_ONCE }, work));
    if (signals.stop.aborted) return why;
    waiting = open();
    if (waiting.length === 0 || signals.deadline.aborted) break;
    if (asked >= PATIENCE && readyEntries(store, round.id).length > 0) break;
    context.log.warn(
      { round: round.id, waiting: waiting.length },
      "the hub did not answer; asking again later",
    );
    await until(context.retryMs, signals.stop, signals.deadline);
  }
  await markSharedRows(context, round);
  return why;
}

interface GatherOptions {
  readonly window: CommitmentFacts["window"];
  readonly stop: AbortSignal;
  readonly deadline: AbortSignal;
}

/** Stores what became of one miner; answers why it must wait where it must. */
async function gatherOne(
  context: RoundContext,
  round: RoundRecord,
  evalSet: EvalSet,
  entry: EntryRecord,
  { window, stop, deadline }: GatherOptions,
): Promise<Phrase | null> {
  const { profile, store, inspector, log } = context;
  const refuse = (verdict: Verdict, found: Partial<EntryRecord> = {}): null => {
    log.info({ round: round.id, uid: entry.uid, verdict: verdict.why.phrase }, "dataset refused");
    store.saveEntry(round.id, { ...entry, ...found, outcome: outcomeOf(verdict, profile) });
    return null;
  };
  const registeredAt = round.neurons.find(({ uid }) => uid === entry.uid)?.registeredAt ?? 0;
  const judged = judgeCommitment({ commitment: entry.commitment, registeredAt, window }, profile);
  if ("verdict" in judged) return refuse(judged.verdict);
  const { submission } = judged;
  const fetched = await fetchDataset(context, submission, AbortSignal.any([stop, deadline]));
  // What we called off ourselves says nothing about the hub.
  if (fetched.kind === "later") return stop.aborted || deadline.aborted ? null : fetched.why;
  if (fetched.kind === "refused") return refuse(fetched.verdict, { submission });
  const inspection = await inspector.inspect({
    ...inspectionOf(context, fetched.file),
    rowsLimit: profile.rows.limit,
    members: profile.rows.mustComeFromEvalSet ? evalSet.members : null,
    lenient: false,
  });
  const { revision, sha256, sizeBytes } = fetched;
  const isBroken = inspection.dataset === null;
  const identities = isBroken ? inspection.identities : inspection.dataset.identities;
  await keepIdentities(context, sha256, identities);
  const dataset = {
    revision,
    sha256,
    sizeBytes,
    rows: identities.length,
    train: isBroken ? null : inspection.dataset.tokens,
  };
  if (isBroken) return refuse(inspection.verdict, { submission, dataset });
  store.saveEntry(round.id, { ...entry, submission, dataset });
  return null;
}

/** The blocks of the day's window for submissions, from what the chain's clock says of this round's block. */
async function submissionBlocks(
  { profile, chain }: RoundContext,
  round: RoundRecord,
): Promise<CommitmentFacts["window"]> {
  if (profile.schedule.kind !== "daily" || profile.rules !== "strict") return null;
  const { from, to } = submissionWindow(profile.schedule, round.slot);
  const { blockTimeMs } = chain.info();
  const blockAt = (time: Date): number =>
    round.block.number + Math.round((time.getTime() - round.openedAtMs) / blockTimeMs);
  return { fromBlock: blockAt(from), toBlock: blockAt(to) };
}

/**
 * Later datasets that share too many rows with an earlier one get the fallback loss, whatever else is wrong with them.
 * Earlier ones are looked for among all who are on the subnet, not only among this round's: what they committed is known
 * from the round that looked at it.
 */
async function markSharedRows(context: RoundContext, round: RoundRecord): Promise<void> {
  const { profile, store, competition } = context;
  const rule = profile.duplicates;
  if (rule.kind !== "shared-rows") return;
  const entries = store.entries(round.id);
  const standings = new Map(store.standings(competition).map((standing) => [standing.hotkey, standing]));
  const compared = [];
  for (const { uid, hotkey, place, commitment, dataset, outcome } of entries) {
    const isRefused =
      outcome !== null && outcome.loss === profile.fallbackLoss && outcome.duplicateOf === null;
    if (commitment === null || isRefused) continue;
    const known = standings.get(hotkey)?.dataset ?? null;
    const stands = known?.commitBlock === commitment.block ? known.sha256 : null;
    const sha256 = place === null ? stands : (dataset?.sha256 ?? null);
    const rows = sha256 === null ? null : await readIdentities(context, sha256);
    if (rows !== null) compared.push({ uid, block: commitment.block, rows });
  }
  const groups = sharedRowGroups(compared, rule.moreThan);
  const losing = new Set(groups.flatMap(({ losers }) => losers));
  store.transaction(() => {
    for (const entry of entries) {
      // Whose keeper turned out to be a copy itself, now that an earlier dataset is here.
      const isCleared = entry.outcome?.code === "SharesRows" && !losing.has(entry.uid);
      if (isCleared && entry.dataset?.train != null) store.saveEntry(round.id, { ...entry, outcome: null });
    }
    for (const { keeper, losers } of groups) {
      for (const loser of losers) {
        const entry = entries.find(({ uid }) => uid === loser);
        if (entry === undefined || entry.place === null) continue;
        const verdict = { fault: "invalid", why: { phrase: "roundSharesRows", uid: keeper } } as const;
        const outcome = { ...outcomeOf(verdict, profile), duplicateOf: keeper };
        store.saveEntry(round.id, { ...entry, outcome });
      }
    }
  });
}

const identitiesFile = ({ cacheDir, profile }: RoundContext, sha256: string): string =>
  join(cacheDir, "datasets", `${sha256}-${profile.rows.limit ?? "all"}.ids.json`);

async function keepIdentities(
  context: RoundContext,
  sha256: string,
  identities: readonly string[],
): Promise<void> {
  if (context.profile.duplicates.kind !== "shared-rows") return;
  await onDisk(() => writeWhole(identitiesFile(context, sha256), JSON.stringify(identities)));
}

/** Null where the cache holds them no more. */
async function readIdentities(context: RoundContext, sha256: string): Promise<ReadonlySet<string> | null> {
  const text = await readFile(identitiesFile(context, sha256), "utf8").catch(() => null);
  return text === null ? null : new Set(z.array(z.string()).parse(JSON.parse(text)));
}
