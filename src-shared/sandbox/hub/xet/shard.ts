import { MalformedXet } from "./malformed.ts";

const TAG = Buffer.from("HFRepoMetaData\0");
const HEADER_BYTES = 48;
const ENTRY_BYTES = 48;
const VERSION = 2n;
const WITH_VERIFICATION = 0x80000000;
const WITH_SHA256 = 0x40000000;
const BOOKEND = "f".repeat(64);

/** A stretch of a file: chunks `start` up to but not including `end` of a xorb. */
export interface Term {
  readonly xorb: string;
  readonly unpackedBytes: number;
  readonly start: number;
  readonly end: number;
}

/** How a file is put together again, and what its sha256 must be. */
export interface FileRecipe {
  readonly sha256: string;
  readonly terms: readonly Term[];
}

/** The files that a shard registers (huggingface.co/docs/xet/shard, "File Info Section"). */
export function readShard(shard: Buffer): FileRecipe[] {
  const isShard =
    shard.length > HEADER_BYTES &&
    shard.subarray(0, TAG.length).equals(TAG) &&
    shard.readBigUInt64LE(32) === VERSION;
  if (!isShard) throw new MalformedXet("this is no shard of version 2");
  const files: FileRecipe[] = [];
  let at = HEADER_BYTES;
  const nextEntry = (): Buffer => {
    const entry = shard.subarray(at, at + ENTRY_BYTES);
    if (entry.length < ENTRY_BYTES) throw new MalformedXet("the shard breaks off");
    at += ENTRY_BYTES;
    return entry;
  };
  for (let header = nextEntry(); hashText(header) !== BOOKEND; header = nextEntry()) {
    const flags = header.readUInt32LE(32);
    const count = header.readUInt32LE(36);
    const terms: Term[] = [];
    for (let index = 0; index < count; index++) terms.push(readTerm(nextEntry()));
    if ((flags & WITH_VERIFICATION) !== 0) for (let index = 0; index < count; index++) nextEntry();
    if ((flags & WITH_SHA256) === 0) throw new MalformedXet("a file of the shard has no sha256");
    files.push({ sha256: hashText(nextEntry()), terms });
  }
  return files;
}

const readTerm = (entry: Buffer): Term => ({
  xorb: hashText(entry),
  unpackedBytes: entry.readUInt32LE(36),
  start: entry.readUInt32LE(40),
  end: entry.readUInt32LE(44),
});

/** A hash as text: four little-endian numbers of 64 bits (huggingface.co/docs/xet/api, "Converting Hashes"). */
function hashText(bytes: Buffer): string {
  return [0, 8, 16, 24].map((at) => bytes.readBigUInt64LE(at).toString(16).padStart(16, "0")).join("");
}
