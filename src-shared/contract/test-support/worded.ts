import { inWords, phraseSchema } from "../index.ts";

/** A value in which every phrase is put into English, to be compared with what people read. */
export function worded(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(worded);
  const phrase = phraseSchema.safeParse(value);
  if (phrase.success) return inWords(phrase.data);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, worded(part)]));
}
