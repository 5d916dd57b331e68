/** A key or value of the chain's state as lower-case `0x` hex. */
export type Hex = `0x${string}`;

/** The chain's state at one block, as bytes under keys. */
export interface ByteState {
  get(key: Hex): Uint8Array | null;
  /** Keys that begin so, in byte order, after `after` where it is given. */
  keys(prefix: Hex, after?: Hex): Iterable<Hex>;
}

/** State that can be written. */
export interface WritableState extends ByteState {
  set(key: Hex, value: Uint8Array | null): void;
}

/** Changes over a state that can be kept or thrown away as one. */
export class Overlay implements WritableState {
  readonly #base: ByteState;
  readonly #changes = new Map<Hex, Uint8Array | null>();

  constructor(base: ByteState) {
    this.#base = base;
  }

  get(key: Hex): Uint8Array | null {
    const changed = this.#changes.get(key);
    return changed === undefined ? this.#base.get(key) : changed;
  }

  set(key: Hex, value: Uint8Array | null): void {
    this.#changes.set(key, value);
  }

  keys(prefix: Hex, after?: Hex): Iterable<Hex> {
    const keys = new Set(this.#base.keys(prefix, after));
    for (const [key, value] of this.#changes) {
      if (!key.startsWith(prefix) || (after !== undefined && key <= after)) continue;
      if (value === null) keys.delete(key);
      else keys.add(key);
    }
    return [...keys].sort();
  }

  /** What was written, in key order; null where the key was removed. */
  changes(): readonly (readonly [Hex, Uint8Array | null])[] {
    return [...this.#changes].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  writeInto(state: WritableState): void {
    for (const [key, value] of this.#changes) state.set(key, value);
  }
}
