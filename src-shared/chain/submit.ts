import { z } from "zod";
import { findExtrinsic, findInBlock } from "./block-search.ts";
import type { ChainState } from "./chain-state.ts";
import type { BlockRef, PreparedExtrinsic, TxEvent, TxOutcome } from "./client.ts";
import type { Connection } from "./connection.ts";
import { asChainError } from "./connection.ts";
import { ChainError } from "./errors.ts";
import { type Link, RpcFailure } from "./link.ts";
import { poolCode, poolRefusal, type RejectionContext } from "./rejection.ts";
import { describeExtrinsic, extrinsicHash } from "./sign.ts";

/** Notifications of `author_submitAndWatchExtrinsic` (sc-transaction-pool-api, TransactionStatus). */
const statusSchema = z.union([
  z.enum(["ready", "future", "dropped", "invalid"]),
  z.object({ broadcast: z.unknown() }),
  z.object({ inBlock: z.string() }),
  z.object({ retracted: z.string() }),
  z.object({ finalityTimeout: z.string() }),
  z.object({ finalized: z.string() }),
  z.object({ usurped: z.string() }),
]);
type Status = z.infer<typeof statusSchema>;

const watch = {
  notification: "author_extrinsicUpdate",
  subscribe: "author_submitAndWatchExtrinsic",
  unsubscribe: "author_unwatchExtrinsic",
};

export interface Submission {
  readonly state: ChainState;
  readonly connection: Connection;
  readonly extrinsic: PreparedExtrinsic | string;
  readonly onEvent: (event: TxEvent) => void;
  readonly signal: AbortSignal | undefined;
  /** Calls back with every new best block; answers how to stop. */
  readonly onHeads: (callback: (head: BlockRef) => void) => () => void;
}

/** Sends a prepared extrinsic and follows it to its end. What is not known for certain is answered as `unknown`. */
export async function submit(submission: Submission): Promise<TxOutcome> {
  try {
    const head = await submission.state.head();
    const { extrinsic } = submission;
    const bytes = typeof extrinsic === "string" ? extrinsic : extrinsic.extrinsic;
    const read = describeExtrinsic(submission.state.runtime, bytes, head.number);
    const era = typeof extrinsic === "string" ? {} : pick(extrinsic);
    return await new Follower(submission, bytes, { ...read, ...era }).run(head);
  } catch (error) {
    return { kind: "unknown", error: asChainError(error) };
  }
}

function pick({ birthBlock, deathBlock }: PreparedExtrinsic) {
  return { birthBlock, deathBlock };
}

class Follower {
  readonly #submission: Submission;
  readonly #context: RejectionContext & { readonly birthBlock: number };
  readonly #bytes: string;
  readonly #hash: string;

  constructor(
    submission: Submission,
    bytes: string,
    context: RejectionContext & { readonly birthBlock: number },
  ) {
    this.#submission = submission;
    this.#context = context;
    this.#bytes = bytes;
    this.#hash = extrinsicHash(bytes);
  }

  async run(head: BlockRef): Promise<TxOutcome> {
    const { connection, signal } = this.#submission;
    const { deathBlock } = this.#context;
    if (signal?.aborted) return cancelled();
    if (deathBlock !== null && head.number >= deathBlock) return this.#searchBlocks();
    const link = await connection.link();
    const statuses = new StatusQueue();
    try {
      const subscription = await link.subscribe(watch, [this.#bytes], (notification) =>
        statuses.push(notification),
      );
      try {
        return await this.#follow(link, statuses);
      } finally {
        subscription.stop();
      }
    } catch (error) {
      if (!(error instanceof RpcFailure)) throw error;
      const isThereAlready = error.code === poolCode.alreadyImported || error.code === poolCode.banned;
      if (isThereAlready) return this.#searchBlocks();
      return this.#refused(poolRefusal(error, this.#context));
    }
  }

  async #follow(link: Link, statuses: StatusQueue): Promise<TxOutcome> {
    const { signal } = this.#submission;
    const lost = link.closed.then(() => "lost" as const);
    const aborted = Promise.withResolvers<"aborted">();
    const abort = () => aborted.resolve("aborted");
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
    const expired = this.#expiry();
    try {
      for (;;) {
        const next = await Promise.race([statuses.next(), lost, aborted.promise, expired.reached]);
        if (next === "lost") return { kind: "unknown", error: lostLink(link) };
        if (next === "aborted") return cancelled();
        if (next === "expired") return this.#searchBlocks();
        const outcome = await this.#take(next);
        if (outcome !== null) return outcome;
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      expired.stop();
    }
  }

  /** A pool may go silent on a transaction: at its death the blocks themselves are asked. */
  #expiry(): { readonly reached: Promise<"expired">; stop(): void } {
    const { promise, resolve } = Promise.withResolvers<"expired">();
    const { deathBlock } = this.#context;
    const stop = this.#submission.onHeads((head) => {
      if (deathBlock !== null && head.number > deathBlock) resolve("expired");
    });
    return { reached: promise, stop };
  }

  async #take(notification: unknown): Promise<TxOutcome | null> {
    const parsed = statusSchema.safeParse(notification);
    if (!parsed.success) return null;
    return this.#takeStatus(parsed.data);
  }

  async #takeStatus(status: Status): Promise<TxOutcome | null> {
    const { onEvent } = this.#submission;
    if (typeof status === "string") {
      if (status === "dropped") return this.#gone("dropped", "TransactionDropped");
      if (status === "invalid") return this.#refused(this.#error("TransactionRejected", "it became invalid"));
      onEvent({ kind: status });
      return null;
    }
    if ("broadcast" in status) onEvent({ kind: "broadcast" });
    else if ("retracted" in status) onEvent({ kind: "retracted", blockHash: status.retracted });
    else if ("inBlock" in status) {
      const { block, error } = await this.#fateIn(status.inBlock);
      onEvent({ kind: "inBlock", block, error });
    } else if ("finalized" in status) {
      const { block, error } = await this.#fateIn(status.finalized);
      return error === null ? { kind: "finalized", block } : { kind: "callFailed", block, error };
    } else if ("usurped" in status) return this.#gone("usurped", "TransactionUsurped");
    else return { kind: "unknown", error: this.#error("TransactionNotFinalized", "finality timeout") };
    return null;
  }

  async #fateIn(blockHash: string): Promise<{ readonly block: BlockRef; readonly error: ChainError | null }> {
    const { state } = this.#submission;
    const [block, fate] = await Promise.all([
      state.block(blockHash),
      findInBlock(state, this.#hash, blockHash),
    ]);
    return { block, error: fate?.error ?? null };
  }

  /** Looks for it block by block, as blocks are finalized, until it is found or can't come any more. */
  async #searchBlocks(): Promise<TxOutcome> {
    const { state, signal } = this.#submission;
    const { deathBlock } = this.#context;
    const lastValid = deathBlock === null ? Number.POSITIVE_INFINITY : deathBlock - 1;
    const heads = new HeadQueue(this.#submission);
    let from = this.#context.birthBlock;
    try {
      for (;;) {
        const finalized = await state.finalizedHead();
        const last = Math.min(finalized.number, lastValid);
        const found = await findExtrinsic(state, this.#hash, from, last, signal);
        if (found !== null) return foundOutcome(found.blockNumber, found.blockHash, found.error);
        if (finalized.number >= lastValid)
          return { kind: "expired", error: this.#error("TransactionExpired", "its era ended") };
        from = Math.max(from, last + 1);
        await heads.next();
      }
    } finally {
      heads.stop();
    }
  }

  /** A refusal can come because an earlier copy is in a block already: the blocks have the last word. */
  async #refused(error: ChainError): Promise<TxOutcome> {
    if (error.code === "TransactionUsurped") return this.#foundOr({ kind: "usurped", error });
    if (error.code === "TransactionDropped") return { kind: "dropped", error };
    if (error.code === "TransactionExpired") return this.#foundOr({ kind: "expired", error });
    return this.#foundOr({ kind: "invalid", error });
  }

  async #gone(
    kind: "dropped" | "usurped",
    code: "TransactionDropped" | "TransactionUsurped",
  ): Promise<TxOutcome> {
    return this.#foundOr({ kind, error: this.#error(code, kind) });
  }

  async #foundOr(outcome: TxOutcome): Promise<TxOutcome> {
    const { state, signal } = this.#submission;
    const head = await state.head();
    const found = await findExtrinsic(state, this.#hash, this.#context.birthBlock, head.number, signal);
    if (found === null) return outcome;
    const isFinal = (await state.finalizedHead()).number >= found.blockNumber;
    return isFinal ? foundOutcome(found.blockNumber, found.blockHash, found.error) : this.#searchBlocks();
  }

  #error(code: ConstructorParameters<typeof ChainError>[0], reason: string): ChainError {
    const { hotkey, netuid, deathBlock } = this.#context;
    return new ChainError(code, { hotkey, netuid, deathBlock, reason });
  }
}

function foundOutcome(number: number, hash: string, error: ChainError | null): TxOutcome {
  const block = { number, hash };
  return error === null ? { kind: "finalized", block } : { kind: "callFailed", block, error };
}

function cancelled(): TxOutcome {
  return { kind: "unknown", error: new ChainError("Cancelled") };
}

function lostLink(link: Link): ChainError {
  return new ChainError("ChainConnectionLost", { endpoint: link.endpoint });
}

/** Notifications in order, one at a time: taking one may need further requests. */
class StatusQueue {
  readonly #waiting: unknown[] = [];
  #arrived = Promise.withResolvers<void>();

  push(notification: unknown): void {
    this.#waiting.push(notification);
    this.#arrived.resolve();
  }

  async next(): Promise<unknown> {
    while (this.#waiting.length === 0) {
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
    return this.#waiting.shift();
  }
}

/** The next new best block, or the end of the wish to know. */
class HeadQueue {
  readonly stop: () => void;
  readonly #signal: AbortSignal | undefined;
  #latest = -1;
  #arrived = Promise.withResolvers<void>();

  constructor({ onHeads, signal }: Submission) {
    this.#signal = signal;
    this.#arrived.promise.catch(() => undefined);
    const abort = () => this.#arrived.reject(new ChainError("Cancelled"));
    signal?.addEventListener("abort", abort);
    const stopHeads = onHeads((head) => {
      if (head.number === this.#latest) return;
      this.#latest = head.number;
      this.#arrived.resolve();
    });
    this.stop = () => {
      signal?.removeEventListener("abort", abort);
      stopHeads();
    };
  }

  async next(): Promise<void> {
    if (this.#signal?.aborted) throw new ChainError("Cancelled");
    await this.#arrived.promise;
    this.#arrived = Promise.withResolvers();
    this.#arrived.promise.catch(() => undefined);
  }
}
