import { z } from "zod";

/** Something to say, before it is put into a language: which sentence it is, and what stands in it. */
export interface AnyPhrase {
  readonly phrase: string;
  readonly [detail: string]: unknown;
}
export const phraseSchema = z.looseObject({ phrase: z.string() });

/** A phrase; or words that stay as they are, such as a name, or a sentence that an older version of Assay kept. */
export type Said = string | AnyPhrase;
export const saidSchema = z.union([z.string(), phraseSchema]);

/** Puts what stands within a phrase into the same language. */
export type Say = (said: Said) => string;
