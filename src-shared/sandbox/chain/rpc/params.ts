import { isHex } from "@polkadot/util";
import type { Hex } from "../state/bytes.ts";
import { invalidParams } from "./errors.ts";

/** Positional parameters of a call, each read as what it must be. Throws RpcError. */
export class Params {
  readonly #values: readonly unknown[];

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  raw(at: number): unknown {
    return this.#values[at];
  }

  isAbsent(at: number): boolean {
    const value = this.#values[at];
    return value === undefined || value === null;
  }

  hex(at: number): Hex {
    const value = this.#values[at];
    if (!isHex(value, -1, true)) throw invalidParams(`parameter ${at}: expected 0x hex`);
    return value.toLowerCase() as Hex;
  }

  optionalHex(at: number): Hex | null {
    return this.isAbsent(at) ? null : this.hex(at);
  }

  hexList(at: number): readonly Hex[] {
    const value = this.#values[at];
    if (!Array.isArray(value)) throw invalidParams(`parameter ${at}: expected a list of 0x hex`);
    return value.map((_, place) => new Params(value).hex(place));
  }

  text(at: number): string {
    const value = this.#values[at];
    if (typeof value !== "string") throw invalidParams(`parameter ${at}: expected text`);
    return value;
  }

  count(at: number): number {
    const value = this.#values[at];
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
      throw invalidParams(`parameter ${at}: expected a count`);
    }
    return value;
  }
}
