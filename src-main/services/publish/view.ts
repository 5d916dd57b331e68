import { MAX_SUBMISSION_BYTES, submissionBytes } from "../../../src-shared/competition/index.ts";
import { describeError, type PublicationView, type PublishStep } from "../../../src-shared/contract/index.ts";
import { canCancel, canResume, nextStep, type PublicationRecord, type Step } from "./record.ts";

interface StepShape {
  readonly id: PublishStep["id"];
  readonly title: string;
  /** The step of work that it stands for. */
  readonly work: Step;
  readonly isDone: (record: PublicationRecord) => boolean;
  readonly detail: (record: PublicationRecord) => string | null;
}

const bytes = (count: number): string => `${count.toLocaleString("en")} bytes`;

const STEPS: readonly StepShape[] = [
  {
    id: "check",
    title: "Check",
    work: "none",
    isDone: ({ checkedAt }) => checkedAt !== null,
    detail: () => null,
  },
  {
    id: "freeze",
    title: "Freeze a snapshot",
    work: "freeze",
    isDone: ({ snapshot }) => snapshot !== null,
    detail: ({ snapshot }) =>
      snapshot === null
        ? null
        : `${snapshot.rows.toLocaleString("en")} rows, ${bytes(snapshot.sizeBytes)}, sha256 ${snapshot.sha256}`,
  },
  {
    id: "repo",
    title: "Prepare the repository",
    work: "repo",
    isDone: ({ repoReadyAt }) => repoReadyAt !== null,
    detail: ({ repo }) => repo,
  },
  {
    id: "upload",
    title: "Upload to the hub",
    work: "upload",
    isDone: ({ verifiedAt }) => verifiedAt !== null,
    detail: ({ revision }) => (revision === null ? null : `commit ${revision}`),
  },
  {
    id: "submission",
    title: "Compose the on-chain string",
    work: "submission",
    isDone: ({ commitment }) => commitment !== null,
    detail: ({ commitment }) =>
      commitment === null
        ? null
        : `${commitment} (${submissionBytes(commitment)} of ${MAX_SUBMISSION_BYTES} bytes)`,
  },
  {
    id: "wait",
    title: "Wait until the chain takes it",
    work: "window",
    isDone: ({ signed, mayCommitAt, outcome }) =>
      signed !== null || mayCommitAt !== null || outcome === "done",
    detail: ({ waiting, netuid, hotkey }) =>
      waiting === null
        ? null
        : describeError(waiting.reason, { netuid, hotkey, block: waiting.untilBlock }).sentence,
  },
  {
    id: "sign",
    title: "Sign and submit",
    work: "sign",
    isDone: ({ signed }) => signed !== null,
    detail: ({ signed }) => (signed === null ? null : `extrinsic ${signed.hash}, nonce ${signed.nonce}`),
  },
  {
    id: "inBlock",
    title: "In a block",
    work: "follow",
    isDone: ({ inBlock, finalized }) => inBlock !== null || finalized !== null,
    detail: ({ inBlock }) => (inBlock === null ? null : `block ${inBlock.number.toLocaleString("en")}`),
  },
  {
    id: "finalize",
    title: "Finalized",
    work: "follow",
    isDone: ({ finalized }) => finalized !== null,
    detail: ({ finalized }) => (finalized === null ? null : `block ${finalized.number.toLocaleString("en")}`),
  },
  {
    id: "readBack",
    title: "Read back and compared",
    work: "readBack",
    isDone: ({ outcome }) => outcome === "done",
    detail: ({ committedBlock }) =>
      committedBlock === null
        ? null
        : `the chain holds it since block ${committedBlock.toLocaleString("en")}`,
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
