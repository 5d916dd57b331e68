/** Whoever knows how the service stands: the running service, or its store read by another process. */
export interface StatusSource {
  /** Cheap: it is asked for with every look at the page, and by every scrape. */
  snapshot(): StatusSnapshot;
}

/** What the service is doing. */
export type ServicePhase =
  | "starting"
  | "waiting"
  | "syncing"
  | "downloading"
  | "checking"
  | "evaluating"
  | "scoring"
  | "setting-weights"
  | "revealing"
  | "stopping"
  | "stopped";

/** How the service stands at a moment. Times are ISO 8601 in UTC; hotkeys are SS58 addresses. */
export interface StatusSnapshot {
  readonly takenAt: string;
  readonly service: {
    readonly version: string;
    readonly startedAt: string;
    readonly dryRun: boolean;
  };
  readonly network: {
    /** "finney", or the node's address where it has no name. */
    readonly name: string;
    readonly endpoint: string | null;
    readonly isOnline: boolean;
    readonly specVersion: number | null;
    readonly blockTimeMs: number;
  };
  readonly netuid: number;
  readonly profile: {
    readonly id: string;
    readonly title: string;
    readonly version: string;
    /** See `profileHash`: equal for validators that run the same rules. */
    readonly hash: string;
    readonly rules: "reference" | "strict";
  };
  /** Null until one was fetched. */
  readonly evalSet: {
    readonly repo: string;
    readonly revision: string;
    readonly rows: number;
  } | null;
  readonly signer: SignerStatus | null;
  readonly phase: {
    readonly name: ServicePhase;
    /** What exactly, in a sentence; empty where the name says it all. */
    readonly words: string;
    readonly since: string;
  };
  /** When the loop last came around: a step of an evaluation or a look at the chain. */
  readonly lastBeatAt: string;
  /** The best block that was seen. */
  readonly block: { readonly number: number; readonly at: string } | null;
  /** The subnet's epoch on the chain. */
  readonly tempo: { readonly blocks: number; readonly blocksLeft: number } | null;
  /** The round of evaluations that is under way, or was last. */
  readonly epoch: {
    readonly id: string;
    /** Counted from 0. */
    readonly index: number;
    readonly startedAt: string;
    readonly endedAt: string | null;
    readonly seed: number;
  } | null;
  /** By rank: the best first, those without a result last. */
  readonly miners: readonly MinerStatus[];
  readonly queue: QueueStatus;
  readonly workers: readonly WorkerStatus[];
  /** Of the evaluations that run now, then the latest ones. */
  readonly curves: readonly EvaluationCurve[];
  readonly weights: WeightsStatus;
  readonly machine: MachineStatus;
  readonly warnings: readonly StatusWarning[];
  readonly totals: StatusTotals;
}

/** Our own place on the subnet. */
export interface SignerStatus {
  readonly hotkey: string;
  /** Null: not registered. */
  readonly uid: number | null;
  readonly stakeTao: number;
  readonly hasPermit: boolean;
  /** From 0 to 1; null where the chain does not say. */
  readonly vtrust: number | null;
}

export interface MinerStatus {
  readonly uid: number;
  readonly hotkey: string;
  readonly repo: string | null;
  readonly revision: string | null;
  readonly commitBlock: number | null;
  /** Such as "evaluated", "duplicate", "not-from-eval-set"; null while nothing is known. */
  readonly outcome: string | null;
  /** The outcome in a sentence. */
  readonly words: string;
  readonly loss: number | null;
  readonly score: number | null;
  /** Share of 1 in the weights that were worked out last. */
  readonly weight: number | null;
  readonly evaluatedAt: string | null;
}

export interface QueueStatus {
  readonly pending: readonly { readonly uid: number }[];
  readonly running: readonly RunningEvaluation[];
  readonly done: number;
  /** Left for the next epoch because the time ran out. */
  readonly carriedOver: number;
}

export interface RunningEvaluation {
  readonly uid: number;
  readonly phase: "loading" | "training" | "evaluating";
  readonly step: number;
  readonly totalSteps: number;
  /** The last step's; null before the first. */
  readonly loss: number | null;
  readonly startedAt: string;
  readonly worker: string | null;
}

export interface WorkerStatus {
  readonly id: string;
  /** For people: "NVIDIA H200". */
  readonly device: string;
  /** See `EngineFacts.workerClass`. */
  readonly workerClass: string;
  readonly state: "idle" | "busy" | "lost";
  readonly lastSeenAt: string;
}

export interface EvaluationCurve {
  readonly uid: number;
  readonly hotkey: string;
  readonly points: readonly { readonly step: number; readonly loss: number }[];
  readonly evalLoss: number | null;
  readonly baseLoss: number | null;
  readonly isRunning: boolean;
}

export interface WeightsStatus {
  readonly mode: "plain" | "commit-reveal" | "timelocked" | null;
  readonly lastSetBlock: number | null;
  readonly lastSetAt: string | null;
  /** Whether what was set last was read back from the chain. */
  readonly isVerified: boolean;
  /** The blocks in which the next are to be set. */
  readonly nextWindow: { readonly fromBlock: number; readonly toBlock: number } | null;
  readonly pendingReveals: readonly PendingReveal[];
  /** Why the last attempt failed; null after a success. */
  readonly lastError: { readonly code: string; readonly words: string; readonly at: string } | null;
  /** True once a window went by without weights. */
  readonly isOverdue: boolean;
}

/** Committed weights that are not revealed yet. */
export interface PendingReveal {
  readonly commitBlock: number;
  /** When it is due; null for time-locked ones, which the chain reveals by itself. */
  readonly fromBlock: number | null;
  readonly toBlock: number | null;
  /** When drand's round comes; null for hash commits. */
  readonly revealsAt: string | null;
}

export interface MachineStatus {
  /** For people: "NVIDIA H200, 139 GB". */
  readonly device: string;
  readonly memoryTotalMb: number;
  readonly memoryFreeMb: number;
  /** Of the disk that holds the store and the cache. */
  readonly diskFreeGb: number;
  readonly cacheGb: number;
}

export interface StatusWarning {
  readonly code: string;
  readonly words: string;
  readonly mend: string;
  readonly since: string;
}

/** Counted since the store began, so that a restart loses nothing. */
export interface StatusTotals {
  readonly epochs: number;
  /** By how they ended: "evaluated", "dataset-failed", "engine-failed". */
  readonly evaluations: Readonly<Record<string, number>>;
  readonly evaluationSeconds: number;
  /** By outcome: "fetched", or the code of what went wrong. */
  readonly downloads: Readonly<Record<string, number>>;
  readonly downloadedBytes: number;
  /** By what came of it: "set", "failed". */
  readonly weightSettings: Readonly<Record<string, number>>;
  readonly engineRestarts: number;
}
