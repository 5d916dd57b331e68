import { MAX_SUBMISSION_BYTES, submissionBytes } from "../../../src-shared/competition/index.ts";
import {
  type Phrase,
  type PublicationView,
  type PublishStep,
  type Said,
  sentenceOf,
} from "../../../src-shared/contract/index.ts";
import { canCancel, canResume, nextStep, type PublicationRecord, type Step } from "./record.ts";

interface StepShape {
  readonly id: PublishStep["id"];
  readonly title: Phrase;
  /** The step of work that it stands for. */
  readonly work: Step;
  readonly isDone: (record: PublicationRecord) => boolean;
  readonly detail: (record: PublicationRecord) => Said | null;
}

const STEPS: readonly StepShape[] = [
  {
    id: "check",
    title: { phrase: "stepCheck" },
    work: "none",
    isDone: ({ checkedAt }) => checkedAt !== null,
    detail: () => null,
  },
  {
    id: "freeze",
    title: { phrase: "stepFreeze" },
    work: "freeze",
    isDone: ({ snapshot }) => snapshot !== null,
    detail: ({ snapshot }) =>
      snapshot === null
        ? null
        : {
            phrase: "snapshotMade",
            rows: snapshot.rows,
            bytes: snapshot.sizeBytes,
            sha256: snapshot.sha256,
          },
  },
  {
    id: "repo",
    title: { phrase: "stepRepo" },
    work: "repo",
    isDone: ({ repoReadyAt }) => repoReadyAt !== null,
    detail: ({ repo }) => repo,
  },
  {
    id: "upload",
    title: { phrase: "stepUpload" },
    work: "upload",
    isDone: ({ verifiedAt }) => verifiedAt !== null,
    detail: ({ revision }) => (revision === null ? null : { phrase: "commitMade", revision }),
  },
  {
    id: "submission",
    title: { phrase: "stepSubmission" },
    work: "submission",
    isDone: ({ commitment }) => commitment !== null,
    detail: ({ commitment }) =>
      commitment === null
        ? null
        : {
            phrase: "stringComposed",
            text: commitment,
            bytes: submissionBytes(commitment),
            most: MAX_SUBMISSION_BYTES,
          },
  },
  {
    id: "wait",
    title: { phrase: "stepWait" },
    work: "window",
    isDone: ({ signed, mayCommitAt, outcome }) =>
      signed !== null || mayCommitAt !== null || outcome === "done",
    detail: ({ waiting, netuid, hotkey }) =>
      waiting === null
        ? null
        : sentenceOf({ code: waiting.reason, details: { netuid, hotkey, block: waiting.untilBlock } }),
  },
  {
    id: "sign",
    title: { phrase: "stepSign" },
    work: "sign",
    isDone: ({ signed }) => signed !== null,
    detail: ({ signed }) =>
      signed === null ? null : { phrase: "extrinsicSigned", hash: signed.hash, nonce: signed.nonce },
  },
  {
    id: "inBlock",
    title: { phrase: "stepInBlock" },
    work: "follow",
    isDone: ({ inBlock, finalized }) => inBlock !== null || finalized !== null,
    detail: ({ inBlock }) => (inBlock === null ? null : { phrase: "inBlock", block: inBlock.number }),
  },
  {
    id: "finalize",
    title: { phrase: "stepFinalize" },
    work: "follow",
    isDone: ({ finalized }) => finalized !== null,
    detail: ({ finalized }) => (finalized === null ? null : { phrase: "inBlock", block: finalized.number }),
  },
  {
    id: "readBack",
    title: { phrase: "stepReadBack" },
    work: "readBack",
    isDone: ({ outcome }) => outcome === "done",
    detail: ({ committedBlock }) =>
      committedBlock === null ? null : { phrase: "heldSince", block: committedBlock },
  },
];

/** Addresses of a publication's repository and of one of its commits, for people. */
export interface HubLinks {
  readonly repo: string;
  readonly revision: (revision: string) => string;
}

/** A publication as the screen shows it. `uploaded`: how far a running upload has come, as a share of 1. */
export function toView(
  record: PublicationRecord,
  links: HubLinks,
  uploaded: number | null = null,
): PublicationView {
  const states = stepStates(record);
  const steps = STEPS.map((shape): PublishStep => {
    const state = states[shape.id];
    return {
      id: shape.id,
      title: shape.title,
      state,
      startedAt: record.times[shape.id]?.startedAt ?? null,
      endedAt: record.times[shape.id]?.endedAt ?? null,
      detail: shape.detail(record),
      link: linkOf(shape, record, links),
      progress: progressOf(shape, record, state, uploaded),
    };
  });
  return {
    id: record.id,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    profileId: record.profileId,
    networkId: record.networkId,
    netuid: record.netuid,
    hotkey: record.hotkey,
    repo: record.repo,
    state: shownStep(record),
    outcome: record.outcome,
    steps,
    rows: record.snapshot?.rows ?? null,
    sizeBytes: record.snapshot?.sizeBytes ?? null,
    sha256: record.snapshot?.sha256 ?? null,
    revision: record.revision,
    commitment: record.commitment,
    block: record.committedBlock,
    waiting: record.waiting,
    canCancel: canCancel(record),
    canResume: canResume(record),
    error: record.error,
  };
}

/** The state of each step, told from the record alone. */
export function stepStates(
  record: PublicationRecord,
): Readonly<Record<PublishStep["id"], PublishStep["state"]>> {
  const next = shownStep(record);
  const states = STEPS.map((shape) => [shape.id, stateOf(shape, record, next)]);
  return Object.fromEntries(states) as Record<PublishStep["id"], PublishStep["state"]>;
}

/** Looking whether the upload is whole is shown as a part of it. */
function shownStep(record: PublicationRecord): Step {
  const next = nextStep(record);
  return next === "verify" ? "upload" : next;
}

function stateOf(shape: StepShape, record: PublicationRecord, next: Step): PublishStep["state"] {
  if (shape.isDone(record)) return "done";
  if (record.outcome === "done") return "skipped";
  if (shape.work !== next || (shape.id === "finalize" && record.inBlock === null)) return "todo";
  if (record.outcome === "stopped" || record.outcome === "superseded") return "failed";
  if (record.outcome === "cancelled") return "skipped";
  return record.outcome === "waiting" ? "waiting" : "active";
}

function linkOf(
  { id }: StepShape,
  { repoReadyAt, revision }: PublicationRecord,
  links: HubLinks,
): string | null {
  if (id === "repo") return repoReadyAt === null ? null : links.repo;
  return id === "upload" && revision !== null ? links.revision(revision) : null;
}

function progressOf(
  { id }: StepShape,
  { snapshot }: PublicationRecord,
  state: PublishStep["state"],
  uploaded: number | null,
): PublishStep["progress"] {
  if (id !== "upload" || state !== "active" || snapshot === null || uploaded === null) return null;
  return { done: Math.round(uploaded * snapshot.sizeBytes), total: snapshot.sizeBytes, unit: "bytes" };
}
