import { randomUUID } from "node:crypto";
import { type Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { AssayError, inWords, sentenceOf } from "../../../src-shared/contract/index.ts";
import type { EngineFacts } from "../../../src-shared/engine/index.ts";
import type { Logger } from "../logs/index.ts";
import type { EvaluationOutcome, EvaluationPool } from "./contract.ts";
import { EvaluationBoard } from "./redis/board.ts";
import { connectRedis, type RedisAddress } from "./redis/connect.ts";
import { QueueError } from "./redis/errors.ts";
import { Fleet } from "./redis/fleet.ts";
import { pause, unlessAborted, within } from "./redis/patience.ts";
import { PayloadFolder } from "./redis/payload-folder.ts";
import {
  type Ending,
  PREFIX,
  packOutcome,
  QUEUE,
  type TravellingJob,
  travellingJobSchema,
} from "./redis/wire.ts";

export interface RedisWorkerOptions extends RedisAddress {
  /** What the worker is called; one name for one worker at a time. */
  readonly id: string;
  /** Where rows may lie; this worker's alone. */
  readonly payloadDir: string;
  /**
   * What evaluates here.
   * @param onOpened to be told of every engine that is opened, and to reject with what it rejects with
   */
  readonly openPool: (
    onOpened: (facts: EngineFacts) => Promise<void>,
  ) => Pick<EvaluationPool, "evaluate" | "close">;
  /** Works only beside workers of its own class (see `EngineFacts.workerClass`). */
  readonly isOneClass: boolean;
  readonly log: Logger;
  readonly timing?: Partial<WorkerTiming>;
}

/** How soon things are noticed, in milliseconds. */
export interface WorkerTiming {
  /** How often a worker says that it lives, and looks whether its job is still wanted. */
  readonly beatMs: number;
  /** A job whose worker was not heard of for so long is another's. */
  readonly lockMs: number;
  /** How often it is looked for such jobs. */
  readonly lostJobsMs: number;
}

const TIMING: WorkerTiming = { beatMs: 2_000, lockMs: 60_000, lostJobsMs: 15_000 };
/** A job that took so many workers with it is not given to another. */
const WORKERS_LOST = 3;
/** Nothing waits for longer for a Redis that is away when a worker is to end. */
const FAREWELL_MS = 5_000;
const LAST_RESULT_MS = 60_000;
const FIRST_REST_MS = 5_000;
const LONGEST_REST_MS = 300_000;

/**
 * Takes jobs from the queue and evaluates them, one after the other, until the signal; then resolves within a step, with
 * its job back in the queue. Rejects with a `QueueError`: `QueueRefused`, `QueueUnreachable`, `ClassRefused` where the
 * fleet is of another class, and `WorkerUnfit` where no engine can be opened here, which is no job's fault.
 */
export async function runRedisWorker(options: RedisWorkerOptions, stop: AbortSignal): Promise<void> {
  const { redis, trouble } = await connectRedis(options);
  if (trouble !== null) {
    redis.disconnect();
    throw trouble;
  }
  const worker = new QueueWorker(redis, options, stop);
  try {
    await worker.run();
  } finally {
    await worker.close();
  }
}

type Taken = Job<unknown, Ending>;

class QueueWorker {
  readonly #redis: Redis;
  readonly #worker: Worker<unknown, Ending>;
  readonly #options: RedisWorkerOptions;
  readonly #timing: WorkerTiming;
  readonly #stop: AbortSignal;
  readonly #log: Logger;
  readonly #board: EvaluationBoard;
  readonly #fleet: Fleet;
  readonly #payloads: PayloadFolder;
  readonly #pool: Pick<EvaluationPool, "evaluate" | "close">;
  readonly #ended = new AbortController();
  /** Fires a while after the worker was stopped: a Redis that is away then does not get the last result. */
  readonly #tooLate = new AbortController();
  #facts: EngineFacts | null = null;
  /** Whether an engine was opened since the last one was lost. */
  #hasEngine = false;
  #refusal: QueueError | null = null;
  #isBusy = false;
  #restMs = 0;

  constructor(redis: Redis, options: RedisWorkerOptions, stop: AbortSignal) {
    this.#redis = redis;
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#stop = stop;
    this.#log = options.log;
    this.#board = new EvaluationBoard(redis);
    this.#fleet = new Fleet(redis);
    this.#payloads = new PayloadFolder(options.payloadDir, this.#board);
    this.#pool = options.openPool((facts) => this.#admit(facts));
    const { lockMs, lostJobsMs } = this.#timing;
    this.#worker = new Worker(QUEUE, null, {
      connection: redis,
      prefix: PREFIX,
      name: options.id,
      autorun: false,
      lockDuration: lockMs,
      stalledInterval: lostJobsMs,
      // Whether a job is given out once more is decided where it is taken.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    });
    stop.addEventListener("abort", () => setTimeout(() => this.#tooLate.abort(), LAST_RESULT_MS).unref());
    this.#worker.on("error", () => {});
    this.#worker.on("stalled", (key) =>
      this.#log.warn({ key }, "a job was lost by its worker and is taken over"),
    );
  }

  async run(): Promise<void> {
    const beating = this.#keepBeating();
    try {
      await this.#worker.startStalledCheckTimer();
      this.#log.info({ worker: this.#options.id }, "worker ready");
      while (!this.#stop.aborted && this.#refusal === null) {
        await pause(this.#restMs, this.#stop);
        await this.#takeOne();
      }
      if (this.#refusal !== null) throw this.#refusal;
    } finally {
      this.#ended.abort();
      await within(FAREWELL_MS, beating);
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
    await within(FAREWELL_MS, this.#fleet.leave(this.#options.id));
    await within(FAREWELL_MS, this.#worker.close(true));
    this.#redis.disconnect();
  }

  async #takeOne(): Promise<void> {
    const token = randomUUID();
    const taking = this.#worker.getNextJob(token).catch((error: unknown) => {
      this.#log.debug({ what: messageOf(error) }, "no job can be taken now");
      return pause(this.#timing.beatMs, this.#stop);
    });
    const taken = await unlessAborted(taking, this.#stop);
    if (taken === undefined) {
      // A job that arrives after all is another's.
      if (this.#stop.aborted) void taking.then((late) => late?.moveToWait(token)).catch(() => {});
      return;
    }
    this.#isBusy = true;
    try {
      await unlessAborted(this.#attend(taken, token), this.#tooLate.signal);
    } catch (error) {
      // Its lock is gone, or Redis is: the job is found again by whoever looks for lost ones.
      this.#log.warn({ key: taken.id, what: messageOf(error) }, "the job was lost");
    } finally {
      this.#isBusy = false;
    }
  }

  /** Sees a job to its ending, or puts it back. */
  async #attend(taken: Taken, token: string): Promise<void> {
    const read = travellingJobSchema.safeParse(taken.data);
    const end = (ending: Ending): Promise<unknown> => taken.moveToCompleted(ending, token, false);
    if (!read.success || read.data.key !== taken.id) {
      return void (await end({ kind: "engine-failed", code: "JobUnreadable", details: {} }));
    }
    const job = read.data;
    if (taken.stalledCounter >= WORKERS_LOST) {
      const details = { workers: taken.stalledCounter };
      return void (await end({ kind: "engine-failed", code: "WorkersLost", details }));
    }
    if (await this.#board.hasResult(job.key)) return void (await end({ kind: "kept" }));
    if (await this.#board.isCalledOff(job.key)) return void (await end({ kind: "cancelled" }));
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#stop]);
    const done = new AbortController();
    const watching = this.#watch(taken, token, job.key, over, done.signal);
    let outcome: EvaluationOutcome;
    try {
      outcome = await this.#evaluate(taken, job, signal);
    } finally {
      done.abort();
      await within(FAREWELL_MS, watching);
    }
    if (this.#refusal !== null) return void (await taken.moveToWait(token));
    if (outcome.kind === "evaluated" || outcome.kind === "dataset-failed") {
      this.#restMs = 0;
      const packed = await packOutcome(outcome).catch(() => null);
      if (packed === null) {
        const details = { what: "what it answered has not the form of a result" };
        return void (await end({ kind: "engine-failed", code: "EngineStopped", details }));
      }
      await this.#board.keep(job.key, packed);
      await end({ kind: "kept" });
    } else if (outcome.kind === "engine-failed") await end(outcome);
    else if (await this.#board.hasResult(job.key)) await end({ kind: "kept" });
    else if (over.signal.aborted) await end({ kind: "cancelled" });
    else await within(FAREWELL_MS, taken.moveToWait(token));
    const why = "code" in outcome ? { why: inWords(sentenceOf(outcome)) } : {};
    this.#log.info({ key: job.key, outcome: outcome.kind, ...why }, "job done");
  }

  async #evaluate(taken: Taken, job: TravellingJob, signal: AbortSignal): Promise<EvaluationOutcome> {
    let telling: Promise<unknown> | null = null;
    try {
      const train = await this.#payloads.fetch(job.train, signal);
      const evaluation = await this.#payloads.fetch(job.evaluation, signal);
      await this.#payloads.keepOnly([job.train, job.evaluation]);
      const outcome = await this.#pool.evaluate(
        { ...job, train, evaluation },
        {
          signal,
          onProgress: (progress) => {
            // Where Redis is slower than the engine, steps are left out rather than piled up.
            if (telling !== null) return;
            telling = taken
              .updateProgress(progress)
              .catch(() => {})
              .finally(() => {
                telling = null;
              });
          },
        },
      );
      if (outcome.kind === "engine-failed") this.#judge(outcome);
      return outcome;
    } catch (error) {
      if (signal.aborted) return { kind: "cancelled" };
      const { code, details } =
        error instanceof AssayError ? error : { code: "EngineStopped", details: { what: messageOf(error) } };
      return { kind: "engine-failed", code, details };
    }
  }

  /** What a failed engine means for this worker: without one it has nothing to offer, and after one that broke it rests. */
  #judge(failure: Extract<EvaluationOutcome, { kind: "engine-failed" }>): void {
    if (!this.#hasEngine) this.#refusal ??= new QueueError("WorkerUnfit", { why: sentenceOf(failure) });
    this.#hasEngine = false;
    // One worker that fails at everything must not be the one that takes everything.
    this.#restMs = Math.min(LONGEST_REST_MS, Math.max(FIRST_REST_MS, 2 * this.#restMs));
  }

  async #admit(facts: EngineFacts): Promise<void> {
    if (this.#options.isOneClass) {
      const held = await this.#fleet.claimClass(facts.workerClass);
      if (held !== facts.workerClass) {
        this.#refusal = new QueueError("ClassRefused", { own: facts.workerClass, fleet: held });
        throw this.#refusal;
      }
    }
    this.#facts = facts;
    this.#hasEngine = true;
  }

  /** Says that the worker lives, until it ends. */
  async #keepBeating(): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      await unlessAborted(this.#beat(), signal);
      await pause(this.#timing.beatMs, signal);
    }
  }

  async #beat(): Promise<void> {
    try {
      await this.#fleet.beat(this.#options.id, { facts: this.#facts, isBusy: this.#isBusy });
      if (this.#options.isOneClass && this.#facts !== null)
        await this.#fleet.claimClass(this.#facts.workerClass);
    } catch (error) {
      this.#log.debug({ what: messageOf(error) }, "the queue heard no beat");
    }
  }

  /** Holds on to a job, and calls its evaluation off once nobody waits for it or another worker was first. */
  async #watch(
    taken: Taken,
    token: string,
    key: string,
    over: AbortController,
    done: AbortSignal,
  ): Promise<void> {
    while (!done.aborted) {
      await pause(this.#timing.beatMs, done);
      if (done.aborted) return;
      try {
        // A lock that is lost is no reason to stop: the result may still be the first.
        await taken.extendLock(token, this.#timing.lockMs).catch(() => {});
        if ((await this.#board.isCalledOff(key)) || (await this.#board.hasResult(key))) over.abort();
      } catch (error) {
        this.#log.debug({ key, what: messageOf(error) }, "the queue could not be asked about the job");
      }
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
