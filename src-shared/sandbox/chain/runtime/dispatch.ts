import { u8aToHex } from "@polkadot/util";
import type { Plain, PlainRecord } from "../codec/plain.ts";
import type { Hex } from "../state/bytes.ts";
import type { StateWriter } from "../state/view.ts";
import type { ChainRuntime } from "./runtime.ts";

/** `sp_runtime::DispatchError` as a plain value. */
export type DispatchError = string | PlainRecord;

/** How a call ends early: thrown inside a dispatch and caught by the dispatcher, as Substrate's `?` does. */
export class DispatchFailure extends Error {
  readonly error: DispatchError;

  constructor(error: DispatchError, message: string) {
    super(message);
    this.error = error;
  }
}

/** What a call is run with. */
export interface CallContext {
  readonly runtime: ChainRuntime;
  readonly state: StateWriter;
  /** The number of the block that is being made. */
  readonly block: number;
  emit(pallet: string, event: string, fields?: Plain): void;
}

/** A call that the sandbox runs. `weight` is the declared `ref_time` in picoseconds. */
export interface Call {
  readonly paysFee: boolean;
  readonly weight: bigint;
  /** Throws DispatchFailure. */
  run(context: CallContext, signer: Hex, args: PlainRecord): void;
}

export type Calls = Readonly<Record<string, Call>>;

/** A module error by name. Throws RangeError where the pallet declares none of that name. */
export function moduleFailure(runtime: ChainRuntime, palletName: string, name: string): DispatchFailure {
  const pallet = runtime.pallet(palletName);
  const error = pallet.errors?.find((candidate) => candidate.name === name);
  if (error === undefined) throw new RangeError(`${palletName} declares no error ${name}`);
  const bytes = u8aToHex(Uint8Array.of(error.index, 0, 0, 0));
  return new DispatchFailure({ Module: [{ index: pallet.index, error: bytes }] }, `${palletName}.${name}`);
}

/** A check that names the module error it fails with, for one pallet. */
export const ensureIn =
  (palletName: string) =>
  (context: { readonly runtime: ChainRuntime }, holds: boolean, name: string): void => {
    if (!holds) throw moduleFailure(context.runtime, palletName, name);
  };
