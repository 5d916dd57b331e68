import { randomUUID } from "node:crypto";
import { AssayError, inWords, type Job, type Said } from "../../../src-shared/contract/index.ts";
import type { JobControl } from "../workspace/index.ts";

/** What came of a job: a sentence, and perhaps a file to fetch. */
export interface JobResult {
  readonly summary: Said;
  readonly download?: string;
}

const KEPT = 20;
const LEAST_BETWEEN_REPORTS_MS = 100;

/** Long pieces of work: each can be watched and cancelled. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();
  readonly #controllers = new Map<string, AbortController>();
  readonly #onChange: (job: Job) => void;
  readonly #report: (what: string, error: unknown) => void;

  constructor(onChange: (job: Job) => void, report: (what: string, error: unknown) => void) {
    this.#onChange = onChange;
    this.#report = report;
  }

  list(): Job[] {
    return [...this.#jobs.values()].reverse();
  }

  start(
    kind: Job["kind"],
    title: Said,
    unit: Job["unit"],
    work: (control: JobControl) => Promise<JobResult>,
  ): string {
    const id = randomUUID();
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    const base: Job = {
      id,
      kind,
      title,
      state: "running",
      done: 0,
      total: null,
      unit,
      summary: null,
      download: null,
      error: null,
    };
    this.#set(base);
    let reportedAt = 0;
    const onProgress = (done: number, total: number | null): void => {
      if (Date.now() - reportedAt < LEAST_BETWEEN_REPORTS_MS) return;
      reportedAt = Date.now();
      this.#set({ ...(this.#jobs.get(id) ?? base), done, total });
    };
    work({ signal: controller.signal, onProgress }).then(
      ({ summary, download = null }) => {
        const job = this.#jobs.get(id) ?? base;
        this.#end({ ...job, state: "done", done: job.total ?? job.done, summary, download });
      },
      (error: unknown) => {
        const job = this.#jobs.get(id) ?? base;
        if (controller.signal.aborted)
          return this.#end({ ...job, state: "cancelled", summary: { phrase: "jobCancelled" } });
        if (!(error instanceof AssayError)) this.#report(inWords(title), error);
        const wire =
          error instanceof AssayError
            ? error.toWire()
            : { code: "Internal", message: "", details: { what: title } };
        this.#end({ ...job, state: "failed", error: wire });
      },
    );
    return id;
  }

  cancel(id: string): void {
    this.#controllers.get(id)?.abort();
  }

  cancelAll(): void {
    for (const controller of this.#controllers.values()) controller.abort();
  }

  #end(job: Job): void {
    this.#controllers.delete(job.id);
    this.#set(job);
    for (const id of [...this.#jobs.keys()].slice(0, -KEPT))
      if (!this.#controllers.has(id)) this.#jobs.delete(id);
  }

  #set(job: Job): void {
    this.#jobs.set(job.id, job);
    this.#onChange(job);
  }
}
