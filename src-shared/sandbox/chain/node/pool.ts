import type { SignedExtrinsic } from "../runtime/extrinsic.ts";
import { priorityOf } from "../runtime/fees.ts";
import type { Invalid, Validity } from "../runtime/validity.ts";
import type { Hex } from "../state/bytes.ts";

/** What a watcher of a transaction is told, as the wire says it. */
export type TransactionStatus =
  | "future"
  | "ready"
  | "dropped"
  | "invalid"
  | { readonly broadcast: readonly string[] }
  | { readonly inBlock: Hex }
  | { readonly retracted: Hex }
  | { readonly finalityTimeout: Hex }
  | { readonly finalized: Hex }
  | { readonly usurped: Hex };

export type PoolRefusal =
  | { readonly kind: "invalid"; readonly reason: Invalid }
  | { readonly kind: "banned" }
  | { readonly kind: "alreadyImported"; readonly hash: Hex }
  | { readonly kind: "priorityTooLow"; readonly offered: bigint; readonly present: bigint }
  | { readonly kind: "full" };

export type Watcher = (status: TransactionStatus) => void;

interface Pooled {
  readonly extrinsic: SignedExtrinsic;
  readonly arrival: number;
  isReady: boolean;
}

/** How many blocks a transaction that left the pool is not taken back. */
const BAN_BLOCKS = 150;
/** After so many blocks without finality the watchers of an included transaction are let go. */
const FINALITY_TIMEOUT_BLOCKS = 512;
const PEER = "12D3KooWSandboxPeer111111111111111111111111111111111";

/**
 * Transactions that wait for a block. Like a node's it lives in memory only. One transaction an account and nonce:
 * another takes its place only with a larger tip. Those with a nonce still ahead wait as `future`.
 */
export class TransactionPool {
  readonly #pooled = new Map<Hex, Pooled>();
  readonly #included = new Map<
    Hex,
    { readonly block: Hex; readonly number: number; readonly extrinsic: SignedExtrinsic }
  >();
  readonly #bannedUntil = new Map<Hex, number>();
  readonly #watchers = new Map<Hex, Set<Watcher>>();
  readonly #limit: number;
  #arrivals = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Transactions that could be in the next block or wait for an earlier nonce, as they came. */
  get pending(): readonly SignedExtrinsic[] {
    return [...this.#pooled.values()].map(({ extrinsic }) => extrinsic);
  }

  /** What a block should try, in order: by tip, then arrival, an account's own always by nonce. */
  get offered(): readonly SignedExtrinsic[] {
    const waiting = [...this.#pooled.values()].sort(
      (a, b) => Number(priorityOf(b.extrinsic) - priorityOf(a.extrinsic)) || a.arrival - b.arrival,
    );
    const bySigner = Map.groupBy(waiting, ({ extrinsic }) => extrinsic.signer);
    for (const own of bySigner.values()) own.sort((a, b) => a.extrinsic.nonce - b.extrinsic.nonce);
    return waiting.flatMap(({ extrinsic }) => bySigner.get(extrinsic.signer)?.shift()?.extrinsic ?? []);
  }

  /** The nonce an account's next transaction should have, counting what waits. */
  nextNonce(signer: Hex, stateNonce: number): number {
    const waiting = new Set(
      this.pending.filter((extrinsic) => extrinsic.signer === signer).map(({ nonce }) => nonce),
    );
    let next = stateNonce;
    while (waiting.has(next)) next += 1;
    return next;
  }

  /** Takes a transaction that was found so valid at a block; null, or why not. */
  submit(extrinsic: SignedExtrinsic, validity: Validity, block: number): PoolRefusal | null {
    const { hash } = extrinsic;
    if (this.#pooled.has(hash)) return { kind: "alreadyImported", hash };
    if ((this.#bannedUntil.get(hash) ?? -1) > block) return { kind: "banned" };
    if (validity.kind === "invalid") {
      this.ban(hash, block);
      return { kind: "invalid", reason: validity.reason };
    }
    const rival = this.#rivalOf(extrinsic);
    if (rival !== undefined) {
      const [offered, present] = [priorityOf(extrinsic), priorityOf(rival)];
      if (offered <= present) return { kind: "priorityTooLow", offered, present };
      this.#leave(rival.hash, block);
      this.#tell(rival.hash, { usurped: hash }, true);
    } else if (this.#pooled.size >= this.#limit) {
      return { kind: "full" };
    }
    this.#pooled.set(hash, {
      extrinsic,
      arrival: this.#arrivals++,
      isReady: !this.#mustWait(extrinsic, validity),
    });
    return null;
  }

  /** Tells a watcher how the transaction stands now, then everything that happens to it. Answers how to stop. */
  watch(hash: Hex, watcher: Watcher): () => void {
    const watchers = this.#watchers.get(hash) ?? new Set();
    this.#watchers.set(hash, watchers.add(watcher));
    const pooled = this.#pooled.get(hash);
    if (pooled !== undefined) {
      for (const status of firstStatuses(pooled.isReady)) watcher(status);
    }
    return () => watchers.delete(watcher);
  }

  /** After a block: what it took leaves, the rest is looked at again. */
  blockMade(
    block: { readonly hash: Hex; readonly number: number; readonly included: readonly SignedExtrinsic[] },
    revalidate: (extrinsic: SignedExtrinsic) => Validity,
  ): void {
    for (const extrinsic of block.included) {
      this.#leave(extrinsic.hash, block.number);
      this.#included.set(extrinsic.hash, { block: block.hash, number: block.number, extrinsic });
      this.#tell(extrinsic.hash, { inBlock: block.hash });
    }
    for (const [hash, pooled] of [...this.#pooled]) {
      const validity = revalidate(pooled.extrinsic);
      if (validity.kind === "invalid") {
        this.#leave(hash, block.number);
        this.#tell(hash, "invalid", true);
      } else if (!pooled.isReady && !this.#mustWait(pooled.extrinsic, validity)) {
        pooled.isReady = true;
        for (const status of firstStatuses(true)) this.#tell(hash, status);
      }
    }
    for (const [hash, { number, block: inBlock }] of [...this.#included]) {
      if (block.number - number < FINALITY_TIMEOUT_BLOCKS) continue;
      this.#included.delete(hash);
      this.#tell(hash, { finalityTimeout: inBlock }, true);
    }
    for (const [hash, until] of [...this.#bannedUntil])
      if (until <= block.number) this.#bannedUntil.delete(hash);
  }

  /** A block left the best chain: its transactions wait again. */
  blockRetracted(block: Hex, extrinsics: readonly SignedExtrinsic[]): void {
    for (const extrinsic of extrinsics) {
      this.#included.delete(extrinsic.hash);
      this.#bannedUntil.delete(extrinsic.hash);
      this.#pooled.set(extrinsic.hash, { extrinsic, arrival: this.#arrivals++, isReady: true });
      this.#tell(extrinsic.hash, { retracted: block });
    }
  }

  finalized(block: Hex): void {
    for (const [hash, included] of [...this.#included]) {
      if (included.block !== block) continue;
      this.#included.delete(hash);
      this.#tell(hash, { finalized: block }, true);
    }
  }

  /** Throws a transaction out. Answers whether it was there. */
  evict(hash: Hex, block: number): boolean {
    if (!this.#pooled.has(hash)) return false;
    this.#leave(hash, block);
    this.#tell(hash, "dropped", true);
    return true;
  }

  ban(hash: Hex, block: number): void {
    this.#bannedUntil.set(hash, block + BAN_BLOCKS);
  }

  /** Forgets everything, as a restarted node has. */
  clear(): void {
    this.#pooled.clear();
    this.#included.clear();
    this.#bannedUntil.clear();
    this.#watchers.clear();
  }

  #rivalOf(extrinsic: SignedExtrinsic): SignedExtrinsic | undefined {
    return this.pending.find(({ signer, nonce }) => signer === extrinsic.signer && nonce === extrinsic.nonce);
  }

  /** A nonce ahead of the account's waits unless every nonce between is waiting here too. */
  #mustWait(extrinsic: SignedExtrinsic, validity: Validity): boolean {
    if (validity.kind !== "valid" || !validity.isFuture || extrinsic.signer === null) return false;
    const own = this.pending.filter(({ signer }) => signer === extrinsic.signer).map(({ nonce }) => nonce);
    return own.length === 0 || !this.#reaches(own, extrinsic.nonce, validity.accountNonce);
  }

  #reaches(own: readonly number[], nonce: number, from: number): boolean {
    const waiting = new Set(own);
    for (let at = from; at < nonce; at++) if (!waiting.has(at)) return false;
    return true;
  }

  #leave(hash: Hex, block: number): void {
    this.#pooled.delete(hash);
    this.ban(hash, block);
  }

  #tell(hash: Hex, status: TransactionStatus, isLast = false): void {
    for (const watcher of [...(this.#watchers.get(hash) ?? [])]) watcher(status);
    if (isLast) this.#watchers.delete(hash);
  }
}

const firstStatuses = (isReady: boolean): readonly TransactionStatus[] =>
  isReady ? ["ready", { broadcast: [PEER] }] : ["future"];
