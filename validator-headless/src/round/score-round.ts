import {
  benchmarkScoreOf,
  benchmarkWeights,
  type CompetitionProfile,
  type DailyWinner,
  dailyWinner,
  equalLossGroups,
  type StrictDifference,
  strictDifference,
  winRates,
  winRateWeights,
} from "../../../src-shared/competition/index.ts";
import type { EntryRecord, StandingRecord } from "../store/records.ts";
import { outcomeOf } from "./outcomes.ts";

/** Who holds which UID now, with the chain's consensus of them. */
export interface Holder {
  readonly uid: number;
  readonly hotkey: string;
  readonly coldkey: string;
  readonly consensus: number;
}

export interface RoundScores {
  /** By UID of the round; null for who was not looked at. */
  readonly scores: ReadonlyMap<number, number>;
  /** By UID of today's holders. */
  readonly weights: readonly number[];
  readonly winner: DailyWinner | null;
  /** What strict rules would have changed, where the reference's are in force and it matters. */
  readonly strictly: StrictDifference | null;
}

export interface ScoreInput {
  readonly profile: CompetitionProfile;
  readonly entries: readonly EntryRecord[];
  readonly standings: readonly StandingRecord[];
  /** By UID. */
  readonly holders: readonly Holder[];
}

/** The outcomes of those who have the same loss as somebody earlier, where the competition's rule is to look at that. */
export function equalLossOutcomes({
  profile,
  entries,
}: Pick<ScoreInput, "profile" | "entries">): EntryRecord[] {
  const rule = profile.duplicates;
  if (rule.kind !== "equal-loss") return [];
  const evaluated = entries.flatMap(({ uid, commitment, outcome }) =>
    outcome?.code === "Evaluated" && outcome.loss !== null && commitment !== null
      ? [{ uid, block: commitment.block, loss: outcome.loss }]
      : [],
  );
  return equalLossGroups(evaluated, rule.relativeTolerance).flatMap(({ keeper, losers }) =>
    losers.map((loser): EntryRecord => {
      const entry = entries.find(({ uid }) => uid === loser) as EntryRecord;
      const why = { phrase: "roundSameLoss", uid: keeper } as const;
      return { ...entry, outcome: { ...outcomeOf({ fault: "invalid", why }, profile), duplicateOf: keeper } };
    }),
  );
}

/** What everybody is worth after a round. Equal input, equal answer: it is worked out anew whenever it is needed. */
export function scoreRound(input: ScoreInput): RoundScores {
  switch (input.profile.scorer.kind) {
    case "win-rate":
      return byWinRate(input, input.profile.scorer);
    case "benchmark":
      return byBenchmark(input, input.profile.scorer);
    case "daily-winner":
      return byDay(input, input.profile.scorer.eligibleShare);
  }
}

type Scorer<K extends CompetitionProfile["scorer"]["kind"]> = Extract<
  CompetitionProfile["scorer"],
  { readonly kind: K }
>;

/** An entry counts for a UID only while the same hotkey holds it. */
function entriesByUid({ entries, holders }: ScoreInput): (EntryRecord | null)[] {
  return holders.map(({ uid, hotkey }) => {
    const entry = entries.find((other) => other.uid === uid && other.hotkey === hotkey);
    return entry?.outcome == null || entry.outcome.loss === null ? null : entry;
  });
}

function byWinRate(input: ScoreInput, scorer: Scorer<"win-rate">): RoundScores {
  const { holders, standings, profile } = input;
  const found = entriesByUid(input);
  const losses = found.map((entry) => entry?.outcome?.loss ?? null);
  const commitBlocks = found.map((entry) => entry?.commitment?.block ?? 0);
  const old = new Map(standings.map(({ hotkey, weight }) => [hotkey, weight]));
  const weights = winRateWeights(
    {
      losses,
      commitBlocks,
      consensus: holders.map(({ consensus }) => consensus),
      oldWeights: standings.length === 0 ? null : holders.map(({ hotkey }) => old.get(hotkey) ?? 0),
    },
    { scorer, fallbackLoss: profile.fallbackLoss },
  );
  const valid = losses.map((loss) => (loss !== null && loss < profile.fallbackLoss ? loss : 0));
  const { winRate } = winRates(valid, commitBlocks, scorer.earlierAdvantage);
  return { scores: scoresOf(found, (_, uid) => winRate[uid] ?? 0), weights, winner: null, strictly: null };
}

function byBenchmark(input: ScoreInput, scorer: Scorer<"benchmark">): RoundScores {
  const { holders, standings, profile } = input;
  const found = entriesByUid(input);
  const kept = new Map(standings.map(({ hotkey, score }) => [hotkey, score]));
  const scores = scoresOf(found, ({ outcome, submission }) =>
    benchmarkScoreOf(
      { loss: outcome?.loss ?? null, competitionId: submission?.competitionId ?? "" },
      { competitionId: profile.competitionId, curve: scorer },
    ),
  );
  const all = holders.map(({ uid, hotkey }) => scores.get(uid) ?? kept.get(hotkey) ?? 0);
  return { scores, weights: benchmarkWeights(all, scorer), winner: null, strictly: null };
}

function byDay(input: ScoreInput, eligibleShare: number): RoundScores {
  const { holders, entries, profile } = input;
  const competition = {
    hotkeys: holders.map(({ hotkey }) => hotkey),
    coldkeys: holders.map(({ coldkey }) => coldkey),
    eligibleShare,
    fallbackLoss: profile.fallbackLoss,
    submissions: entries.map(({ uid, hotkey, coldkey, commitment, outcome, submission }) => ({
      uid,
      hotkey,
      coldkey,
      block: commitment?.block ?? Number.MAX_SAFE_INTEGER,
      timestamp: commitment?.block ?? Number.MAX_SAFE_INTEGER,
      loss: outcome?.loss ?? null,
      isOtherCompetition: submission !== null && submission.competitionId !== profile.competitionId,
    })),
  };
  const winner = dailyWinner({ ...competition, rules: profile.rules });
  const scores = new Map(
    entries.flatMap(({ uid, outcome }) =>
      outcome == null || outcome.loss === null
        ? []
        : [[uid, winner?.submission.uid === uid ? 1 : 0] as const],
    ),
  );
  const weights = holders.map(({ uid }) => (winner?.uid === uid ? 1 : 0));
  const strictly = profile.rules === "reference" ? strictDifference(competition) : null;
  return { scores, weights, winner, strictly: strictly?.differs === true ? strictly : null };
}

function scoresOf(
  found: readonly (EntryRecord | null)[],
  score: (entry: EntryRecord, uid: number) => number,
): ReadonlyMap<number, number> {
  return new Map(
    found.flatMap((entry) => (entry === null ? [] : [[entry.uid, score(entry, entry.uid)] as const])),
  );
}
