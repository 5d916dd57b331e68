import { compactToU8a, u8aConcat } from "@polkadot/util";

const bytesOf = (size: number, write: (view: DataView) => void): Uint8Array => {
  const bytes = new Uint8Array(size);
  write(new DataView(bytes.buffer));
  return bytes;
};

export const u16 = (value: number): Uint8Array => bytesOf(2, (view) => view.setUint16(0, value, true));
export const u64 = (value: bigint): Uint8Array => bytesOf(8, (view) => view.setBigUint64(0, value, true));
export const u16Vector = (values: readonly number[]): Uint8Array =>
  u8aConcat(compactToU8a(values.length), ...values.map(u16));
export const byteVector = (bytes: Uint8Array): Uint8Array => u8aConcat(compactToU8a(bytes.length), bytes);
