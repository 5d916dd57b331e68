import { u8aToHex } from "@polkadot/util";
import type { Plain, PlainRecord } from "../codec/plain.ts";
import type { CommitmentRule } from "../metadata/index.ts";
import { runContained } from "../runtime/calls.ts";
import type { CallContext, DispatchError } from "../runtime/dispatch.ts";
import { type Genesis, makeGenesis } from "../runtime/genesis.ts";
import { beginBlock } from "../runtime/pallets/subtensor/epoch.ts";
import { noBeacon, type TimelockOpener } from "../runtime/pallets/subtensor/timelocked.ts";
import { ChainRuntime } from "../runtime/runtime.ts";
import { type Hex, Overlay } from "../state/bytes.ts";
import { StateWriter } from "../state/view.ts";

/** A runtime over a state in memory, to run calls and blocks without a node. */
export class RuntimeBench {
  readonly runtime: ChainRuntime;
  readonly state: StateWriter;
  readonly events: string[] = [];
  block = 1;
  readonly #opener: TimelockOpener;

  constructor(genesis: Genesis, rule: CommitmentRule = "spacePerEpoch", opener = noBeacon) {
    this.runtime = new ChainRuntime(rule);
    this.#opener = opener;
    const overlay = new Overlay({ get: () => null, keys: () => [] });
    for (const [key, value] of makeGenesis(this.runtime, genesis, 0).changes) overlay.set(key, value);
    this.state = new StateWriter(this.runtime.layout, overlay);
  }

  get context(): CallContext {
    return {
      runtime: this.runtime,
      state: this.state,
      block: this.block,
      emit: (pallet: string, event: string, _fields?: Plain) => {
        this.events.push(`${pallet}.${event}`);
      },
    };
  }

  /** Goes on to a later block, running what each block begins with. */
  advanceTo(block: number): void {
    while (this.block < block) {
      this.block += 1;
      beginBlock(this.context, this.#opener);
    }
  }

  /** Runs a call; answers "ok" or the name of the error. */
  call(signer: Uint8Array, pallet: string, name: string, args: PlainRecord): string {
    const error = runContained(this.context, u8aToHex(signer), { pallet, name, args });
    return error === null ? "ok" : this.nameOf(error);
  }

  nameOf(error: DispatchError): string {
    if (typeof error === "string") return error;
    const module = (error.Module as readonly PlainRecord[] | undefined)?.[0];
    if (module === undefined) return JSON.stringify(error);
    const pallet = this.runtime.declared.pallets.find(({ index }) => index === module.index);
    const first = Number.parseInt((module.error as Hex).slice(2, 4), 16);
    return pallet?.errors?.find(({ index }) => index === first)?.name ?? "unknown error";
  }
}
