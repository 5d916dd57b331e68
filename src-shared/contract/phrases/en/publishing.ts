import type { AnySaid, Say } from "../phrase.ts";

const count = (value: number): string => value.toLocaleString("en");

/** Networks, what is looked at before a publication, and its steps. */
export const publishing = {
  networkSandbox: () => "Sandbox (practice)",
  networkTest: () => "Test network",
  networkFinney: () => "Finney (main network)",
  networkLocal: () => "Local chain",
  practiceHotkey: () => "Practice hotkey",

  checkRows: () => "Rows",
  checkProblems: () => "Problems in the dataset",
  checkString: () => "On-chain string",
  checkEvalSet: () => "Eval set",
  checkAccount: () => "Hugging Face account",
  checkRepo: () => "Repository",
  checkRegistration: () => "Registration",
  checkCooldown: () => "Cooldown",
  checkCompetition: () => "Competition",
  checkCommitment: () => "Your present commitment",

  stringLength: ({ bytes, most }: { bytes: number; most: number }) => `${bytes} of ${most} bytes`,
  evalSetNotHere: () => "the rows were not held against it: get it first",
  evalSetIsOwn: () => "the rows were held against a file of yours",
  evalSetAgeUnknown: () => "whether it changed since it was fetched is not known",
  evalSetIsCurrent: ({ repo }: { repo: string }) => `the rows were held against ${repo} of today`,
  evalSetChanged: ({ repo }: { repo: string }) => `${repo} changed since it was fetched: get it again`,
  rowsCount: ({ rows, limit }: { rows: number; limit: number | null }) => {
    const counted = limit === null ? "all of them count" : `the first ${count(limit)} count`;
    return `${count(rows)} rows; ${counted}`;
  },
  warningsLeft: ({ warnings }: { warnings: number }) =>
    `${count(warnings)} ${warnings === 1 ? "warning" : "warnings"}.`,
  lookAtWarnings: () => "Look at them, or publish all the same.",
  hintsLeft: ({ hints }: { hints: number }) => (hints > 0 ? `none; ${count(hints)} hints` : "none"),
  signedIn: ({ user }: { user: string }) => `signed in as ${user}, with write access`,
  uidOnSubnet: ({ uid, netuid }: { uid: number; netuid: number }) => `UID ${uid} on subnet ${netuid}`,
  cooldownUnknown: () => "the chain's rule cannot be read; Assay tries, and tries again every 120 s",
  cooldownOver: () => "the chain takes a commitment now",
  cooldownLasts: ({ blocks, until }: { blocks: number; until: number }) =>
    `the chain takes the next commitment in ${blocks} blocks (block ${until}); Assay waits for it`,
  competitionId: ({ title, id }: { title: string; id: string }) => `${title}, id ${id}`,
  competitionIdUsual: ({ title, id }: { title: string; id: string }) =>
    `${title}, id ${id}, as most miners commit it`,
  competitionIdUnusual: ({ id, usual, times, miners, netuid }: UnusualCompetition) =>
    `You are about to commit for competition ${id}, but ${times} of the ${miners} registered miners that committed on subnet ${netuid} did so for ${usual}.`,
  checkWhatBelongs: () =>
    "Check that profile, network and subnet belong together: a wrong id scores nothing.",
  commitmentIsSame: ({ block }: { block: number }) =>
    `these very rows stand there since block ${count(block)}: publishing them again changes nothing`,
  commitmentGoes: ({ text, block, costs }: Replaced, say: Say) =>
    `${text ?? "A commitment of another form"}, since block ${count(block)}. A new one takes its place and loses that block: ${costs.map(say).join("; ")}.`,
  publishIfWorth: () => "Publish only if the new rows are worth more than the earlier block.",
  costAmongDuplicates: () => "among duplicates the earliest commitment alone stays",
  costInWinRate: ({ percent }: { percent: number }) =>
    `in the win rate the earlier of two has its loss lowered by ${count(percent)}%`,
  costOfTheDay: () => "among the best of the day the earliest wins",

  stepCheck: () => "Check",
  stepFreeze: () => "Freeze a snapshot",
  stepRepo: () => "Prepare the repository",
  stepUpload: () => "Upload to the hub",
  stepSubmission: () => "Compose the on-chain string",
  stepWait: () => "Wait until the chain takes it",
  stepSign: () => "Sign and submit",
  stepInBlock: () => "In a block",
  stepFinalize: () => "Finalized",
  stepReadBack: () => "Read back and compared",
  snapshotMade: ({ rows, bytes, sha256 }: { rows: number; bytes: number; sha256: string }) =>
    `${count(rows)} rows, ${count(bytes)} bytes, sha256 ${sha256}`,
  commitMade: ({ revision }: { revision: string }) => `commit ${revision}`,
  stringComposed: ({ text, bytes, most }: { text: string; bytes: number; most: number }) =>
    `${text} (${bytes} of ${most} bytes)`,
  extrinsicSigned: ({ hash, nonce }: { hash: string; nonce: number }) => `extrinsic ${hash}, nonce ${nonce}`,
  inBlock: ({ block }: { block: number }) => `block ${count(block)}`,
  heldSince: ({ block }: { block: number }) => `the chain holds it since block ${count(block)}`,
};

interface UnusualCompetition {
  readonly id: string;
  readonly usual: string;
  /** So many of the miners that committed did so for the usual one. */
  readonly times: number;
  readonly miners: number;
  readonly netuid: number;
}

interface Replaced {
  /** Null where it is of another form. */
  readonly text: string | null;
  readonly block: number;
  readonly costs: readonly AnySaid[];
}
