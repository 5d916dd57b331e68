import type { PublicationView, PublishStep } from "../../../src-shared/contract/index.ts";
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
      commitment === null ? null : `${commitment} (${commitment.length} of 128 bytes)`,
  },
  {
    id: "wait",
    title: "Wait until the chain takes it",
    work: "window",
    isDone: ({ signed, mayCommitAt, outcome }) =>
      signed !== null || mayCommitAt !== null || outcome === "done",
    detail: ({ waiting }) => waiting?.reason ?? null,
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

/** A publication as the screen shows it. */
export function toView(record: PublicationRecord, fileUrl: (revision: string) => string): PublicationView {
  const next = nextStep(record) === "verify" ? "upload" : nextStep(record);
  const steps = STEPS.map((shape): PublishStep => {
    const state = stateOf(shape, record, next);
    return {
      id: shape.id,
      title: shape.title,
      state,
      startedAt: null,
      endedAt: null,
      detail: shape.detail(record),
      link: shape.id === "upload" && record.revision !== null ? fileUrl(record.revision) : null,
      progress: progressOf(shape, record, state),
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
    state: next,
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

function stateOf(shape: StepShape, record: PublicationRecord, next: Step): PublishStep["state"] {
  if (shape.isDone(record)) return "done";
  if (record.outcome === "done") return "skipped";
  if (shape.work !== next || (shape.id === "finalize" && record.inBlock === null)) return "todo";
  if (record.outcome === "stopped" || record.outcome === "superseded") return "failed";
  if (record.outcome === "cancelled") return "skipped";
  return record.outcome === "waiting" ? "waiting" : "active";
}

function progressOf(
  shape: StepShape,
  record: PublicationRecord,
  state: PublishStep["state"],
): PublishStep["progress"] {
  if (
    shape.id !== "upload" ||
    state !== "active" ||
    record.snapshot === null ||
    record.uploadedBytes === null
  )
    return null;
  return { done: record.uploadedBytes, total: record.snapshot.sizeBytes, unit: "bytes" };
}
