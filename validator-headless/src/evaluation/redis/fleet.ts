import type { Redis } from "ioredis";
import { z } from "zod";
import type { EngineFacts } from "../../../../src-shared/engine/index.ts";
import type { WorkerStatus } from "../../status/snapshot.ts";
import { factsSchema, PREFIX } from "./wire.ts";

/** A worker that was not heard of for so long counts as lost, and is forgotten after a day. */
const LOST_AFTER_MS = 15_000;
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;
/** A fleet that has no worker for so long may begin with another class. */
const CLASS_MS = 60_000;

const WORKERS = `${PREFIX}:workers`;
const SEEN = `${PREFIX}:workers-seen`;
const FLEET_CLASS = `${PREFIX}:fleet-class`;

const NOW = `local t = redis.call("TIME") local now = t[1] * 1000 + math.floor(t[2] / 1000)`;
const BEAT = `${NOW}
  redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
  redis.call("ZADD", KEYS[2], now, ARGV[1])`;
const LOOK = `${NOW}
  local gone = redis.call("ZRANGEBYSCORE", KEYS[2], "-inf", now - ARGV[1])
  for _, id in ipairs(gone) do redis.call("HDEL", KEYS[1], id) redis.call("ZREM", KEYS[2], id) end
  return { now, redis.call("HGETALL", KEYS[1]), redis.call("ZRANGE", KEYS[2], 0, -1, "WITHSCORES") }`;
const CLAIM = `
  local held = redis.call("GET", KEYS[1])
  if held and held ~= ARGV[1] then return held end
  redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
  return ARGV[1]`;

const beatSchema = z.object({ facts: factsSchema.nullable(), isBusy: z.boolean() });

/** What a worker says of itself: null facts as long as it has opened no engine. */
export interface Beat {
  readonly facts: EngineFacts | null;
  readonly isBusy: boolean;
}

/** The workers of a queue. All times are by the clock of Redis, so that those of machines may differ. */
export class Fleet {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async beat(id: string, beat: Beat): Promise<void> {
    await this.#redis.eval(BEAT, 2, WORKERS, SEEN, id, JSON.stringify(beat));
  }

  async leave(id: string): Promise<void> {
    await this.#redis.multi().hdel(WORKERS, id).zrem(SEEN, id).exec();
  }

  /**
   * Makes a class of workers the fleet's, or has it be so for longer.
   * @returns the class that the fleet has: another one where its workers are of another
   */
  async claimClass(workerClass: string): Promise<string> {
    return String(await this.#redis.eval(CLAIM, 1, FLEET_CLASS, workerClass, CLASS_MS));
  }

  /** Every worker of the last day, by name. */
  async workers(): Promise<readonly WorkerStatus[]> {
    const found = await this.#redis.eval(LOOK, 2, WORKERS, SEEN, FORGOTTEN_AFTER_MS);
    const [now, said, seen] = found as [number, string[], string[]];
    const beats = new Map(pairs(said));
    return pairs(seen)
      .flatMap(([id, seenMs]) => {
        const beat = readBeat(beats.get(id));
        return beat === null ? [] : [statusOf(id, beat, Number(seenMs), now)];
      })
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

function statusOf(id: string, { facts, isBusy }: Beat, seenMs: number, nowMs: number): WorkerStatus {
  const isLost = nowMs - seenMs > LOST_AFTER_MS;
  return {
    id,
    device: facts?.device ?? "",
    workerClass: facts?.workerClass ?? "",
    state: isLost ? "lost" : isBusy ? "busy" : "idle",
    lastSeenAt: new Date(seenMs).toISOString(),
  };
}

function readBeat(text: string | undefined): Beat | null {
  if (text === undefined) return null;
  try {
    return beatSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const pairs = (flat: readonly string[]): [string, string][] =>
  Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index] ?? "", flat[2 * index + 1] ?? ""]);
