export { builtInProfiles, DEFAULT_PROFILE_ID, findBuiltIn } from "./built-in.ts";
export { CompetitionError, parseProfile, parseProfileText } from "./parse-profile.ts";
export { lintOptionsOf, netuidFor, profileHash } from "./profile-use.ts";
export type { CompetitionProfile, NetworkName } from "./schema.ts";
export { scoreOfLoss } from "./scoring/benchmark-score.ts";
export {
  decodeSubmission,
  encodeSubmission,
  MAX_SUBMISSION_BYTES,
  revisionMatches,
  type Submission,
  submissionBytes,
} from "./submission.ts";
