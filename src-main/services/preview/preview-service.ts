import { randomUUID } from "node:crypto";
import { type CompetitionProfile, scoreOfLoss } from "../../../src-shared/competition/index.ts";
import { AssayError, type PreviewResult, type PreviewView } from "../../../src-shared/contract/index.ts";
import { excerptOf } from "../../../src-shared/dataset/index.ts";
import {
  EngineError,
  type EngineProgress,
  type EngineResult,
  engineEntry,
  type ModelPlace,
  type RemoteRun,
  runRemotely,
} from "../../../src-shared/engine/index.ts";
import type { ProcessHost } from "../host/index.ts";
import { identityOf, type RankedRow } from "../workspace/index.ts";
import type { BudgetName } from "./budgets.ts";
import type { PlacedRow } from "./choose-rows.ts";
import {
  byHelpfulness,
  type ChangedRow,
  type Difference,
  difference,
  mostChanged,
  type Outcome,
  outcomeOf,
} from "./interpret.ts";
import { type PreparedPreview, preparePreview } from "./make-request.ts";
import type { PreviewDetails, PreviewStore } from "./preview-store.ts";

export interface PreviewStart {
  readonly projectPath: string;
  readonly profile: CompetitionProfile;
  readonly model: ModelPlace;
  readonly budget: BudgetName;
  readonly seed: number;
  readonly rankRows: boolean;
  readonly rows: readonly PlacedRow[];
  readonly snapshotSha256: string;
  /** Null rows: a share of the dataset's own is held out. */
  readonly evaluation: {
    readonly source: PreviewView["evalSource"];
    readonly title: string | null;
    readonly rows: readonly PlacedRow[] | null;
  };
}

export interface PreviewServiceOptions {
  readonly store: PreviewStore;
  readonly processHost: ProcessHost;
  /** Whether some publication was made of the dataset with this sha256. */
  readonly isPublished: (sha256: string) => boolean;
  readonly onChange: (view: PreviewView) => void;
  /** Called when it was found out which rows of a project help. */
  readonly onRanked: (view: PreviewView) => void;
  readonly log: (what: string) => void;
  readonly now?: () => Date;
}

interface Running {
  view: PreviewView;
  readonly prepared: PreparedPreview;
  readonly start: PreviewStart;
  readonly cancel: AbortController;
  readonly remote: RemoteRun;
  readonly clock: RunClock;
  readonly finished: Promise<void>;
}

const EXAMPLES = 8;
const HELPFUL_SHOWN = 20;
const COMPARISONS = 5;

/** Runs previews, one at a time, and keeps what they found. */
export class PreviewService {
  readonly #options: PreviewServiceOptions;
  #running: Running | null = null;

  constructor(options: PreviewServiceOptions) {
    this.#options = options;
  }

  /** Newest first. */
  list(projectPath: string): PreviewView[] {
    const running = this.#running;
    return this.#options.store
      .list(projectPath)
      .map((view) => (view.id === running?.view.id ? running.view : view));
  }

  /** Fails with `PreviewRunning` while another one runs, with `ModelNotHere`, `NothingToLearn` or `NothingToEvaluate`. */
  start(start: PreviewStart): PreviewView {
    if (this.#running !== null) throw new EngineError("PreviewRunning");
    const { folder } = start.model;
    if (folder === null) throw new EngineError("ModelNotHere", { model: start.model.title });
    const prepared = preparePreview({
      ...start,
      model: { ...start.model, folder },
      evalRows: start.evaluation.rows,
    });
    if (prepared.trainRows.length === 0)
      throw new EngineError("NothingToLearn", { maxTokens: prepared.request.maxTokens });
    if (prepared.evalRows.length === 0) throw new EngineError("NothingToEvaluate");
    const view = this.#firstView(start, prepared);
    const cancel = new AbortController();
    const child = this.#options.processHost.spawn(engineEntry(), { name: "Assay engine" });
    const clock = new RunClock(this.#now());
    const remote = runRemotely(child, prepared.request, {
      signal: cancel.signal,
      onProgress: (progress) => this.#onProgress(view.id, progress),
    });
    const finished = remote.result.then(
      (result) => this.#finish(view.id, result),
      (error: unknown) => this.#fail(view.id, error),
    );
    this.#running = { view, prepared, start, cancel, remote, clock, finished };
    this.#options.store.save(view, prepared.comparisonKey, null);
    this.#options.log(`preview of ${prepared.trainRows.length} rows with ${start.model.id}`);
    return view;
  }

  /** What a preview found of the rows of its project; null where it did not rank them. */
  ranking(id: string): readonly RankedRow[] | null {
    return this.#options.store.ranking(id);
  }

  /** The JSON of an eval row that a preview names; null where it was not kept. */
  evalRow(id: string, index: number): string | null {
    return this.#options.store.evalRow(id, index);
  }

  pause(id: string): void {
    const running = this.#find(id);
    if (running === null || running.view.state !== "running") return;
    running.remote.pause();
    running.clock.pause(this.#now());
    this.#change(running, { state: "paused" });
  }

  resume(id: string): void {
    const running = this.#find(id);
    if (running === null || running.view.state !== "paused") return;
    running.clock.resume(this.#now());
    running.remote.resume();
    this.#change(running, { state: "running" });
  }

  cancel(id: string): void {
    this.#find(id)?.cancel.abort();
  }

  /** Forgets a preview that does not run. */
  remove(id: string): void {
    if (this.#find(id) === null) this.#options.store.remove(id);
  }

  async close(): Promise<void> {
    const running = this.#running;
    running?.cancel.abort();
    await running?.finished;
    this.#options.store.close();
  }

  #find(id: string): Running | null {
    return this.#running?.view.id === id ? this.#running : null;
  }

  #firstView(start: PreviewStart, { trainRows, evalRows, request }: PreparedPreview): PreviewView {
    return {
      id: randomUUID(),
      projectPath: start.projectPath,
      profileId: start.profile.id,
      modelId: start.model.id,
      modelTitle: start.model.title,
      budget: start.budget,
      evalSource: start.evaluation.source,
      evalTitle: start.evaluation.title,
      startedAt: this.#now().toISOString(),
      finishedAt: null,
      snapshot: { sha256: start.snapshotSha256, rows: start.rows.length },
      trainRows: trainRows.length,
      evalRows: evalRows.length,
      seeds: request.seeds.length,
      state: "running",
      progress: {
        phase: "loading",
        fraction: 0,
        secondsLeft: null,
        estimatedSeconds: null,
        tokensPerSecond: null,
        neededMb: null,
        device: null,
      },
      curves: request.seeds.map(() => []),
      totalSteps: null,
      result: null,
      error: null,
    };
  }

  #onProgress(id: string, progress: EngineProgress): void {
    const running = this.#find(id);
    if (running === null) return;
    const before = running.view.progress;
    if (progress.phase === "measured") {
      running.clock.begin(progress.estimatedSeconds, this.#now());
      this.#change(running, {
        progress: {
          ...before,
          estimatedSeconds: progress.estimatedSeconds,
          secondsLeft: progress.estimatedSeconds,
          neededMb: progress.neededMb,
          device: progress.device,
        },
      });
      return;
    }
    const next = { ...before, phase: progress.phase, ...running.clock.read(this.#now()) };
    if (progress.phase !== "training") {
      this.#change(running, { progress: next });
      return;
    }
    const { step, seedIndex, tokensPerSecond } = progress;
    this.#change(running, {
      progress: { ...next, tokensPerSecond },
      totalSteps: step.totalSteps,
      curves: running.view.curves.map((curve, index) =>
        index === seedIndex ? [...curve, { step: step.step, loss: step.loss }] : curve,
      ),
    });
  }

  #finish(id: string, result: EngineResult): void {
    const running = this.#find(id);
    if (running === null) return;
    const { start, prepared } = running;
    const outcome = outcomeOf(result);
    const view: PreviewView = {
      ...running.view,
      state: "done",
      finishedAt: this.#now().toISOString(),
      progress: { ...running.view.progress, fraction: 1, secondsLeft: 0 },
      result: this.#resultView(start, prepared, result, outcome),
    };
    const ranking = rankingOf(prepared.trainRows, result.helpfulness);
    const named = [...(view.result?.better ?? []), ...(view.result?.worse ?? [])];
    const evalRows = Object.fromEntries(
      named.flatMap(({ evalRow }) =>
        evalRow === null ? [] : [[evalRow, prepared.evalRows[evalRow]?.json ?? ""]],
      ),
    );
    this.#end(view, prepared.comparisonKey, outcome, { ranking, evalRows });
    if (ranking !== null) this.#options.onRanked(view);
  }

  #fail(id: string, error: unknown): void {
    const running = this.#find(id);
    if (running === null) return;
    const isCancelled = running.cancel.signal.aborted;
    const known =
      error instanceof AssayError ? error : new EngineError("EngineStopped", { what: String(error) });
    if (!isCancelled) this.#options.log(`preview failed: ${known.code} ${JSON.stringify(known.details)}`);
    const view: PreviewView = {
      ...running.view,
      state: isCancelled ? "cancelled" : "failed",
      finishedAt: this.#now().toISOString(),
      error: isCancelled ? null : known.toWire(),
    };
    this.#end(view, running.prepared.comparisonKey, null);
  }

  #end(
    view: PreviewView,
    comparisonKey: string,
    outcome: Outcome | null,
    details: Partial<PreviewDetails> = {},
  ): void {
    this.#running = null;
    this.#options.store.save(view, comparisonKey, outcome, details);
    this.#options.onChange(view);
  }

  #change(running: Running, changes: Partial<PreviewView>): void {
    running.view = { ...running.view, ...changes };
    this.#options.onChange(running.view);
  }

  #resultView(
    start: PreviewStart,
    { trainRows, evalRows, comparisonKey }: PreparedPreview,
    result: EngineResult,
    outcome: Outcome,
  ): PreviewResult {
    const gain = difference(outcome.rowsAfter, outcome.rowsBefore);
    if (gain === null) throw new EngineError("NothingToEvaluate");
    const isHeldOut = start.evaluation.rows === null;
    const changed = ({ row, before, after }: ChangedRow): PreviewResult["better"][number] => {
      const place = evalRows[row] as PlacedRow;
      return {
        line: isHeldOut ? place.index + 1 : null,
        rowId: place.rowId ?? null,
        excerpt: excerptOf(place.json),
        evalRow: row,
        before,
        after,
      };
    };
    const { better, worse } = mostChanged(outcome, EXAMPLES);
    const isProfilesModel = start.model.id === start.profile.baseModel;
    return {
      baseLoss: outcome.baseLoss,
      loss: outcome.loss,
      seedLosses: [...outcome.seedLosses],
      gain: differenceView(gain),
      comparisons: this.#comparisons(start.projectPath, comparisonKey, outcome),
      profileScore: isProfilesModel ? scoreOfLoss(start.profile, outcome.loss) : null,
      better: better.map(changed),
      worse: worse.map(changed),
      skipped: countSkipped(result),
      helpful: result.helpfulness === null ? null : helpfulRows(trainRows, result.helpfulness),
      seconds: result.seconds,
      device: result.device,
      tokens: result.tokens,
    };
  }

  #comparisons(projectPath: string, comparisonKey: string, outcome: Outcome): PreviewResult["comparisons"] {
    return this.#options.store
      .comparable(projectPath, comparisonKey)
      .slice(0, COMPARISONS)
      .flatMap(({ view, outcome: other }) => {
        const against = difference(outcome.rowsAfter, other.rowsAfter);
        if (against === null) return [];
        return [
          {
            ...differenceView(against),
            previewId: view.id,
            at: view.startedAt,
            loss: other.loss,
            isPublished: this.#options.isPublished(view.snapshot.sha256),
          },
        ];
      });
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}

/** How far a run is by time, leaving out its pauses. */
class RunClock {
  #began: number;
  #pausedAt: number | null = null;
  #estimatedMs: number | null = null;

  constructor(now: Date) {
    this.#began = now.getTime();
  }

  begin(estimatedSeconds: number, now: Date): void {
    this.#began = now.getTime();
    this.#estimatedMs = estimatedSeconds * 1000;
  }

  pause(now: Date): void {
    this.#pausedAt ??= now.getTime();
  }

  resume(now: Date): void {
    if (this.#pausedAt !== null) this.#began += now.getTime() - this.#pausedAt;
    this.#pausedAt = null;
  }

  /** A run that takes longer than was thought is never said to be all but over. */
  read(now: Date): { fraction: number; secondsLeft: number | null } {
    if (this.#estimatedMs === null) return { fraction: 0, secondsLeft: null };
    const spent = now.getTime() - this.#began;
    const fraction = Math.min(0.99, spent / Math.max(1, this.#estimatedMs));
    return { fraction, secondsLeft: Math.max(1, (this.#estimatedMs - spent) / 1000) };
  }
}

const differenceView = ({ interval, verdict }: Difference): PreviewResult["gain"] => ({
  ...interval,
  verdict,
});

function countSkipped({ skippedTrainRows, skippedEvalRows }: EngineResult): PreviewResult["skipped"] {
  const counts = new Map<string, PreviewResult["skipped"][number]>();
  for (const [where, rows] of [["train", skippedTrainRows] as const, ["eval", skippedEvalRows] as const]) {
    for (const { reason } of rows) {
      const key = `${where} ${reason}`;
      counts.set(key, { where, reason, count: (counts.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...counts.values()];
}

/** What was found of rows of a project; null where that was not asked for, or they are of none. */
function rankingOf(
  rows: readonly PlacedRow[],
  values: readonly (number | null)[] | null,
): readonly RankedRow[] | null {
  const ranked = byHelpfulness(rows, values ?? []).flatMap(({ row: { rowId, json }, value }) =>
    rowId === undefined ? [] : [{ rowId, identity: identityOf(json), value }],
  );
  return ranked.length === 0 ? null : ranked;
}

function helpfulRows(
  rows: readonly PlacedRow[],
  values: readonly (number | null)[],
): NonNullable<PreviewResult["helpful"]> {
  const ranked = byHelpfulness(rows, values).map(({ row, value }) => ({
    line: row.index + 1,
    rowId: row.rowId ?? null,
    excerpt: excerptOf(row.json),
    value,
  }));
  return {
    best: ranked.slice(0, HELPFUL_SHOWN),
    worst: ranked.slice(Math.max(HELPFUL_SHOWN, ranked.length - HELPFUL_SHOWN)).reverse(),
    rowIds: ranked.flatMap(({ rowId }) => rowId ?? []),
  };
}
