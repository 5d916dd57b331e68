import type { CompetitionProfile } from "../schema.ts";

/** What a miner submitted to a daily competition. */
export interface DailySubmission {
  readonly uid: number;
  /** Who held the UID when the submission was read. */
  readonly hotkey: string;
  readonly coldkey: string;
  /** The block of the commitment. */
  readonly block: number;
  /** When the submission was read: decides between commitments of one block. Any unit, the same for all. */
  readonly timestamp: number;
  /** Null while it is not evaluated; the profile's fallback loss for an invalid one. */
  readonly loss: number | null;
  /** True where the commitment was made outside of the submission window. */
  readonly isOutsideWindow?: boolean;
  /** True where the commitment names another competition. */
  readonly isOtherCompetition?: boolean;
}

export interface DailyCompetition {
  /** Today's metagraph, by UID. */
  readonly hotkeys: readonly string[];
  readonly coldkeys: readonly string[];
  readonly submissions: readonly DailySubmission[];
  /** The share of the metagraph's size that is near enough to the lowest loss to win by being early. */
  readonly eligibleShare: number;
  readonly rules: CompetitionProfile["rules"];
  readonly fallbackLoss: number;
}

/** How the reward found its UID. */
export type RewardRoute =
  | "same-hotkey"
  | "hotkey-moved"
  | "same-coldkey"
  | "next-eligible"
  | "next-by-loss"
  | "nobody-left";

export interface DailyWinner {
  /** The UID that gets the reward today. */
  readonly uid: number;
  /** Who holds that UID today. */
  readonly hotkey: string;
  /** The winning submission's loss, also where the reward went on to another miner: the reference reports this one. */
  readonly loss: number;
  readonly submission: DailySubmission;
  readonly route: RewardRoute;
}

/** Why the strict rules don't let a submission win. */
export type StrictReason = "invalid" | "outside-window" | "other-competition";

/**
 * The winner of a day: of the lowest losses (max(1, floor(share of the metagraph's size)) of them) the earliest commitment,
 * by block and then time. Where the winner's UID has another hotkey today, the reward follows the hotkey to its new UID,
 * else goes to the first UID with the same coldkey, else to the next eligible whose UID still has its hotkey, else to the
 * next such by loss; where there is none it stays with the UID, as in the reference. Null where nothing was evaluated,
 * and where the UID does not exist any more.
 *
 * Under the rules "reference" invalid submissions are among the eligible where there are few others, commitments outside
 * of the window count, and the competition's id is not looked at; under "strict" none of the three can win.
 */
export function dailyWinner(competition: DailyCompetition): DailyWinner | null {
  const { hotkeys, submissions, eligibleShare, rules } = competition;
  const byLoss = submissions
    .filter(isEvaluated)
    .filter((submission) => rules === "reference" || strictReasons(submission, competition).length === 0)
    .sort((a, b) => a.loss - b.loss);
  const places = Math.max(1, Math.floor(hotkeys.length * eligibleShare));
  const eligible = byLoss.slice(0, places).sort((a, b) => a.block - b.block || a.timestamp - b.timestamp);
  const submission = eligible[0];
  if (submission === undefined) return null;
  const reward = rewardOf(submission, eligible, byLoss, competition);
  const hotkey = hotkeys[reward.uid];
  return hotkey === undefined ? null : { ...reward, hotkey, loss: submission.loss, submission };
}

type Evaluated = DailySubmission & { readonly loss: number };

/** No model has a loss of exactly 0: it stands for a fault, and is no feat. */
const isEvaluated = (submission: DailySubmission): submission is Evaluated =>
  submission.loss !== null && submission.loss !== 0;

function rewardOf(
  winner: Evaluated,
  eligible: readonly Evaluated[],
  byLoss: readonly Evaluated[],
  { hotkeys, coldkeys }: DailyCompetition,
): { readonly uid: number; readonly route: RewardRoute } {
  if (hotkeys[winner.uid] === winner.hotkey) return { uid: winner.uid, route: "same-hotkey" };
  const movedTo = hotkeys.indexOf(winner.hotkey);
  if (movedTo >= 0) return { uid: movedTo, route: "hotkey-moved" };
  const ofColdkey = coldkeys.indexOf(winner.coldkey);
  if (ofColdkey >= 0) return { uid: ofColdkey, route: "same-coldkey" };
  const stands = ({ uid, hotkey }: Evaluated): boolean => uid !== winner.uid && hotkeys[uid] === hotkey;
  const nextEligible = eligible.find(stands);
  if (nextEligible !== undefined) return { uid: nextEligible.uid, route: "next-eligible" };
  const nextByLoss = byLoss.find(stands);
  if (nextByLoss !== undefined) return { uid: nextByLoss.uid, route: "next-by-loss" };
  return { uid: winner.uid, route: "nobody-left" };
}

function strictReasons(
  { loss, isOutsideWindow, isOtherCompetition }: DailySubmission,
  { fallbackLoss }: Pick<DailyCompetition, "fallbackLoss">,
): StrictReason[] {
  return [
    ...(loss !== null && loss >= fallbackLoss ? (["invalid"] as const) : []),
    ...(isOutsideWindow === true ? (["outside-window"] as const) : []),
    ...(isOtherCompetition === true ? (["other-competition"] as const) : []),
  ];
}

export interface StrictDifference {
  readonly reference: DailyWinner | null;
  readonly strict: DailyWinner | null;
  /** True where another UID would be rewarded. */
  readonly differs: boolean;
  /** The evaluated submissions that only the reference lets win, in the order given. */
  readonly leftOut: readonly { readonly uid: number; readonly reasons: readonly StrictReason[] }[];
}

/** What the strict rules would have done differently on this day, whichever rules are in force. */
export function strictDifference(competition: Omit<DailyCompetition, "rules">): StrictDifference {
  const reference = dailyWinner({ ...competition, rules: "reference" });
  const strict = dailyWinner({ ...competition, rules: "strict" });
  return {
    reference,
    strict,
    differs: reference?.uid !== strict?.uid,
    leftOut: competition.submissions
      .filter(isEvaluated)
      .map((submission) => ({ uid: submission.uid, reasons: strictReasons(submission, competition) }))
      .filter(({ reasons }) => reasons.length > 0),
  };
}
