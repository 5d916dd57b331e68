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

  /** Bytes as hex; like a node's, with or without `0x`. */
  hex(at: number): Hex {
    const value = this.#values[at];
    if (typeof value !== "string" || !/^(0x)?[0-9a-fA-F]*$/.test(value)) {
      throw invalidParams(`parameter ${at}: expected hex`);
    }
    const digits = (value.startsWith("0x") ? value.slice(2) : value).toLowerCase();
    return `0x${digits.length % 2 === 0 ? "" : "0"}${digits}`;
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
