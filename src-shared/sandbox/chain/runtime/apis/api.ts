import type { Plain } from "../../codec/plain.ts";
import type { StateReader } from "../../state/view.ts";
import type { SignedExtrinsic } from "../extrinsic.ts";
import type { ChainRuntime } from "../runtime.ts";
import type { Validity } from "../validity.ts";

/** What a runtime API is asked at: a block's state. */
export interface ApiContext {
  readonly runtime: ChainRuntime;
  readonly state: StateReader;
  readonly block: number;
  decode(bytes: Uint8Array): SignedExtrinsic;
  validity(extrinsic: SignedExtrinsic): Validity;
}

/** A runtime API's method over decoded arguments. */
export type ApiMethod = (context: ApiContext, ...args: readonly Plain[]) => Plain;
export type ApiMethods = Readonly<Record<string, ApiMethod>>;
