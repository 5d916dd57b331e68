import { statfsSync } from "node:fs";
import { freemem, totalmem } from "node:os";
import type { AssayError } from "../../../src-shared/contract/index.ts";
import { describeError, inWords } from "../../../src-shared/contract/index.ts";
import type {
  EvaluationCurve,
  MinerStatus,
  PendingReveal,
  ServicePhase,
  StatusSnapshot,
  StatusSource,
  StatusWarning,
  WorkerStatus,
} from "../status/snapshot.ts";
import type { EntryRecord, RoundRecord, SettingRecord } from "../store/records.ts";
import type { ServiceParts } from "./validator-service.ts";

const MB = 2 ** 20;
const GB = 1e9;
const CURVES_SHOWN = 12;
const SETTINGS_LOOKED_AT = 20;

/** What the chain says of us, looked at with each block. */
export interface ChainFacts {
  readonly block: { readonly number: number; readonly at: string };
  readonly tempo: { readonly blocks: number; readonly blocksLeft: number };
  readonly signer: StatusSnapshot["signer"];
}

export interface StatusBookOptions {
  readonly parts: Omit<ServiceParts, "onTrouble">;
  readonly version: string;
  readonly networkName: string;
  readonly workers: () => readonly WorkerStatus[];
  readonly cacheDir: string;
  readonly cacheGb: () => number;
  readonly engineRestarts: () => number;
  readonly now?: () => Date;
}

/** How the service stands, written down for the status page, metrics and health from the store and what goes on now. */
export class StatusBook implements StatusSource {
  readonly #options: StatusBookOptions;
  readonly #now: () => Date;
  readonly #startedAt: string;
  readonly #warnings = new Map<string, StatusWarning>();
  #chain: ChainFacts | null = null;
  #isStopping = false;

  constructor(options: StatusBookOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    this.#startedAt = this.#now().toISOString();
  }

  see(facts: ChainFacts): void {
    this.#chain = facts;
  }

  stopping(): void {
    this.#isStopping = true;
  }

  /** Trouble stays in the book until the same work goes well again. */
  trouble({ code, error }: { readonly code: string; readonly error: AssayError | null }): void {
    if (error === null) {
      this.#warnings.delete(code);
      return;
    }
    const { sentence: words, mend } = describeError(error.code, error.details);
    const since = this.#warnings.get(code)?.since ?? this.#now().toISOString();
    this.#warnings.set(code, { code: error.code, words, mend, since });
  }

  snapshot(): StatusSnapshot {
    const { parts, version, networkName, workers, cacheDir, cacheGb, engineRestarts } = this.#options;
    const { rounds } = parts;
    const { store, competition, profile, chain, activity } = rounds;
    const status = chain.status();
    const round = store.latestRound(competition);
    const entries = round === null ? [] : store.entries(round.id);
    const totals = store.evaluationTotals();
    const settings = store.settings(competition, SETTINGS_LOOKED_AT);
    const free = statfsSync(cacheDir, { bigint: false });
    return {
      takenAt: this.#now().toISOString(),
      service: { version, startedAt: this.#startedAt, dryRun: parts.dryRun },
      network: {
        name: networkName,
        endpoint: status.endpoint,
        isOnline: status.kind === "online",
        specVersion: chain.info().specVersion,
        blockTimeMs: chain.info().blockTimeMs,
      },
      netuid: rounds.netuid,
      profile: {
        id: profile.id,
        title: profile.title,
        version: profile.version,
        hash: round?.profileHash ?? "",
        rules: profile.rules,
      },
      evalSet:
        round?.evalSet == null
          ? null
          : {
              repo: round.evalSet.origin,
              revision: round.evalSet.revision,
              rows: round.evalSet.rows,
            },
      signer: this.#chain?.signer ?? null,
      phase: this.#phase(round),
      lastBeatAt: new Date(activity.lastBeatMs).toISOString(),
      block: this.#chain?.block ?? null,
      tempo: this.#chain?.tempo ?? null,
      epoch:
        round === null
          ? null
          : {
              id: round.id,
              index: round.number,
              startedAt: new Date(round.openedAtMs).toISOString(),
              endedAt: round.closedAtMs === null ? null : new Date(round.closedAtMs).toISOString(),
              seed: round.seed,
            },
      miners: this.#miners(round, entries),
      queue: {
        pending: entries
          .filter(({ place, outcome }) => place !== null && outcome === null)
          .map(({ uid }) => ({ uid })),
        running: activity.running.map(({ uid, phase, step, totalSteps, curve, startedAtMs }) => ({
          uid,
          phase,
          step,
          totalSteps,
          loss: curve.at(-1)?.loss ?? null,
          startedAt: new Date(startedAtMs).toISOString(),
          worker: null,
        })),
        done: entries.filter(({ outcome }) => outcome !== null && outcome.loss !== null).length,
        carriedOver: entries.filter(({ outcome }) => outcome !== null && outcome.loss === null).length,
      },
      workers: workers(),
      curves: this.#curves(entries),
      weights: this.#weights(settings),
      machine: {
        device: workers()[0]?.device ?? "",
        memoryTotalMb: Math.round(totalmem() / MB),
        memoryFreeMb: Math.round(freemem() / MB),
        diskFreeGb: (free.bavail * free.bsize) / GB,
        cacheGb: cacheGb(),
      },
      warnings: [...this.#warnings.values()],
      totals: {
        epochs: round === null ? 0 : round.number + 1,
        evaluations: totals.byKind,
        evaluationSeconds: totals.seconds,
        downloads: {},
        downloadedBytes: entries.reduce((sum, { dataset }) => sum + (dataset?.sizeBytes ?? 0), 0),
        weightSettings: countBy(settings.map(({ state }) => (state === "failed" ? "failed" : "set"))),
        engineRestarts: engineRestarts(),
      },
    };
  }

  #phase(round: RoundRecord | null): StatusSnapshot["phase"] {
    const since = new Date(
      round?.closedAtMs ?? round?.openedAtMs ?? Date.parse(this.#startedAt),
    ).toISOString();
    const named = (name: ServicePhase, words = ""): StatusSnapshot["phase"] => ({ name, words, since });
    if (this.#isStopping) return named("stopping");
    if (round === null) return named("starting");
    if (round.phase === "gathering") return named("downloading");
    if (round.phase === "evaluating") return named("evaluating");
    return named("waiting", round.note === null ? "" : inWords(round.note));
  }

  #miners(round: RoundRecord | null, entries: readonly EntryRecord[]): MinerStatus[] {
    const { store, competition } = this.#options.parts.rounds;
    const target = store.target(competition);
    const total = target?.weights.reduce((sum, { weight }) => sum + weight, 0) ?? 0;
    const weightOf = new Map(target?.weights.map(({ hotkey, weight }) => [hotkey, weight / (total || 1)]));
    return entries
      .filter(({ place }) => place !== null)
      .map(({ uid, hotkey, submission, commitment, outcome, score, dataset }) => ({
        uid,
        hotkey,
        repo: submission?.repo ?? null,
        revision: dataset?.revision ?? submission?.revision ?? null,
        commitBlock: commitment?.block ?? null,
        outcome: outcome?.code ?? null,
        words: outcome === null ? "" : inWords(outcome.why),
        loss: outcome?.loss ?? null,
        score,
        weight: weightOf.get(hotkey) ?? null,
        evaluatedAt:
          outcome === null || round?.closedAtMs == null ? null : new Date(round.closedAtMs).toISOString(),
      }))
      .sort((a, b) => (b.weight ?? -1) - (a.weight ?? -1) || (a.loss ?? Infinity) - (b.loss ?? Infinity));
  }

  #curves(entries: readonly EntryRecord[]): EvaluationCurve[] {
    const { store, activity } = this.#options.parts.rounds;
    const hotkeyOf = new Map(entries.map(({ uid, hotkey }) => [uid, hotkey]));
    const running = activity.running.map(
      ({ uid, curve }): EvaluationCurve => ({
        uid,
        hotkey: hotkeyOf.get(uid) ?? "",
        points: curve,
        evalLoss: null,
        baseLoss: null,
        isRunning: true,
      }),
    );
    const finished: EvaluationCurve[] = [];
    for (const { uid, hotkey, evaluation } of entries) {
      if (running.length + finished.length >= CURVES_SHOWN) break;
      const found = evaluation === null ? null : store.evaluation(evaluation);
      if (found?.kind !== "evaluated") continue;
      const { curve, evalLoss, baseLoss } = found.result;
      const points = curve.map(({ step, loss }) => ({ step, loss }));
      finished.push({ uid, hotkey, points, evalLoss, baseLoss, isRunning: false });
    }
    return [...running, ...finished].slice(0, CURVES_SHOWN);
  }

  #weights(settings: readonly SettingRecord[]): StatusSnapshot["weights"] {
    const { blocksBeforeEpochEnd } = this.#options.parts.weights;
    const [last] = settings;
    const set = settings.find(({ state }) => ["committed", "revealing", "set", "verified"].includes(state));
    const block = this.#chain?.block.number ?? null;
    const tempo = this.#chain?.tempo ?? null;
    const end = block === null || tempo === null ? null : block + tempo.blocksLeft;
    const failed = last?.state === "failed" ? last : null;
    return {
      mode: last?.mode ?? null,
      lastSetBlock: set?.block?.number ?? null,
      lastSetAt: set === undefined ? null : new Date(set.updatedAtMs).toISOString(),
      isVerified: set?.state === "verified",
      nextWindow: end === null ? null : { fromBlock: end - blocksBeforeEpochEnd, toBlock: end - 1 },
      pendingReveals: settings.filter(({ state }) => state === "committed").map(revealOf),
      lastError:
        failed === null || failed.lastError === null
          ? null
          : {
              code: codeOf(failed.lastError),
              words: inWords(failed.lastError),
              at: new Date(failed.updatedAtMs).toISOString(),
            },
      isOverdue: this.#isOverdue(settings, block, tempo?.blocks ?? null),
    };
  }

  /** Two whole epochs without weights, once there was something to set. */
  #isOverdue(settings: readonly SettingRecord[], block: number | null, tempo: number | null): boolean {
    const { store, competition } = this.#options.parts.rounds;
    const target = store.target(competition);
    if (target === null || block === null || tempo === null) return false;
    const round = store.round(target.roundId);
    const latest = Math.max(round?.block.number ?? block, ...settings.map((each) => each.block?.number ?? 0));
    return block - latest > 2 * (tempo + 1) && target.weights.some(({ weight }) => weight > 0);
  }
}

const codeOf = (why: NonNullable<SettingRecord["lastError"]>): string =>
  why.phrase === "sentenceOf" || why.phrase === "mendOf" ? why.error.code : why.phrase;

const revealOf = ({ block, revealRound }: SettingRecord): PendingReveal => ({
  commitBlock: block?.number ?? 0,
  fromBlock: null,
  toBlock: null,
  revealsAt: revealRound === null ? null : `drand round ${revealRound}`,
});

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
