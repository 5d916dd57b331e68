import { readFileSync } from "node:fs";
import { Redis } from "ioredis";
import { QueueError } from "./errors.ts";

/** Where the queue is, and how it is known to be the right one. */
export interface RedisAddress {
  /** `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS. */
  readonly url: string;
  /** A file with the certificate authority of a `rediss://` Redis, where it is not one that the system knows. */
  readonly caFile?: string | null;
}

/** A Redis that does not answer for so long when it is first asked is taken to be misspelled. */
const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 5_000;
/** A connection that leaves a question unanswered for so long is dead, whatever the system believes. */
const SILENCE_MS = 20_000;
const ASK_MS = 15_000;
const REFUSALS = /^(WRONGPASS|NOAUTH|NOPERM)|invalid password|no password is set/i;

/** A connection whose commands wait while its Redis is away, and go on when it is back. */
export interface RedisConnection {
  readonly redis: Redis;
  /** `QueueUnreachable` where it did not answer in time, and is tried further. */
  readonly trouble: QueueError | null;
}

/** Connects to a Redis. Rejects with a `QueueError` where it does not let us in: `QueueRefused`. */
export async function connectRedis(
  address: RedisAddress,
  patienceMs = PATIENCE_MS,
): Promise<RedisConnection> {
  const url = new URL(address.url);
  const password = decodeURIComponent(url.password);
  const redis = new Redis({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 6379 : Number(url.port),
    ...(url.username === "" ? {} : { username: decodeURIComponent(url.username) }),
    ...(password === "" ? {} : { password }),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.protocol === "rediss:" ? { tls: tlsOf(url.hostname, address.caFile ?? null) } : {}),
    maxRetriesPerRequest: null,
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS),
  });
  // Connections are lost and found again; without a listener each loss would be printed.
  redis.on("error", () => {});
  askAgainAndAgain(redis);
  try {
    await firstReady(redis, url.host, patienceMs);
    return { redis, trouble: null };
  } catch (error) {
    if (error instanceof QueueError && error.code === "QueueUnreachable") return { redis, trouble: error };
    redis.disconnect();
    throw error;
  }
}

function tlsOf(servername: string, caFile: string | null): { servername: string; ca?: string } {
  return { servername, ...(caFile === null ? {} : { ca: readFileSync(caFile, "utf8") }) };
}

/** Gives up a connection whose other end has gone without a word, so that a new one is made. */
function askAgainAndAgain(redis: Redis): void {
  let isAsking = false;
  const asking = setInterval(() => {
    if (isAsking || redis.status !== "ready") return;
    isAsking = true;
    const giveUp = setTimeout(() => {
      if (redis.status === "ready") redis.disconnect(true);
    }, SILENCE_MS).unref();
    void redis
      .ping()
      .catch(() => {})
      .finally(() => {
        clearTimeout(giveUp);
        isAsking = false;
      });
  }, ASK_MS).unref();
  redis.once("end", () => clearInterval(asking));
}

function firstReady(redis: Redis, host: string, patienceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let what = `nothing answered within ${patienceMs / 1000} s`;
    const settle = (done: () => void): void => {
      clearTimeout(timer);
      redis.off("ready", onReady);
      redis.off("error", onError);
      done();
    };
    const timer = setTimeout(() => {
      settle(() => reject(new QueueError("QueueUnreachable", { host, what })));
    }, patienceMs);
    const onReady = (): void => settle(resolve);
    // Of an error only its message is passed on: it also carries the command with its arguments, and so the password.
    const onError = ({ message }: Error): void => {
      what = message;
      if (REFUSALS.test(message)) settle(() => reject(new QueueError("QueueRefused", { host, what })));
    };
    redis.once("ready", onReady);
    redis.on("error", onError);
  });
}
