/** Writes SCALE: little-endian integers, compact lengths, length-prefixed text and lists. */
export class ScaleWriter {
  readonly #chunks: Uint8Array[] = [];

  /** An unsigned or (two's complement) signed integer of so many bytes. */
  integer(value: bigint | number, byteLength: number): this {
    const out = new Uint8Array(byteLength);
    let rest = BigInt.asUintN(byteLength * 8, BigInt(value));
    for (let at = 0; at < byteLength; at++) {
      out[at] = Number(rest & 0xffn);
      rest >>= 8n;
    }
    return this.raw(out);
  }

  u8(value: number): this {
    return this.integer(value, 1);
  }

  compact(value: bigint | number): this {
    const wide = BigInt(value);
    if (wide < 1n << 6n) return this.integer(wide << 2n, 1);
    if (wide < 1n << 14n) return this.integer((wide << 2n) | 1n, 2);
    if (wide < 1n << 30n) return this.integer((wide << 2n) | 2n, 4);
    const byteLength = Math.max(4, Math.ceil(wide.toString(16).length / 2));
    return this.u8(((byteLength - 4) << 2) | 3).integer(wide, byteLength);
  }

  raw(bytes: Uint8Array): this {
    this.#chunks.push(bytes);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    return this.compact(bytes.length).raw(bytes);
  }

  text(text: string): this {
    return this.bytes(new TextEncoder().encode(text));
  }

  list<T>(items: readonly T[], write: (item: T) => void): this {
    this.compact(items.length);
    for (const item of items) write(item);
    return this;
  }

  option<T>(value: T | null | undefined, write: (value: T) => void): this {
    if (value === null || value === undefined) return this.u8(0);
    this.u8(1);
    write(value);
    return this;
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }
}
