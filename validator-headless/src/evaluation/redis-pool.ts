import { randomUUID } from "node:crypto";
import { Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import type { ResidentProgress } from "../../../src-shared/engine/index.ts";
import type { Logger } from "../logs/index.ts";
import type { WorkerStatus } from "../status/snapshot.ts";
import {
  type EvaluationJob,
  type EvaluationOptions,
  type EvaluationOutcome,
  type EvaluationPool,
  SERVICE_ENDS,
} from "./contract.ts";
import { EvaluationBoard } from "./redis/board.ts";
import { connectRedis, type RedisAddress } from "./redis/connect.ts";
import { Fleet } from "./redis/fleet.ts";
import { pause, unlessAborted, within } from "./redis/patience.ts";
import { endingSchema, PREFIX, progressSchema, QUEUE, type TravellingJob, toTravel } from "./redis/wire.ts";

export interface RedisPoolOptions extends RedisAddress {
  readonly log: Logger;
  /** How often it is looked at how a job stands, whatever was heard of it. */
  readonly lookMs?: number;
  /** How long it may take to be connected first. */
  readonly patienceMs?: number;
}

/** Workers on other machines, over a queue in Redis. */
export interface RedisPool extends EvaluationPool {
  /** Every worker of the last day as it was last known, lost ones included; looked at again and again. */
  workers(): readonly WorkerStatus[];
  /** Engines are replaced where they run, so here always 0. */
  readonly restarts: number;
}

const LOOK_MS = 5_000;
/** A wish outlives the service that had it for so long. */
const WISH_MS = 60_000;
/** Jobs that ended are of no use for longer: what is worth keeping lies elsewhere. */
const ENDED_JOBS_S = 3_600;
/** Questions about the fleet are answered from memory where Redis takes longer. */
const ANSWER_MS = 3_000;

/**
 * Evaluations by workers on other machines (`assay-validator worker`). Every job goes into the queue under its key, so that
 * services that ask for the same one, or ask again after a restart, wait for one evaluation or take its kept result.
 * Rejects with `QueueRefused` where the Redis does not let us in; while it is away, now or later, evaluations wait for it.
 */
export async function openRedisPool(options: RedisPoolOptions): Promise<RedisPool> {
  const { redis, trouble } = await connectRedis(options, options.patienceMs);
  if (trouble !== null) options.log.warn({ err: trouble }, "evaluations wait for the queue's Redis");
  return new QueuedPool(redis, options);
}

type Hear = (progress: ResidentProgress) => void;

class QueuedPool implements RedisPool {
  readonly restarts = 0;
  readonly #redis: Redis;
  readonly #queue: Queue<TravellingJob>;
  readonly #events: QueueEvents;
  readonly #board: EvaluationBoard;
  readonly #fleet: Fleet;
  readonly #log: Logger;
  readonly #lookMs: number;
  readonly #waiting = new Map<string, Set<{ readonly hear: Hear; readonly wake: () => void }>>();
  readonly #closing = new AbortController();
  #known: readonly WorkerStatus[] = [];
  #isAway = false;

  constructor(redis: Redis, { log, lookMs = LOOK_MS }: RedisPoolOptions) {
    this.#redis = redis;
    this.#log = log;
    this.#lookMs = lookMs;
    this.#board = new EvaluationBoard(redis);
    this.#fleet = new Fleet(redis);
    const of = { connection: redis, prefix: PREFIX };
    this.#queue = new Queue(QUEUE, of);
    this.#events = new QueueEvents(QUEUE, of);
    redis.on("close", () => this.#tellAway());
    redis.on("ready", () => this.#tellBack());
    // Lost connections are told of once, above; what is asked of Redis meanwhile waits.
    this.#queue.on("error", () => {});
    this.#events.on("error", () => {});
    this.#events.on("progress", ({ jobId, data }) => {
      const progress = progressSchema.safeParse(data);
      if (!progress.success) return;
      for (const { hear } of this.#waiting.get(jobId) ?? []) hear(progress.data);
    });
    const wake = ({ jobId }: { jobId: string }): void => {
      for (const waiter of this.#waiting.get(jobId) ?? []) waiter.wake();
    };
    this.#events.on("completed", wake);
    this.#events.on("failed", wake);
    void this.#keepLooking();
  }

  workers(): readonly WorkerStatus[] {
    return this.#known;
  }

  async capacity(): Promise<number> {
    await this.#lookAtFleet();
    return this.#live().length;
  }

  async workerClasses(): Promise<readonly string[]> {
    await this.#lookAtFleet();
    const classes = this.#live().map(({ workerClass }) => workerClass);
    return [...new Set(classes)].filter((workerClass) => workerClass !== "").sort();
  }

  async evaluate(
    job: EvaluationJob,
    { signal: calledOff, onProgress }: EvaluationOptions,
  ): Promise<EvaluationOutcome> {
    const signal = AbortSignal.any([calledOff, this.#closing.signal]);
    const who = randomUUID();
    let isFirst = true;
    let news = Promise.withResolvers<void>();
    const leave = this.#wait(job.key, {
      hear: (progress) => onProgress?.(progress),
      wake: () => news.resolve(),
    });
    try {
      while (!signal.aborted) {
        news = Promise.withResolvers();
        const looked = this.#look(job, who, isFirst).then(
          (outcome) => ({ outcome, isThrough: true }),
          (error: unknown) => ({ outcome: this.#troubleWith(job, error), isThrough: false }),
        );
        const { outcome, isThrough } = (await unlessAborted(looked, signal)) ?? {
          outcome: null,
          isThrough: false,
        };
        if (outcome !== null) {
          void this.#board.unwish(job.key, who).catch(() => {});
          return outcome;
        }
        if (isThrough) isFirst = false;
        const enough = new AbortController();
        await unlessAborted(Promise.race([news.promise, pause(this.#lookMs, enough.signal)]), signal);
        enough.abort();
      }
      if (calledOff.aborted && calledOff.reason !== SERVICE_ENDS) await this.#callOff(job.key, who);
      return { kind: "cancelled" };
    } finally {
      leave();
    }
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#redis.removeAllListeners("close");
    // Nothing here may wait for a Redis that is away.
    await within(ANSWER_MS, Promise.allSettled([this.#events.close(), this.#queue.close()]));
    this.#redis.disconnect();
  }

  #live(): readonly WorkerStatus[] {
    return this.#known.filter(({ state }) => state !== "lost");
  }

  /** Looks at the fleet; what was known before holds where Redis does not answer soon. */
  async #lookAtFleet(): Promise<void> {
    const looked = this.#fleet.workers().then((workers) => {
      this.#known = workers;
    });
    await within(ANSWER_MS, looked);
  }

  async #keepLooking(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await unlessAborted(this.#lookAtFleet(), signal);
      await pause(this.#lookMs, signal);
    }
  }

  /** Brings the job a step on towards its outcome, whatever happened to it since; answers the outcome once there is one. */
  async #look(job: EvaluationJob, who: string, isFirst: boolean): Promise<EvaluationOutcome | null> {
    const { key } = job;
    const kept = await this.#board.result(key);
    if (kept !== null) return kept;
    await this.#board.wish(key, who, WISH_MS);
    await Promise.all([this.#board.layOut(job.train), this.#board.layOut(job.evaluation)]);
    const queued = await this.#queue.getJob(key);
    if (queued?.finishedOn !== undefined) {
      const ending = endingSchema.safeParse(queued.returnvalue);
      // How it ended before we asked is an older attempt's affair.
      if (!isFirst && ending.data?.kind === "engine-failed") return ending.data;
      const late = await this.#board.result(key);
      if (late !== null) return late;
      await this.#queue.remove(key);
    } else if (queued !== undefined) return null;
    const ended = { age: ENDED_JOBS_S };
    const options = { jobId: key, attempts: 1, removeOnComplete: ended, removeOnFail: ended };
    await this.#queue.add("evaluate", toTravel(job), options);
    return null;
  }

  /** What cannot go well is the job's outcome; anything else is tried again. */
  #troubleWith({ train, evaluation }: EvaluationJob, error: unknown): EvaluationOutcome | null {
    const what = error instanceof Error ? error.message : String(error);
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && (path === train.file || path === evaluation.file)) {
      return {
        kind: "engine-failed",
        code: "RowsInvalid",
        details: { file: path, what: "they are not there" },
      };
    }
    if (!this.#closing.signal.aborted)
      this.#log.warn({ what }, "the queue does not take the job, trying again");
    return null;
  }

  async #callOff(key: string, who: string): Promise<void> {
    const calling = this.#board.callOff(key, who);
    // A job that no worker has taken is simply taken out.
    await within(
      ANSWER_MS,
      calling.then((isUnwanted) => (isUnwanted ? this.#queue.remove(key) : 0)),
    );
  }

  #wait(key: string, waiter: { readonly hear: Hear; readonly wake: () => void }): () => void {
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(waiter));
    return () => {
      waiting.delete(waiter);
      if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
    };
  }

  #tellAway(): void {
    if (!this.#isAway) this.#log.warn("the queue's Redis is away: evaluations wait for it");
    this.#isAway = true;
  }

  #tellBack(): void {
    if (this.#isAway) this.#log.info("the queue's Redis is back");
    this.#isAway = false;
  }
}
