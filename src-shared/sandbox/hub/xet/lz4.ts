import { MalformedXet } from "./malformed.ts";

const MAGIC = 0x184d2204;
const HAS_BLOCK_CHECKSUMS = 0x10;
const HAS_CONTENT_SIZE = 0x08;
const HAS_DICTIONARY = 0x01;
const IS_STORED_AS_IS = 0x80000000;
const LENGTH_GOES_ON = 15;
const SHORTEST_MATCH = 4;

/**
 * Unpacks an LZ4 frame (lz4_Frame_format.md and lz4_Block_format.md of the LZ4 project) into exactly `unpackedBytes`
 * bytes. Checksums are left alone: what is unpacked here is held against a sha256 afterwards.
 */
export function unpackLz4(frame: Buffer, unpackedBytes: number): Buffer {
  if (frame.length < 7 || frame.readUInt32LE(0) !== MAGIC) throw new MalformedXet("no LZ4 frame");
  const flags = frame.readUInt8(4);
  let at = 7 + ((flags & HAS_CONTENT_SIZE) === 0 ? 0 : 8) + ((flags & HAS_DICTIONARY) === 0 ? 0 : 4);
  const out = Buffer.alloc(unpackedBytes);
  let filled = 0;
  for (;;) {
    if (at + 4 > frame.length) throw new MalformedXet("an LZ4 frame breaks off");
    const sizeField = frame.readUInt32LE(at);
    at += 4;
    if (sizeField === 0) break;
    const size = sizeField & ~IS_STORED_AS_IS;
    const block = frame.subarray(at, at + size);
    if (block.length !== size) throw new MalformedXet("an LZ4 block breaks off");
    if ((sizeField & IS_STORED_AS_IS) === 0) filled = unpackBlock(block, out, filled);
    else filled += copyInto(out, filled, block);
    at += size + ((flags & HAS_BLOCK_CHECKSUMS) === 0 ? 0 : 4);
  }
  if (filled !== unpackedBytes) throw new MalformedXet("an LZ4 frame has another size than announced");
  return out;
}

/** Unpacks one block behind what is there already, which its matches may reach back into; answers the new end. */
function unpackBlock(block: Buffer, out: Buffer, start: number): number {
  let at = 0;
  let filled = start;
  const next = (): number => {
    const byte = block[at++];
    if (byte === undefined) throw new MalformedXet("an LZ4 block breaks off");
    return byte;
  };
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    if (nibble < LENGTH_GOES_ON) return length;
    let more = 255;
    while (more === 255) {
      more = next();
      length += more;
    }
    return length;
  };
  while (at < block.length) {
    const token = next();
    const literals = lengthFrom(token >> 4);
    if (at + literals > block.length) throw new MalformedXet("an LZ4 block breaks off");
    filled += copyInto(out, filled, block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) break;
    const distance = next() | (next() << 8);
    const length = lengthFrom(token & 15) + SHORTEST_MATCH;
    if (distance === 0 || distance > filled || filled + length > out.length) {
      throw new MalformedXet("an LZ4 match reaches out of its frame");
    }
    // Byte by byte: a match may overlap what it writes.
    for (const end = filled + length; filled < end; filled++) out[filled] = out[filled - distance] as number;
  }
  return filled;
}

function copyInto(out: Buffer, filled: number, bytes: Buffer): number {
  if (filled + bytes.length > out.length) throw new MalformedXet("an LZ4 frame is longer than announced");
  bytes.copy(out, filled);
  return bytes.length;
}
