import type { ResidentProgress } from "../../../src-shared/engine/index.ts";

export interface RunningEvaluation {
  readonly uid: number;
  readonly startedAtMs: number;
  readonly phase: ResidentProgress["phase"];
  readonly step: number;
  readonly totalSteps: number;
  readonly curve: readonly { readonly step: number; readonly loss: number }[];
}

/** What goes on right now, for those who look: nothing of it has to survive. */
export class Activity {
  readonly #running = new Map<number, RunningEvaluation>();
  #lastBeatMs = Date.now();

  get lastBeatMs(): number {
    return this.#lastBeatMs;
  }

  get running(): readonly RunningEvaluation[] {
    return [...this.#running.values()];
  }

  beat(): void {
    this.#lastBeatMs = Date.now();
  }

  start(uid: number): void {
    this.beat();
    const startedAtMs = Date.now();
    this.#running.set(uid, { uid, startedAtMs, phase: "loading", step: 0, totalSteps: 0, curve: [] });
  }

  progress(uid: number, progress: ResidentProgress): void {
    this.beat();
    const before = this.#running.get(uid);
    if (before === undefined) return;
    if (progress.phase !== "training") {
      this.#running.set(uid, { ...before, phase: progress.phase });
      return;
    }
    const { step, totalSteps, loss } = progress.step;
    this.#running.set(uid, {
      ...before,
      phase: "training",
      step,
      totalSteps,
      curve: [...before.curve, { step, loss }],
    });
  }

  end(uid: number): void {
    this.beat();
    this.#running.delete(uid);
  }
}
