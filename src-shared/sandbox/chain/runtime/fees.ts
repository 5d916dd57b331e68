import type { Call } from "./dispatch.ts";
import type { SignedExtrinsic } from "./extrinsic.ts";

/** Weight of any extrinsic before its call, in picoseconds. */
const BASE_WEIGHT = 108_157_000n;
/** A rao buys 2000 picoseconds: the runtime's coefficient is 500,000 parts per billion. */
const PICOSECONDS_PER_RAO = 2000n;

/** What an extrinsic costs, in rao; null parts where the call is free. */
export interface Fee {
  readonly base: bigint;
  /** A rao a byte. */
  readonly length: bigint;
  readonly weight: bigint;
  readonly tip: bigint;
  readonly total: bigint;
}

export function feeOf(call: Call, lengthBytes: number, tip: bigint): Fee {
  if (!call.paysFee) return { base: 0n, length: 0n, weight: 0n, tip, total: tip };
  const base = weightToFee(BASE_WEIGHT);
  const weight = weightToFee(call.weight);
  const length = BigInt(lengthBytes);
  return { base, length, weight, tip, total: base + length + weight + tip };
}

export const weightToFee = (picoseconds: bigint): bigint => picoseconds / PICOSECONDS_PER_RAO;

/** What the runtime reports of a call's dispatch. */
export const dispatchInfo = (call: Call) => ({
  weight: { ref_time: call.weight + BASE_WEIGHT, proof_size: 0n },
  class: "Normal",
  pays_fee: call.paysFee ? "Yes" : "No",
});

/** Larger tips go first. */
export const priorityOf = (extrinsic: SignedExtrinsic): bigint => extrinsic.tip + 1n;
