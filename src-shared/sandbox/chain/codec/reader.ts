/** The bytes are no value of the type that was expected. */
export class ScaleDecodeError extends Error {}

/** Reads SCALE from a byte array and knows how far it has come. */
export class ScaleReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get position(): number {
    return this.#at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new ScaleDecodeError(`wanted ${length} more bytes, ${this.left} are left`);
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  u8(): number {
    return this.take(1)[0] ?? 0;
  }

  /** An unsigned or (two's complement) signed little-endian integer of so many bytes. */
  integer(byteLength: number, signed = false): bigint {
    let value = 0n;
    const bytes = this.take(byteLength);
    for (let at = byteLength - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at] ?? 0);
    return signed ? BigInt.asIntN(byteLength * 8, value) : value;
  }

  small(byteLength: 1 | 2 | 4): number {
    const bytes = this.take(byteLength);
    let value = 0;
    for (let at = byteLength - 1; at >= 0; at--) value = value * 256 + (bytes[at] ?? 0);
    return value;
  }

  compact(): bigint {
    const first = this.u8();
    const rest = first >> 2;
    switch (first & 3) {
      case 0:
        return BigInt(rest);
      case 1:
        return BigInt(rest + this.u8() * 64);
      case 2:
        return BigInt(rest) + (this.integer(3) << 6n);
      default:
        return this.integer(rest + 4);
    }
  }

  /** A compact length that could still fit what is left; a guard against lengths made to exhaust memory. */
  length(leastItemBytes = 1): number {
    const length = this.compact();
    if (length * BigInt(leastItemBytes) > BigInt(this.left)) {
      throw new ScaleDecodeError(`a length of ${length} is more than the bytes that are left`);
    }
    return Number(length);
  }

  end(): void {
    if (this.left > 0) throw new ScaleDecodeError(`${this.left} bytes are left over`);
  }
}
