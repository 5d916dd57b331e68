import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { pino } from "pino";
import { encodeRows, hashOfRows, type ResidentProgress } from "../../../../src-shared/engine/index.ts";
import { type ChildProcessHandle, childProcessHost, entryUrl } from "../../../../src-shared/system/index.ts";
import type { EvaluationJob, EvaluationOutcome, RowsReference } from "../contract.ts";
import { resultKey, wishesKey } from "../redis/board.ts";
import { connectRedis, type RedisAddress } from "../redis/connect.ts";
import { openRedisPool, type RedisPool } from "../redis-pool.ts";
import { type FixtureCommand, type FixtureMessage, fixtureLoss } from "./fixture-pool.ts";
import { RedisServer } from "./redis-server.ts";

/** A Redis with services and workers around it, for tests; everything is ended with it. */
export class QueueStage {
  readonly redis: RedisServer;
  readonly #folder = mkdtempSync(join(tmpdir(), "assay-queue-"));
  readonly #pools: RedisPool[] = [];
  readonly #workers: FixtureWorker[] = [];
  readonly #logged: string[] = [];

  private constructor(redis: RedisServer) {
    this.redis = redis;
  }

  static async set(options: { readonly isEncrypted?: boolean } = {}): Promise<QueueStage> {
    return new QueueStage(await RedisServer.start(options));
  }

  async strike(): Promise<void> {
    for (const worker of this.#workers) worker.kill();
    await Promise.all(this.#workers.map(({ exited }) => exited));
    await Promise.all(this.#pools.map((pool) => pool.close()));
    await this.redis.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** All that services and workers logged. */
  get logged(): string {
    return [...this.#logged, ...this.#workers.map(({ output }) => output)].join("\n");
  }

  async service(): Promise<RedisPool> {
    const log = pino({ level: "debug" }, { write: (line: string) => void this.#logged.push(line) });
    const pool = await openRedisPool({ ...this.#address(), log, lookMs: 500 });
    this.#pools.push(pool);
    return pool;
  }

  worker(id: string, { workerClass = "fixture", pace = "free" } = {}): FixtureWorker {
    const args = [id, workerClass, pace, join(this.#folder, id), this.#address().caFile ?? ""];
    const entry = entryUrl("./fixture-worker.entry", import.meta.url);
    const env = { FIXTURE_QUEUE: this.redis.url };
    const worker = new FixtureWorker(childProcessHost.spawn(entry, { name: id, args, env }));
    this.#workers.push(worker);
    return worker;
  }

  /** How many services wait for a job. */
  async wishesFor({ key }: EvaluationJob): Promise<number> {
    return this.#ask((redis) => redis.zcard(wishesKey(key)));
  }

  /** How many results are kept. */
  async results(): Promise<number> {
    return this.#ask(async (redis) => (await redis.keys(resultKey("*"))).length);
  }

  /** Has Redis lose everything, as one that writes nothing to its disk would. */
  async forget(): Promise<void> {
    await this.#ask((redis) => redis.flushall());
  }

  async #ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    const { redis } = await connectRedis(this.#address());
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  #address(): RedisAddress {
    const { url, caFile } = this.redis;
    return { url, caFile: url.startsWith("rediss:") ? caFile : null };
  }

  rows(id: number): RowsReference {
    const bytes = encodeRows([{ ids: Int32Array.of(id, id + 1), learn: Uint8Array.of(0, 1) }]);
    const hash = hashOfRows(bytes);
    const file = join(this.#folder, `rows-${id}`);
    writeFileSync(file, bytes);
    return { hash, file };
  }

  /** The evaluation of a dataset, one for each number. */
  job(id: number): EvaluationJob {
    const [train, evaluation] = [this.rows(id), this.rows(4_000)];
    return {
      key: createHash("sha256").update(train.hash).digest("hex"),
      epochId: "1",
      settings: {
        modelName: "practice",
        lora: { rank: 1, alpha: 1, dropout: 0, targets: "all-linear" },
        training: {
          quantization: "none",
          batchSize: 1,
          accumulationSteps: 1,
          epochs: 1,
          warmupSteps: 0,
          learningRate: 1,
          weightDecay: 0,
          maxGradientNorm: 1,
        },
        evaluation: { batchSize: 1, model: "training" },
        fidelity: "exact",
        device: "cpu",
        threads: 1,
      },
      model: { repo: "practice", revision: "main" },
      train,
      evaluation,
      seed: 7,
      limits: { timeoutMs: 60_000, memoryMb: 1_000 },
    };
  }
}

/** A worker in a process of its own. */
export class FixtureWorker {
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcessHandle;
  readonly #heard: FixtureMessage[] = [];
  readonly #listeners = new Set<() => void>();
  #output = "";

  constructor(child: ChildProcessHandle) {
    this.#child = child;
    this.exited = child.exited;
    child.onOutput((line) => {
      this.#output += `${line}\n`;
    });
    child.onMessage((message) => {
      this.#heard.push(message as FixtureMessage);
      for (const listener of this.#listeners) listener();
    });
  }

  get output(): string {
    return this.#output;
  }

  /** The keys of the jobs that it began, in order. */
  get started(): readonly string[] {
    return this.#heard.flatMap((message) => (message.kind === "started" ? [message.key] : []));
  }

  tell(command: FixtureCommand): void {
    this.#child.send(command);
  }

  /** As a power cut would. */
  kill(): void {
    this.#signal("SIGKILL");
  }

  /** It stands still, as behind a network that was cut. */
  freeze(): void {
    this.#signal("SIGSTOP");
  }

  thaw(): void {
    this.#signal("SIGCONT");
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid === null) return;
    try {
      process.kill(this.#child.pid, signal);
    } catch {
      // It has ended by itself.
    }
  }

  /** Resolves with the first message of a kind that it says, or has said. */
  async hears<K extends FixtureMessage["kind"]>(kind: K): Promise<Extract<FixtureMessage, { kind: K }>> {
    const find = (): FixtureMessage | undefined => this.#heard.find((message) => message.kind === kind);
    let found = find();
    while (found === undefined) {
      await new Promise<void>((resolve) => {
        const once = (): void => {
          this.#listeners.delete(once);
          resolve();
        };
        this.#listeners.add(once);
      });
      found = find();
    }
    return found as Extract<FixtureMessage, { kind: K }>;
  }
}

export const lossOf = ({ train, evaluation, seed }: EvaluationJob): number =>
  fixtureLoss(train.hash, evaluation.hash, seed);

/** The loss of an outcome, or what it was instead. */
export const foundIn = (outcome: EvaluationOutcome): number | string =>
  outcome.kind === "evaluated" ? outcome.result.evalLoss : "code" in outcome ? outcome.code : outcome.kind;

/** Evaluates without ever calling off. */
export const evaluate = (
  pool: RedisPool,
  job: EvaluationJob,
  onProgress: (progress: ResidentProgress) => void = () => {},
): Promise<EvaluationOutcome> => pool.evaluate(job, { signal: new AbortController().signal, onProgress });
