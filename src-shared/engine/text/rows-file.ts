import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { TokenRow } from "../decoder/packed-rows.ts";

/**
 * Tokenized rows as bytes, for engines in other processes and on other machines. Little-endian: the eight letters
 * "ASSAYTK1", u32 rows, u32 tokens, u32 tokens of each row, i32 ids of all rows, u8 of each token (1: a target).
 */
const MAGIC = "ASSAYTK1";
const HEADER_BYTES = MAGIC.length + 8;

export function encodeRows(rows: readonly TokenRow[]): Uint8Array {
  const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0);
  const bytes = new Uint8Array(HEADER_BYTES + 4 * rows.length + 5 * tokens);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(MAGIC.length, rows.length, true);
  view.setUint32(MAGIC.length + 4, tokens, true);
  let idsAt = HEADER_BYTES + 4 * rows.length;
  let learnAt = idsAt + 4 * tokens;
  for (const [index, { ids, learn }] of rows.entries()) {
    view.setUint32(HEADER_BYTES + 4 * index, ids.length, true);
    for (const id of ids) {
      view.setInt32(idsAt, id, true);
      idsAt += 4;
    }
    bytes.set(learn, learnAt);
    learnAt += learn.length;
  }
  return bytes;
}

/** @returns null where these are not the bytes of rows, or not all of them */
export function decodeRows(bytes: Uint8Array): TokenRow[] | null {
  if (bytes.length < HEADER_BYTES) return null;
  if (new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(MAGIC.length, true);
  const tokens = view.getUint32(MAGIC.length + 4, true);
  if (bytes.length !== HEADER_BYTES + 4 * count + 5 * tokens) return null;
  const rows: TokenRow[] = [];
  const idsAt = HEADER_BYTES + 4 * count;
  const learnAt = idsAt + 4 * tokens;
  let start = 0;
  for (let index = 0; index < count; index++) {
    const length = view.getUint32(HEADER_BYTES + 4 * index, true);
    if (start + length > tokens) return null;
    const ids = new Int32Array(length);
    for (let token = 0; token < length; token++)
      ids[token] = view.getInt32(idsAt + 4 * (start + token), true);
    rows.push({ ids, learn: bytes.slice(learnAt + start, learnAt + start + length) });
    start += length;
  }
  return start === tokens ? rows : null;
}

/** Equal for rows of equal ids and targets in the same order, whatever texts they came from. */
export const hashOfRows = (encoded: Uint8Array): string => bytesToHex(sha256(encoded));
