import type { Result } from "../contract/index.ts";
import type { ChainError } from "./errors.ts";
import type { Signer } from "./signer.ts";

/** A block by number and by hash (`0x` hex). */
export interface BlockRef {
  readonly number: number;
  readonly hash: string;
}

export interface ChainInfo {
  /** The chain's own name, such as "Bittensor". */
  readonly chain: string;
  readonly specName: string;
  readonly specVersion: number;
  /** `0x` hex; the same on every endpoint of one network, for ever. */
  readonly genesisHash: string;
  readonly ss58Prefix: number;
  readonly blockTimeMs: number;
  /** The endpoint that answers now, or answered last. */
  readonly endpoint: string;
}

export type ChainStatus =
  | { readonly kind: "connecting"; readonly endpoint: string; readonly attempt: number }
  | { readonly kind: "online"; readonly endpoint: string }
  | {
      readonly kind: "offline";
      readonly endpoint: string;
      readonly error: ChainError;
      readonly retryInMs: number | null;
    };

export interface Registration {
  readonly uid: number;
  /** The block in which the UID was given to this hotkey. */
  readonly block: number;
}

export interface Commitment {
  /** The block in which it was made. */
  readonly block: number;
  /** The UTF-8 text of the first Raw or BigRaw field; null where it has none, or none that is UTF-8. */
  readonly text: string | null;
}

/** When the chain takes the next commitment, by its own rule. */
export type CommitWindow =
  | { readonly kind: "now" }
  | {
      readonly kind: "wait";
      /** The first block in which a commitment can be taken. */
      readonly untilBlock: number;
      readonly blocksLeft: number;
      readonly reason: "CooldownSpace" | "CooldownInterval";
    }
  /** The rule can't be read from this runtime: try, and retry every 120 s. */
  | { readonly kind: "unknown" };

/** A signed transaction, not sent yet. Store it before sending: its fate can then be learned after any crash. */
export interface PreparedExtrinsic {
  /** The whole signed extrinsic, `0x` hex. */
  readonly extrinsic: string;
  /** Its Blake2b-256, `0x` hex: how blocks are searched for it. */
  readonly hash: string;
  readonly nonce: number;
  /** The block it is valid from. */
  readonly birthBlock: number;
  /** The first block it is no longer valid in. */
  readonly deathBlock: number;
}

/** What happens to a transaction on its way. */
export type TxEvent =
  | { readonly kind: "ready" }
  | { readonly kind: "future" }
  | { readonly kind: "broadcast" }
  | { readonly kind: "inBlock"; readonly block: BlockRef; readonly error: ChainError | null }
  | { readonly kind: "retracted"; readonly blockHash: string };

/** How it ended. Only `finalized` and `callFailed` are on-chain facts; after the others the chain must be searched. */
export type TxOutcome =
  | { readonly kind: "finalized"; readonly block: BlockRef }
  | { readonly kind: "callFailed"; readonly block: BlockRef; readonly error: ChainError }
  /** The pool refused it: it is in no block and, unless another copy was sent, never will be. */
  | { readonly kind: "invalid"; readonly error: ChainError }
  | { readonly kind: "usurped"; readonly error: ChainError }
  | { readonly kind: "dropped"; readonly error: ChainError }
  | { readonly kind: "expired"; readonly error: ChainError }
  /** Connection lost, timeout, finality stuck, cancelled: it may still happen. */
  | { readonly kind: "unknown"; readonly error: ChainError };

export interface FoundExtrinsic {
  readonly blockNumber: number;
  readonly blockHash: string;
  /** Whether its call succeeded; null where the endpoint no longer keeps that block's events. */
  readonly success: boolean | null;
  readonly error: ChainError | null;
}

export interface Neuron {
  readonly uid: number;
  readonly hotkey: string;
  readonly coldkey: string;
  /** Total stake in RAO (1e-9 TAO). */
  readonly stakeRao: bigint;
  /** Shares of 1, as the chain rounds them (65535 steps). */
  readonly incentive: number;
  readonly consensus: number;
  readonly dividends: number;
  readonly validatorPermit: boolean;
  readonly active: boolean;
  /** The block of the last weights it set. */
  readonly lastUpdate: number;
  readonly registeredAt: number;
}

export interface Metagraph {
  readonly netuid: number;
  /** The block it was read at. */
  readonly block: BlockRef;
  /** Blocks in an epoch. */
  readonly tempo: number;
  readonly ownerHotkey: string | null;
  readonly ownerColdkey: string | null;
  /** How many UIDs the subnet may have; `neurons.length` are given out. */
  readonly maxUids: number;
  readonly commitReveal: boolean;
  /** Epochs between committing and revealing weights. */
  readonly commitRevealPeriod: number;
  /** By UID. */
  readonly neurons: readonly Neuron[];
}

/** What a subnet demands of weights, by its hyperparameters. */
export interface SubnetRules {
  readonly netuid: number;
  /** Weights with a lower version key are refused; 0 takes any. */
  readonly weightsVersionKey: bigint;
  /** Blocks that have to lie between a hotkey's weights, or commits of weights. */
  readonly weightsRateLimitBlocks: number;
  /** Fewer weights are refused, except where the subnet has fewer UIDs, and a validator's weight for itself alone. */
  readonly minAllowedWeights: number;
  /** The largest share of all weights that one UID may get, 0..1. */
  readonly maxWeightShare: number;
  /** Whether weights must be committed first. */
  readonly commitReveal: boolean;
  /** Epochs between committing and revealing. */
  readonly revealPeriodEpochs: number;
  /** What time-locked commits name as their version; null where the runtime asks for none. */
  readonly commitRevealVersion: number | null;
  /** Blocks in an epoch. */
  readonly tempo: number;
  /** The total stake below which a hotkey may not set weights, in RAO. */
  readonly stakeThresholdRao: bigint;
}

/** Where a subnet is in its epoch. */
export interface EpochClock {
  /** The block it was read at. */
  readonly block: BlockRef;
  /** The epoch's number, as the chain counts it for commits of weights. */
  readonly epoch: number;
  readonly tempo: number;
  /**
   * The block that begins the next epoch: transactions in it belong to that epoch. Weights count in this epoch's
   * consensus in earlier blocks; before dynamic tempos, in blocks earlier than the one before it.
   */
  readonly nextEpochBlock: number;
  /** From the block it was read at to `nextEpochBlock`: 1 where the next block begins it. */
  readonly blocksLeft: number;
}

export interface Weight {
  readonly uid: number;
  /** 0..65535. */
  readonly value: number;
}

/** A commit's place in time. */
interface Committed {
  /** The block it was made in; null where the runtime doesn't keep it. */
  readonly block: number | null;
  readonly epoch: number;
  readonly revealEpoch: number;
  /** First and last block of the reveal epoch, as long as the tempo stays as it is. */
  readonly revealFrom: number;
  readonly revealTo: number;
}

/** Weights committed by their hash, not revealed yet. */
export interface HashCommit extends Committed {
  /** `0x` hex. */
  readonly hash: string;
  /** What a reveal sent now would meet: too early, taken, or too late for good. */
  readonly state: "waiting" | "revealable" | "expired";
}

/** Weights committed under a time lock, which the chain has not opened yet. */
export interface TimelockedCommit extends Committed {
  /** The ciphertext, `0x` hex. */
  readonly commit: string;
  /** The beacon's round that opens it. */
  readonly revealRound: number;
}

export interface WeightCommits {
  /** The block they were read at. */
  readonly block: BlockRef;
  /** Oldest first; the chain takes at most ten that have not expired. */
  readonly hashed: readonly HashCommit[];
  readonly timelocked: readonly TimelockedCommit[];
}

/** What can be done about weights. Values and salts are 16-bit, version keys 64-bit. */
export type WeightAction =
  | {
      readonly kind: "set";
      readonly uids: readonly number[];
      readonly values: readonly number[];
      readonly versionKey: bigint;
    }
  /** The hash is that of `weightCommitHash`. */
  | { readonly kind: "commit"; readonly hash: string }
  | {
      readonly kind: "reveal";
      readonly uids: readonly number[];
      readonly values: readonly number[];
      readonly salt: readonly number[];
      readonly versionKey: bigint;
    }
  | ({ readonly kind: "timelocked" } & TimelockedWeights);

/** Weights under a time lock, ready to be committed. */
export interface TimelockedWeights {
  /** The ciphertext, `0x` hex. */
  readonly commit: string;
  readonly revealRound: number;
  /** Null for runtimes that ask for none. */
  readonly commitRevealVersion: number | null;
}

export type Read<T> = Promise<Result<T, ChainError>>;

interface OnSubnet {
  readonly netuid: number;
  /** Hash of the block to read at; left out: the best block. */
  readonly at?: string | undefined;
}
interface OfHotkey extends OnSubnet {
  /** SS58 address. */
  readonly hotkey: string;
}

/** One chain, however many endpoints; what it can do is read from its own metadata. */
export interface ChainClient {
  info(): ChainInfo;
  status(): ChainStatus;
  head(): Read<BlockRef>;
  finalizedHead(): Read<BlockRef>;
  /** Calls back with every new best block, and first with the last one known. Answers how to stop. */
  onHeads(callback: (head: BlockRef) => void): () => void;
  registration(query: OfHotkey): Read<Registration | null>;
  commitment(query: OfHotkey): Read<Commitment | null>;
  /** Every hotkey's commitment on a subnet, by SS58 address. */
  commitments(query: OnSubnet): Read<ReadonlyMap<string, Commitment>>;
  /** When a commitment of so many bytes can be taken. */
  commitWindow(query: OfHotkey & { readonly sizeBytes: number }): Read<CommitWindow>;
  /** Signs a commitment of `text` with a mortal era. Sends nothing. */
  prepareCommit(query: {
    readonly netuid: number;
    readonly text: string;
    readonly signer: Signer;
  }): Read<PreparedExtrinsic>;
  /**
   * Sends a prepared extrinsic and follows it to its end. Sending the same one twice is safe. One that was stored is
   * better given whole than as `0x` hex: its bytes alone don't tell, once it has expired, when that was.
   */
  submit(
    extrinsic: PreparedExtrinsic | string,
    onEvent?: (event: TxEvent) => void,
    signal?: AbortSignal,
  ): Promise<TxOutcome>;
  /** Looks for an extrinsic in blocks `fromBlock` to `toBlock`, both included, as far as there are blocks. */
  findExtrinsic(query: {
    readonly hash: string;
    readonly fromBlock: number;
    readonly toBlock: number;
    readonly signal?: AbortSignal | undefined;
  }): Read<FoundExtrinsic | null>;
  metagraph(query: OnSubnet): Read<Metagraph>;
  /** What the subnet demands of weights. */
  subnetRules(query: OnSubnet): Read<SubnetRules>;
  /** Where the subnet is in its epoch; `SubnetWithoutEpochs` where it runs none. */
  epochClock(query: OnSubnet): Read<EpochClock>;
  /** The weights a UID has set, by UID; empty where it never did. */
  weightsOf(query: OnSubnet & { readonly uid: number }): Read<readonly Weight[]>;
  /** The share of a validator's weights that agreed with consensus in the last epoch, 0..1. */
  validatorTrust(query: OnSubnet & { readonly uid: number }): Read<number>;
  /** What a hotkey has committed and not revealed. */
  weightCommits(query: OfHotkey): Read<WeightCommits>;
  /** Signs a call about weights with a mortal era. Sends nothing. */
  prepareWeights(query: {
    readonly netuid: number;
    readonly signer: Signer;
    readonly action: WeightAction;
  }): Read<PreparedExtrinsic>;
  /**
   * Encrypts weights for `prepareWeights` as `timelocked`, to be committed in the next blocks: under the beacon that
   * the chain names, for the round that comes a few blocks into their reveal epoch. Sends nothing.
   */
  timelock(
    weights: Omit<OfHotkey, "at"> & {
      readonly uids: readonly number[];
      readonly values: readonly number[];
      readonly versionKey: bigint;
    },
  ): Read<TimelockedWeights>;
  /** The chain's own clock at a block, in milliseconds since 1970. */
  chainTime(query?: { readonly at?: string | undefined }): Read<number>;
  /** The newest round of the randomness beacon that the chain knows; null where it knows no beacon, or none yet. */
  lastBeaconRound(query?: { readonly at?: string | undefined }): Read<number | null>;
  close(): Promise<void>;
}
