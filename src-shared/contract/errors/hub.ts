import type { ErrorCatalogue } from "./assay-error.ts";

export type HubErrorCode =
  | "HubTokenMissing"
  | "HubUnauthorised"
  | "HubTokenCannotWrite"
  | "HubForbidden"
  | "HubRepoNotFound"
  | "HubGated"
  | "HubRevisionNotFound"
  | "HubFileNotFound"
  | "HubConflict"
  | "HubTooLarge"
  | "HubRateLimited"
  | "HubUnavailable"
  | "HubOffline"
  | "HubTimeout"
  | "HubBadAnswer"
  | "HubLimitExceeded"
  | "HubCancelled"
  | "DiskFull";

export const hubErrors: ErrorCatalogue<HubErrorCode> = {
  HubTokenMissing: {
    sentence: "There is no Hugging Face token.",
    mend: "Make a token with write access in your account's settings and sign in with it (or set HF_TOKEN).",
  },
  HubUnauthorised: {
    sentence: "The hub at {endpoint} does not know this token.",
    mend: "Sign in again with a token that is valid; it may have been withdrawn.",
  },
  HubTokenCannotWrite: {
    sentence: "This token may read but not write.",
    mend: "Sign in with a token that has write access.",
  },
  HubForbidden: {
    sentence: "Your account may not write to {repo}.",
    mend: "Publish to a repository of your own, or ask its owner for write access.",
  },
  HubRepoNotFound: {
    sentence: "The hub has no dataset repository {repo}, or you may not see it.",
    mend: "Check its name and the account you are signed in with.",
  },
  HubGated: {
    sentence: "{repo} shows its contents only to those its owner let in.",
    mend: "Ask for access on its page on the hub, with the account you are signed in with.",
  },
  HubRevisionNotFound: {
    sentence: "{repo} has no revision {revision}.",
    mend: "Check the commit; it may have been removed by a rewrite of the repository.",
  },
  HubFileNotFound: { sentence: "{repo} has no file {path} at {revision}.", mend: "Check the file's name." },
  HubConflict: {
    sentence: "Somebody else committed to {repo} meanwhile.",
    mend: "Look at what changed there, then publish again.",
  },
  HubTooLarge: {
    sentence: "The hub refuses the upload as too large.",
    mend: "Publish fewer rows, or free storage in your account.",
  },
  HubRateLimited: {
    sentence: "The hub asks to slow down.",
    mend: "Wait a few minutes; Assay tries again by itself.",
  },
  HubUnavailable: {
    sentence: "The hub has trouble of its own (status {status}).",
    mend: "Wait a little; Assay tries again by itself. Nothing was lost.",
  },
  HubOffline: {
    sentence: "The hub at {endpoint} cannot be reached.",
    mend: "Check your connection; Assay goes on from here when it is back.",
  },
  HubTimeout: {
    sentence: "The hub at {endpoint} did not answer in time.",
    mend: "Check your connection and try again.",
  },
  HubBadAnswer: {
    sentence: "The hub gave an answer that makes no sense here: {what}.",
    mend: "Try again; if it stays, save a diagnostics bundle and send it to us.",
  },
  HubLimitExceeded: {
    sentence: "{path} of {repo} is larger than the {limit} bytes that are taken.",
    mend: "It is left alone; raise the limit if you trust it.",
  },
  HubCancelled: { sentence: "The transfer was cancelled.", mend: "Start it again whenever you like." },
  DiskFull: { sentence: "The disk is full.", mend: "Free some space and try again; nothing was lost." },
};
