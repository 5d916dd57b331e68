import { unwrap } from "../../../src-shared/contract/index.ts";
import type { EntryRecord, RoundRecord, StandingRecord } from "../store/records.ts";
import type { RoundContext } from "./context.ts";
import { equalLossOutcomes, type Holder, scoreRound } from "./score-round.ts";

/**
 * Decides a round: duplicates by loss, scores, everybody's standing and the weights to be set, all stored at once, so that
 * it is decided once, also where two services have the same store: what was decided already is answered as it is. Throws
 * a `ChainError`.
 */
export async function closeRound(
  context: RoundContext,
  round: RoundRecord,
  nowMs: number,
): Promise<RoundRecord> {
  const { store, chain, netuid } = context;
  const { neurons: holders } = unwrap(await chain.metagraph({ netuid }));
  return store.transaction(() => {
    const stands = store.round(round.id);
    return stands?.phase === "evaluating" ? decide(context, stands, holders, nowMs) : (stands ?? round);
  });
}

function decide(
  context: RoundContext,
  round: RoundRecord,
  holders: readonly Holder[],
  nowMs: number,
): RoundRecord {
  const { store, competition, profile, log } = context;
  for (const entry of equalLossOutcomes({ profile, entries: store.entries(round.id) })) {
    store.saveEntry(round.id, entry);
  }
  const entries = store.entries(round.id);
  const standings = store.standings(competition);
  const { scores, weights, winner, strictly } = scoreRound({ profile, entries, standings, holders });
  const closed: RoundRecord = { ...round, phase: "closed", closedAtMs: nowMs };
  for (const entry of entries) store.saveEntry(round.id, { ...entry, score: scores.get(entry.uid) ?? null });
  for (const { uid, hotkey } of holders) {
    const before = standings.find((standing) => standing.hotkey === hotkey);
    const entry = entries.find((each) => each.uid === uid && each.hotkey === hotkey);
    store.saveStanding({
      competition,
      hotkey,
      uid,
      evaluatedIn: isLookedAt(entry) ? round.number : (before?.evaluatedIn ?? null),
      weight: weights[uid] ?? 0,
      score: scores.get(uid) ?? before?.score ?? null,
      dataset: datasetOf(entry) ?? before?.dataset ?? null,
    });
  }
  const isDecided = profile.scorer.kind !== "daily-winner" || winner !== null;
  if (isDecided) {
    store.saveTarget({
      competition,
      roundId: round.id,
      weights: holders.map(({ uid, hotkey }) => ({ uid, hotkey, weight: weights[uid] ?? 0 })),
      decidedAtMs: nowMs,
    });
  }
  store.saveRound(closed);
  log.info({ round: round.id, winner: winner?.uid ?? null }, "round decided");
  if (strictly !== null) {
    const { reference, strict } = strictly;
    log.warn(
      { round: round.id, reference: reference?.uid ?? null, strict: strict?.uid ?? null },
      "strict rules would have rewarded another miner",
    );
  }
  return closed;
}

const isLookedAt = (entry: EntryRecord | undefined): boolean =>
  entry?.outcome != null && entry.outcome.loss !== null;

const datasetOf = (entry: EntryRecord | undefined): StandingRecord["dataset"] =>
  entry?.dataset == null || entry.commitment === null
    ? null
    : { sha256: entry.dataset.sha256, commitBlock: entry.commitment.block };
