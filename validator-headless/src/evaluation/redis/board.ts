import { readFile } from "node:fs/promises";
import type { Redis } from "ioredis";
import type { RowsReference } from "../contract.ts";
import { QueueError } from "./errors.ts";
import { type KeptOutcome, PREFIX, pack, unpack, unpackOutcome } from "./wire.ts";

const HOUR_MS = 3_600_000;
/** A service keeps what it waited for in its own store; here it is for one that was away meanwhile. */
const RESULT_MS = 7 * 24 * HOUR_MS;
/** Rows are laid out again by whoever waits for them. */
const PAYLOAD_MS = HOUR_MS;
const CALLED_OFF_MS = HOUR_MS;

const NOW = `local t = redis.call("TIME") local now = t[1] * 1000 + math.floor(t[2] / 1000)`;
const SCRIPTS = {
  wish: `${NOW}
    redis.call("ZADD", KEYS[1], now + ARGV[2], ARGV[1])
    redis.call("PEXPIRE", KEYS[1], ARGV[2])
    return redis.call("DEL", KEYS[2])`,
  callOff: `${NOW}
    redis.call("ZREM", KEYS[1], ARGV[1])
    redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now)
    if redis.call("ZCARD", KEYS[1]) > 0 then return 0 end
    redis.call("SET", KEYS[2], 1, "PX", ARGV[2])
    return 1`,
};

/** What lies in Redis beside the queue itself: rows, results, and who waits for which job. */
export class EvaluationBoard {
  readonly #redis: Redis;
  readonly #layingOut = new Map<string, Promise<unknown>>();

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** The kept result of a job; null while there is none. One that cannot be read is thrown away. */
  async result(key: string): Promise<KeptOutcome | null> {
    const packed = await this.#redis.getBuffer(resultKey(key));
    if (packed === null) return null;
    try {
      return await unpackOutcome(packed);
    } catch {
      await this.#redis.del(resultKey(key));
      return null;
    }
  }

  async hasResult(key: string): Promise<boolean> {
    return (await this.#redis.exists(resultKey(key))) === 1;
  }

  /** Keeps a packed result for a job that has none yet: of two workers' results the first stays. */
  async keep(key: string, packed: Buffer): Promise<void> {
    await this.#redis.set(resultKey(key), packed, "PX", RESULT_MS, "NX");
  }

  /** Says that somebody waits for a job, for as long as `forMs`. */
  async wish(key: string, who: string, forMs: number): Promise<void> {
    await this.#redis.eval(SCRIPTS.wish, 2, wishesKey(key), calledOffKey(key), who, forMs);
  }

  async unwish(key: string, who: string): Promise<void> {
    await this.#redis.zrem(wishesKey(key), who);
  }

  /** Calls a job off, unless somebody else waits for it too. Answers whether nobody does. */
  async callOff(key: string, who: string): Promise<boolean> {
    const keys = [wishesKey(key), calledOffKey(key)];
    return (await this.#redis.eval(SCRIPTS.callOff, 2, ...keys, who, CALLED_OFF_MS)) === 1;
  }

  async isCalledOff(key: string): Promise<boolean> {
    return (await this.#redis.exists(calledOffKey(key))) === 1;
  }

  /** Lays rows out for workers, or has them lie there for longer. */
  async layOut({ hash, file }: RowsReference): Promise<void> {
    if ((await this.#redis.pexpire(payloadKey(hash), PAYLOAD_MS)) === 1) return;
    // An eval set is asked for by all jobs of a round at once, and takes a while to be packed.
    const running = this.#layingOut.get(hash);
    if (running !== undefined) return void (await running);
    const laying = readFile(file)
      .then(pack)
      .then((packed) => this.#redis.set(payloadKey(hash), packed, "PX", PAYLOAD_MS));
    this.#layingOut.set(hash, laying);
    await laying.finally(() => this.#layingOut.delete(hash));
  }

  /** Rows as they were laid out; null where they are not there. Rejects with `PayloadDamaged` where these are none. */
  async payload(hash: string): Promise<Buffer | null> {
    const packed = await this.#redis.getBuffer(payloadKey(hash));
    if (packed === null) return null;
    return unpack(packed).catch(() => {
      throw new QueueError("PayloadDamaged", { hash });
    });
  }
}

export const resultKey = (key: string): string => `${PREFIX}:result:${key}`;
export const wishesKey = (key: string): string => `${PREFIX}:wishes:${key}`;
const calledOffKey = (key: string): string => `${PREFIX}:called-off:${key}`;
const payloadKey = (hash: string): string => `${PREFIX}:rows:${hash}`;
