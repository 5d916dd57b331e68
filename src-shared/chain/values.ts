import type { Codec } from "@polkadot/types/types";
import { z } from "zod";
import type { Runtime } from "./runtime.ts";

/** An integer as polkadot-js shows it: a number, or hex where it has more than 53 bits. */
export const bigIntegerSchema = z
  .union([z.number().int(), z.string().regex(/^(0x[0-9a-f]*|\d+)$/i)])
  .transform(BigInt);
export const integerSchema = bigIntegerSchema.pipe(
  z
    .bigint()
    .refine((value) => value <= BigInt(Number.MAX_SAFE_INTEGER))
    .transform(Number),
);

/** What was read, in the shape that is expected of it; anything else means that the runtime has changed. */
export function shaped<T>(runtime: Runtime, what: string, schema: z.ZodType<T>, value: Codec | null): T {
  const parsed = schema.safeParse(value?.toJSON() ?? null);
  if (!parsed.success) throw runtime.lacks(what, parsed.error);
  return parsed.data;
}

/** What a JSON-RPC method answered, in the shape that is expected of it. */
export const hexSchema = z.string().regex(/^0x[0-9a-f]*$/i);
export const headerSchema = z.object({ number: hexSchema, parentHash: hexSchema }).loose();
