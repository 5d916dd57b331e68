import type { EngineRequest, EngineResult } from "../../../../src-shared/engine/index.ts";
import type { ChildProcessHandle, ProcessHost } from "../../host/index.ts";

/** What a process does with what it is told to do. */
export type Act = (process: ScriptedProcess) => void;

/** A process of the engine's that does what a test says. */
export class ScriptedProcess implements ChildProcessHandle {
  readonly pid = null;
  readonly told: string[] = [];
  request: EngineRequest | null = null;
  readonly exited: Promise<number | null>;
  readonly #onRun: Act;
  readonly #onProbe: Act;
  readonly #listeners: ((message: unknown) => void)[] = [];
  readonly #end: (code: number | null) => void;

  constructor(onRun: Act, onProbe: Act) {
    this.#onRun = onRun;
    this.#onProbe = onProbe;
    const { promise, resolve } = Promise.withResolvers<number | null>();
    this.exited = promise;
    this.#end = resolve;
    queueMicrotask(() => this.say({ kind: "ready" }));
  }

  say(message: unknown): void {
    for (const listener of this.#listeners) listener(message);
  }

  send(message: unknown): void {
    const command = message as { kind: string; request?: EngineRequest };
    this.told.push(command.kind);
    if (command.kind === "probe") this.#onProbe(this);
    if (command.kind === "run") {
      this.request = command.request ?? null;
      this.#onRun(this);
    }
    if (command.kind === "cancel") this.kill();
  }

  onMessage(listener: (message: unknown) => void): () => void {
    this.#listeners.push(listener);
    return () => {};
  }

  onOutput(): () => void {
    return () => {};
  }

  kill(): void {
    this.#end(null);
  }
}

/** Starts scripted processes. Those that are told to run do the acts in their order, the last one ever again. */
export class ScriptedEngines implements ProcessHost {
  readonly started: ScriptedProcess[] = [];
  onProbe: Act;
  readonly #acts: Act[];

  constructor(onProbe: Act, ...acts: Act[]) {
    this.onProbe = onProbe;
    this.#acts = acts;
  }

  spawn(): ScriptedProcess {
    const onRun: Act = (process) => (this.#acts.length > 1 ? this.#acts.shift() : this.#acts[0])?.(process);
    const started = new ScriptedProcess(onRun, (process) => this.onProbe(process));
    this.started.push(started);
    return started;
  }

  /** What runs were asked to run on. */
  get devices(): string[] {
    return this.started.flatMap(({ request }) => (request === null ? [] : [request.device]));
  }

  get probes(): number {
    return this.started.filter(({ told }) => told.includes("probe")).length;
  }
}

export const cardOf =
  (speedup: number | null): Act =>
  (process) =>
    process.say({ kind: "probed", speedup });

export const failsWith =
  (code: string, details: object = { what: "device lost" }): Act =>
  (process) =>
    process.say({ kind: "failed", code, details });

export const step = (process: ScriptedProcess, loss = 2): void =>
  process.say({
    kind: "progress",
    progress: {
      phase: "training",
      seedIndex: 0,
      step: { step: 1, totalSteps: 4, loss, tokens: 10 },
      tokensPerSecond: 100,
    },
  });

/** A run that finds each eval row's loss to be this, after training. */
export const findsLoss =
  (loss: number): Act =>
  (process) => {
    const { request } = process;
    if (request === null) return;
    const rowsOf = (sum: number) => request.evalRows.map(() => ({ sum, targets: 1 }));
    const onCard = request.device === "webgpu";
    const result: EngineResult = {
      baseLoss: 3,
      evalLosses: [loss],
      baseRows: rowsOf(3),
      tunedRows: [rowsOf(loss)],
      curves: [[]],
      skippedTrainRows: [],
      skippedEvalRows: [],
      helpfulness: null,
      tokens: { trained: 10, evaluated: 10 },
      seconds: 1,
      device: onCard
        ? { phrase: "onGraphicsCard", saving: null }
        : { phrase: "onProcessor", threads: 2, saving: null },
    };
    process.say({ kind: "done", result });
  };
