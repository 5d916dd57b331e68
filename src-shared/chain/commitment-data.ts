import { hexToU8a, u8aToHex } from "@polkadot/util";
import { z } from "zod";
import { ChainError } from "./errors.ts";
import type { Runtime } from "./runtime.ts";

/** Bytes that a `Raw` field holds at most; `BigRaw`, where the runtime has it, holds more. */
const maxRawBytes = 128;
const maxBigRawBytes = 512;

/** A field as polkadot-js shows it: a bare name, or `{rawN: hex}`, `{bigRaw: hex}`. */
const fieldSchema = z.union([z.string(), z.record(z.string(), z.unknown())]);
export const registrationSchema = z.object({
  block: z.number().int(),
  info: z.object({ fields: z.array(fieldSchema) }),
});

/** The text of the first Raw or BigRaw field; null where there is none, or it isn't UTF-8. */
export function textOfFields(fields: z.infer<typeof registrationSchema>["info"]["fields"]): string | null {
  for (const field of fields) {
    if (typeof field === "string") continue;
    const [name, content] = Object.entries(field)[0] ?? [];
    if (name === undefined || !/^(raw\d+|bigRaw)$/.test(name) || typeof content !== "string") continue;
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(hexToU8a(content));
    } catch {
      return null;
    }
  }
  return null;
}

/** The one field that holds a text, for `set_commitment`. Throws where it is empty or too long for this runtime. */
export function fieldOfText(runtime: Runtime, text: string): Readonly<Record<string, string>> {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length === 0) throw new ChainError("CommitmentEmpty");
  const maxBytes = runtime.hasVariant("pallet_commitments::types::Data", "BigRaw")
    ? maxBigRawBytes
    : maxRawBytes;
  if (bytes.length > maxBytes)
    throw new ChainError("CommitmentTooLong", { sizeBytes: bytes.length, maxBytes });
  const name = bytes.length <= maxRawBytes ? `Raw${bytes.length}` : "BigRaw";
  return { [name]: u8aToHex(bytes) };
}
