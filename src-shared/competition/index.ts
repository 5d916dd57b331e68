export { builtInProfiles, DEFAULT_PROFILE_ID, findBuiltIn } from "./built-in.ts";
export {
  type Committed,
  type DuplicateGroup,
  equalLossGroups,
  rowOverlap,
  sharedRowGroups,
} from "./checks/duplicates.ts";
export { type MembershipVerdict, membership } from "./checks/membership.ts";
export { CompetitionError, parseProfile, parseProfileText } from "./parse-profile.ts";
export { lintOptionsOf, netuidFor, profileHash } from "./profile-use.ts";
export {
  type DailyPhase,
  type DailyPhaseName,
  type DailySchedule,
  dailyPhase,
  submissionWindow,
} from "./schedule/daily-phase.ts";
export { Draws } from "./schedule/draws.ts";
export {
  type EpochChoice,
  type EpochSchedule,
  type EvalQueue,
  epochShares,
  finishEvaluation,
  newEvalQueue,
  type QueuedMiner,
  selectForEpoch,
  startEpoch,
} from "./schedule/eval-queue.ts";
export type { CompetitionProfile, NetworkName } from "./schema.ts";
export {
  type BenchmarkCurve,
  type BenchmarkScorer,
  benchmarkScore,
  benchmarkScoreOf,
  benchmarkWeights,
  scoreOfLoss,
} from "./scoring/benchmark-score.ts";
export {
  type DailyCompetition,
  type DailySubmission,
  type DailyWinner,
  dailyWinner,
  type RewardRoute,
  type StrictDifference,
  type StrictReason,
  strictDifference,
} from "./scoring/daily-winner.ts";
export { meetVtrust, vtrustLoss } from "./scoring/vtrust.ts";
export {
  keepConsensus,
  keepOld,
  stepWeights,
  type WinRateInput,
  type WinRateScorer,
  type WinRates,
  winRates,
  winRateWeights,
} from "./scoring/win-rate.ts";
export {
  decodeSubmission,
  encodeSubmission,
  MAX_SUBMISSION_BYTES,
  revisionMatches,
  type Submission,
  submissionBytes,
} from "./submission.ts";
export { normalizeWeights, type QuantizedWeights, quantizeWeights } from "./weights/quantize.ts";
