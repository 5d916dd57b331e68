import { PlainCodec } from "../codec/plain.ts";
import { runtimes } from "../metadata/declarations/runtime.ts";
import type { Pallet, Runtime } from "../metadata/declare.ts";
import type { CommitmentRule } from "../metadata/index.ts";
import { StorageLayout } from "../state/layout.ts";

/** A declared runtime with its codec and its storage laid out. */
export class ChainRuntime {
  readonly rule: CommitmentRule;
  readonly declared: Runtime;
  readonly codec: PlainCodec;
  readonly layout: StorageLayout;

  constructor(rule: CommitmentRule) {
    this.rule = rule;
    this.declared = runtimes[rule];
    this.codec = new PlainCodec(this.declared);
    this.layout = new StorageLayout(this.declared, this.codec);
  }

  pallet(name: string): Pallet {
    const found = this.declared.pallets.find((pallet) => pallet.name === name);
    if (found === undefined) throw new RangeError(`there is no pallet ${name}`);
    return found;
  }
}
