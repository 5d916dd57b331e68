import type { ErrorCatalogue } from "./assay-error.ts";

export type PublishErrorCode =
  | "PublishBlockedByLint"
  | "PublishNeedsConsent"
  | "PublishSnapshotLost"
  | "PublishNothing"
  | "PublishAlreadyRunning"
  | "PublishUnknown"
  | "PublishNotCancellable"
  | "PublishRevisionDiffers"
  | "PublishSuperseded"
  | "PublishOvertaken"
  | "PublishOutOfReach"
  | "PublishNotReadBack"
  | "PublishRepoNotYours"
  | "PublishBeforeRegistration";

export const publishErrors: ErrorCatalogue<PublishErrorCode> = {
  PublishBlockedByLint: {
    sentence: "{errors} errors of the check stand in the way.",
    mend: "Mend them first; the list of problems leads to each of them.",
  },
  PublishNeedsConsent: {
    sentence: "There are warnings you have not agreed to: {warnings}.",
    mend: "Read them and agree, or mend what they are about.",
  },
  PublishSnapshotLost: {
    sentence: "The snapshot of this publication is gone from the disk, or was changed.",
    mend: "Publish the dataset again.",
  },
  PublishNothing: { sentence: "There are no rows to publish.", mend: "Import or write some rows first." },
  PublishAlreadyRunning: {
    sentence: "Another window or command is working on this publication.",
    mend: "Wait for it, or end it first.",
  },
  PublishUnknown: { sentence: "There is no such publication.", mend: "Look at the list of publications." },
  PublishNotCancellable: {
    sentence: "The commit is signed and may be on its way: it can no longer be called back.",
    mend: "Wait for its end; afterwards you can publish something else.",
  },
  PublishRevisionDiffers: {
    sentence: "The file at revision {revision} of {repo} is not the snapshot that was uploaded.",
    mend: "Nothing was committed on-chain. Look at the repository's history, then publish again.",
  },
  PublishSuperseded: {
    sentence: "Another commitment of this hotkey took the place of this one.",
    mend: "Check that no other program commits with the same hotkey, then publish again if you want this one.",
  },
  PublishOvertaken: {
    sentence: "A later publication with the same hotkey takes the place of this one.",
    mend: "Nothing was committed on-chain for this one. Publish these rows again if you want them after all.",
  },
  PublishOutOfReach: {
    sentence: "The hub or the chain is out of reach.",
    mend: "Check your connection; Assay tries again by itself and goes on from here.",
  },
  PublishNotReadBack: {
    sentence: "The chain took the commit, but holds something else for this hotkey.",
    mend: "Check that no other program commits with the same hotkey, then publish again.",
  },
  PublishRepoNotYours: {
    sentence: "{repo} belongs to {owner}; you are signed in as {user}.",
    mend: "Publish to a repository named {user}/….",
  },
  PublishBeforeRegistration: {
    sentence: "The commitment would not be newer than the registration of the hotkey (block {block}).",
    mend: "Wait for the next block and publish again.",
  },
};
