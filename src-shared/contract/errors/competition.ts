import type { ErrorCatalogue } from "./assay-error.ts";

export type CompetitionErrorCode =
  | "ProfileInvalid"
  | "ProfileNotJson"
  | "ProfileUnknown"
  | "ProfileUnreadable"
  | "ProfileHashDiffers"
  | "EvalSetUnnamed"
  | "EvalSetMissing"
  | "NetuidUnknown"
  | "SubmissionTooLong"
  | "SubmissionMalformed";

export const competitionErrors: ErrorCatalogue<CompetitionErrorCode> = {
  ProfileInvalid: {
    sentence: "This competition profile has mistakes: {mistakes}.",
    mend: "Mend each of them in the profile's file, then load it again.",
  },
  ProfileNotJson: {
    sentence: "This competition profile is no JSON: {reason}.",
    mend: "Mend the file, then load it again.",
  },
  ProfileUnknown: {
    sentence: "There is no competition called {id}.",
    mend: "Choose one of {known}, or give the path of a profile file.",
  },
  ProfileUnreadable: {
    sentence: "The competition profile {place} cannot be read: {reason}.",
    mend: "Check the path or the address.",
  },
  ProfileHashDiffers: {
    sentence: "The competition profile at {place} is not the one you pinned: its sha256 is {actual}.",
    mend: "Look at what changed there, then pin the new sha256 if you trust it.",
  },
  EvalSetUnnamed: {
    sentence: "{profile} names no eval set to fetch.",
    mend: "Take a file for it instead.",
  },
  EvalSetMissing: {
    sentence: "The eval set of this competition is not here yet.",
    mend: "Fetch it first, or take a file for it.",
  },
  NetuidUnknown: {
    sentence: "The subnet of {profile} on {network} is not recorded.",
    mend: "Give its number (--netuid, or the field Netuid).",
  },
  SubmissionTooLong: {
    sentence: "The on-chain string would have {bytes} bytes; the chain takes at most {limit}.",
    mend: "Use a repository with a shorter name.",
  },
  SubmissionMalformed: {
    sentence: "{what} cannot stand in the on-chain string: {value}.",
    mend: "Use a repository named owner/name and a full commit hash.",
  },
};
