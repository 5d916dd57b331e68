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
/** A connection that says nothing for so long is dead, whatever the system believes: blocking commands take 10 s at most. */
const SILENCE_MS = 60_000;
const REFUSALS = /^(WRONGPASS|NOAUTH|NOPERM)|invalid password|no password is set/i;

/**
 * Connects to a Redis. From then on commands wait while it is away, and go on when it is back. Rejects with a `QueueError`:
 * `QueueRefused` where it does not let us in, `QueueUnreachable` where it does not answer in time.
 */
export async function connectRedis(address: RedisAddress, patienceMs = PATIENCE_MS): Promise<Redis> {
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
    socketTimeout: SILENCE_MS,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS),
  });
  const host = url.host;
  try {
    await firstReady(redis, host, patienceMs);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  // Connections are lost and found again; without a listener each loss would be printed.
  redis.on("error", () => {});
  return redis;
}

function tlsOf(servername: string, caFile: string | null): { servername: string; ca?: string } {
  return { servername, ...(caFile === null ? {} : { ca: readFileSync(caFile, "utf8") }) };
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
