import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import {
  AssayError,
  noPracticeYet,
  type PracticeMessage,
  type PracticeOrder,
  type PracticeProgress,
  type PracticeView,
  practiceMessageSchema,
} from "../../../src-shared/contract/index.ts";
import { SandboxError } from "../../../src-shared/sandbox/index.ts";
import { type ChildProcessHandle, entryUrl, type ProcessHost } from "../host/index.ts";
import type { PracticeStore } from "./practice-store.ts";

/** The validator is started, never imported: it ships alone as well. */
const ENTRY = entryUrl("../../../validator-headless/src/practice.entry", import.meta.url);
const LINES_KEPT = 3;

export interface PracticeStart {
  readonly projectPath: string;
  readonly profile: CompetitionProfile;
  readonly modelDir: string;
  /** Writes the miner's rows, as they would be published, and answers how many. */
  writeRows(file: string): Promise<number>;
  /** Writes the competition's eval set; null where the sandbox's is to be taken. */
  readonly writeEvalSet: ((file: string) => void) | null;
}

export interface PracticeServiceOptions {
  readonly store: PracticeStore;
  readonly processHost: ProcessHost;
  /** Where a round's folder lies while it runs. */
  readonly dir: string;
  readonly onChange: (view: PracticeView) => void;
  readonly log: (what: string) => void;
  readonly now?: () => Date;
}

interface Running {
  view: PracticeView;
  isCancelled: boolean;
  child: ChildProcessHandle | null;
  readonly finished: Promise<void>;
}

/** Runs practice rounds, one at a time, each in a process and a folder of its own, and keeps how they ended. */
export class PracticeService {
  readonly #options: PracticeServiceOptions;
  #running: Running | null = null;

  constructor(options: PracticeServiceOptions) {
    this.#options = options;
  }

  /** Newest first. */
  list(projectPath: string): PracticeView[] {
    const running = this.#running?.view;
    return this.#options.store.list(projectPath).map((view) => (view.id === running?.id ? running : view));
  }

  /** Fails with `PracticeRunning` while another round runs. What else goes wrong stands in the round's view. */
  start(start: PracticeStart): PracticeView {
    if (this.#running !== null) throw new SandboxError("PracticeRunning");
    const { id: profileId, title: profileTitle, rows, schedule } = start.profile;
    const view: PracticeView = {
      id: randomUUID(),
      projectPath: start.projectPath,
      profileId,
      profileTitle,
      isChoosing: rows.mustComeFromEvalSet,
      isDaily: schedule.kind === "daily",
      startedAt: this.#now(),
      finishedAt: null,
      state: "running",
      progress: noPracticeYet,
      error: null,
    };
    this.#options.store.save(view);
    this.#options.log(`practice round of ${profileId}`);
    const { promise: finished, resolve } = Promise.withResolvers<void>();
    const running: Running = { view, isCancelled: false, child: null, finished };
    this.#running = running;
    void this.#run(running, start).finally(resolve);
    return view;
  }

  cancel(id: string): void {
    if (this.#running?.view.id !== id) return;
    this.#running.isCancelled = true;
    this.#running.child?.kill();
  }

  /** Forgets a round that does not run. */
  remove(id: string): void {
    if (this.#running?.view.id !== id) this.#options.store.remove(id);
  }

  async close(): Promise<void> {
    const running = this.#running;
    if (running !== null) {
      this.cancel(running.view.id);
      await running.finished;
    }
    this.#options.store.close();
  }

  async #run(running: Running, start: PracticeStart): Promise<void> {
    const folder = join(this.#options.dir, running.view.id);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const order = await prepare(folder, start);
      const progress = running.isCancelled ? null : await this.#follow(running, order);
      this.#end(running, progress === null ? { state: "cancelled" } : { state: "done", progress });
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      const known = error instanceof AssayError ? error : new SandboxError("PracticeStopped", { what });
      if (!running.isCancelled) {
        this.#options.log(`practice round failed: ${known.code} ${JSON.stringify(known.details)}`);
      }
      this.#end(
        running,
        running.isCancelled ? { state: "cancelled" } : { state: "failed", error: known.toWire() },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  /** Resolves with how the round ended, once its process has. Rejects where it did not get there. */
  async #follow(running: Running, order: PracticeOrder): Promise<PracticeProgress> {
    const said: string[] = [];
    let end: Exclude<PracticeMessage, { kind: "progress" }> | null = null;
    const child = this.#options.processHost.spawn(ENTRY, {
      name: "Assay practice validator",
      args: [JSON.stringify(order)],
    });
    running.child = child;
    child.onOutput((line) => said.push(line));
    child.onMessage((raw) => {
      const message = practiceMessageSchema.parse(raw);
      if (message.kind !== "progress") {
        end = message;
        child.kill();
        return;
      }
      running.view = { ...running.view, progress: message.progress };
      this.#options.onChange(running.view);
    });
    const code = await child.exited;
    return progressOf(end, `it ended with ${code}: ${said.slice(-LINES_KEPT).join(" ")}`);
  }

  #end(running: Running, change: Partial<PracticeView>): void {
    const view = { ...running.view, ...change, finishedAt: this.#now() };
    this.#running = null;
    this.#options.store.save(view);
    this.#options.onChange(view);
  }

  #now(): string {
    return (this.#options.now?.() ?? new Date()).toISOString();
  }
}

function progressOf(
  end: Exclude<PracticeMessage, { kind: "progress" }> | null,
  otherwise: string,
): PracticeProgress {
  if (end === null) throw new SandboxError("PracticeStopped", { what: otherwise });
  if (end.kind === "failed") throw new AssayError(end.error.code, end.error.details);
  return end.progress;
}

async function prepare(folder: string, start: PracticeStart): Promise<PracticeOrder> {
  const rowsFile = join(folder, "rows.jsonl");
  if ((await start.writeRows(rowsFile)) === 0) throw new SandboxError("PracticeEmpty");
  const evalFile = start.writeEvalSet === null ? null : join(folder, "eval.jsonl");
  if (evalFile !== null) start.writeEvalSet?.(evalFile);
  return {
    dir: join(folder, "ground"),
    profile: JSON.stringify(start.profile),
    rowsFile,
    evalFile,
    modelDir: start.modelDir,
  };
}
