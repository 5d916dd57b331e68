import { unpackLz4 } from "./lz4.ts";
import { MalformedXet } from "./malformed.ts";

const HEADER_BYTES = 8;
const CHUNK_VERSION = 0;
const SCHEME_STORED = 0;
const SCHEME_LZ4 = 1;
const SCHEME_GROUPED_LZ4 = 2;
/** The protocol's own limit is 128 KiB; a writer may be off by a header. */
const LARGEST_CHUNK_BYTES = 256 * 1024;

interface PackedChunk {
  readonly scheme: number;
  readonly packed: Buffer;
  readonly unpackedBytes: number;
}

/** The chunks of a xorb, still packed. What follows them (the optional footer) is not read. */
function packedChunks(xorb: Buffer): PackedChunk[] {
  const chunks: PackedChunk[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= xorb.length && xorb.readUInt8(at) === CHUNK_VERSION) {
    const packedBytes = xorb.readUIntLE(at + 1, 3);
    const scheme = xorb.readUInt8(at + 4);
    const unpackedBytes = xorb.readUIntLE(at + 5, 3);
    at += HEADER_BYTES;
    const packed = xorb.subarray(at, at + packedBytes);
    if (packed.length !== packedBytes || unpackedBytes > LARGEST_CHUNK_BYTES) {
      throw new MalformedXet("a chunk of the xorb breaks off or is too large");
    }
    chunks.push({ scheme, packed, unpackedBytes });
    at += packedBytes;
  }
  if (chunks.length === 0) throw new MalformedXet("the xorb has no chunks");
  return chunks;
}

/** How many chunks a serialized xorb has. */
export const countChunks = (xorb: Buffer): number => packedChunks(xorb).length;

/** The contents of the chunks from `start` up to but not including `end` (huggingface.co/docs/xet/xorb). */
export function* readChunks(xorb: Buffer, start: number, end: number): Generator<Buffer> {
  const chunks = packedChunks(xorb);
  if (start > end || end > chunks.length) throw new MalformedXet("the xorb has no such chunks");
  for (const { scheme, packed, unpackedBytes } of chunks.slice(start, end)) {
    yield unpack(scheme, packed, unpackedBytes);
  }
}

function unpack(scheme: number, packed: Buffer, unpackedBytes: number): Buffer {
  switch (scheme) {
    case SCHEME_STORED:
      if (packed.length !== unpackedBytes) throw new MalformedXet("a stored chunk has another size");
      return packed;
    case SCHEME_LZ4:
      return unpackLz4(packed, unpackedBytes);
    case SCHEME_GROUPED_LZ4:
      return ungroup(unpackLz4(packed, unpackedBytes));
    default:
      throw new MalformedXet("a chunk is packed in an unknown way");
  }
}

/** Undoes byte grouping: first all bytes at 0, 4, 8 …, then those at 1, 5, 9 … and so on. */
function ungroup(grouped: Buffer): Buffer {
  const out = Buffer.alloc(grouped.length);
  let from = 0;
  for (let group = 0; group < 4; group++) {
    for (let to = group; to < out.length; to += 4) out[to] = grouped[from++] as number;
  }
  return out;
}
