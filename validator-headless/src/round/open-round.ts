import type { Commitment, Metagraph } from "../../../src-shared/chain/index.ts";
import {
  type CompetitionProfile,
  profileHash,
  selectForEpoch,
} from "../../../src-shared/competition/index.ts";
import { type Phrase, unwrap } from "../../../src-shared/contract/index.ts";
import type { EntryRecord, RoundRecord, StandingRecord } from "../store/records.ts";
import type { RoundContext } from "./context.ts";
import { evalSetRevision, openEvalSet } from "./eval-set.ts";
import type { Moment, Slot } from "./slots.ts";

/**
 * Opens the round of a slot: metagraph, commitments and eval set as they stand now, one seed for all miners, and who is
 * looked at in which order, all stored at once. Answers the round that has the slot, which may be another process's.
 * Throws a `ChainError` or a `HubError`.
 */
export async function openRound(context: RoundContext, slot: Slot, moment: Moment): Promise<RoundRecord> {
  const { chain, store, competition, netuid, profile, log } = context;
  const at = moment.head.hash;
  const metagraph = unwrap(await chain.metagraph({ netuid, at }));
  const commitments = unwrap(await chain.commitments({ netuid, at }));
  const last = store.latestRound(competition);
  const number = last === null ? 0 : last.number + 1;
  const base = {
    id: `${competition}#${slot.name}`,
    competition,
    number,
    slot: slot.name,
    profileId: profile.id,
    profileVersion: profile.version,
    profileHash: profileHash(profile),
    rules: profile.rules,
    seed: context.newSeed(),
    block: moment.head,
    openedAtMs: moment.nowMs,
    deadline: slot.deadline,
    ownerHotkey: metagraph.ownerHotkey,
    neurons: metagraph.neurons.map(({ uid, hotkey, coldkey, registeredAt, consensus }) => ({
      uid,
      hotkey,
      coldkey,
      registeredAt,
      consensus,
    })),
  };
  const skip = (note: Phrase): RoundRecord => ({
    ...base,
    evalSet: null,
    phase: "skipped",
    note,
    closedAtMs: moment.nowMs,
  });
  const keep = (round: RoundRecord, entries: readonly EntryRecord[]): RoundRecord => {
    const isNew = store.openRound(round, JSON.stringify(profile), entries);
    if (isNew) log.info({ round: round.id, miners: entries.length, note: round.note }, "round opened");
    return isNew ? round : (store.latestRound(competition) as RoundRecord);
  };
  if (metagraph.neurons.length === 0) return keep(skip({ phrase: "roundNobody" }), []);

  const revision = await evalSetRevision(context);
  const decided = store.latestRound(competition, ["closed"]);
  if (profile.schedule.kind === "daily" && decided?.evalSet?.revision === revision) {
    return keep(skip({ phrase: "roundEvalSetUnchanged" }), []);
  }
  const evalSet = await openEvalSet(context, revision);
  const round: RoundRecord = {
    ...base,
    evalSet: evalSet.record,
    phase: "gathering",
    note: null,
    closedAtMs: null,
  };
  return keep(round, entriesOf(context, metagraph, commitments, round));
}

function entriesOf(
  { profile, store, competition }: RoundContext,
  { neurons }: Metagraph,
  commitments: ReadonlyMap<string, Commitment>,
  { number, seed }: RoundRecord,
): EntryRecord[] {
  const standings = new Map(store.standings(competition).map((standing) => [standing.hotkey, standing]));
  const first = carriedOverUids(store, competition, neurons);
  const chosen = chooseUids(profile, neurons, { standings, number, seed, first });
  return neurons.map(({ uid, hotkey, coldkey }) => {
    const place = chosen.indexOf(uid);
    return {
      uid,
      hotkey,
      coldkey,
      place: place === -1 ? null : place,
      commitment: commitments.get(hotkey) ?? null,
      submission: null,
      dataset: null,
      evaluation: null,
      outcome: null,
      score: null,
    };
  });
}

/** Those whom the last decided round had no time for, in its order, as far as they are still there. */
function carriedOverUids(
  store: RoundContext["store"],
  competition: string,
  neurons: Metagraph["neurons"],
): number[] {
  const last = store.latestRound(competition, ["closed"]);
  if (last === null) return [];
  const uidOf = new Map(neurons.map(({ uid, hotkey }) => [hotkey, uid]));
  return store
    .entries(last.id)
    .filter(({ place, outcome }) => place !== null && outcome !== null && outcome.loss === null)
    .sort((a, b) => (a.place ?? 0) - (b.place ?? 0))
    .flatMap(({ hotkey }) => uidOf.get(hotkey) ?? []);
}

/**
 * Who is looked at, in order: those who were carried over, then by the evaluation queue where there is one, else
 * everybody. A queue's round has its size, however many were carried over; with more of them than that, it has them all.
 */
function chooseUids(
  { schedule }: CompetitionProfile,
  neurons: Metagraph["neurons"],
  {
    standings,
    number,
    seed,
    first,
  }: {
    readonly standings: ReadonlyMap<string, StandingRecord>;
    readonly number: number;
    readonly seed: number;
    readonly first: readonly number[];
  },
): number[] {
  const andThen = (uids: readonly number[]): number[] => [...new Set([...first, ...uids])];
  if (schedule.kind !== "epochs") return andThen(neurons.map(({ uid }) => uid));
  const miners = neurons.map(({ uid, hotkey }) => {
    const standing = standings.get(hotkey);
    return { uid, weight: standing?.weight ?? 0, lastEpoch: standing?.evaluatedIn ?? null };
  });
  const drawn = selectForEpoch({ schedule, epoch: number, miners, seed: String(seed) });
  return andThen(drawn).slice(0, Math.max(drawn.length, first.length));
}
