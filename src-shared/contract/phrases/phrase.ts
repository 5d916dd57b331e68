import { z } from "zod";

/** Something to say, before it is put into a language: which sentence it is, and what stands in it. */
export interface AnyPhrase {
  readonly phrase: string;
  readonly [detail: string]: unknown;
}
export const anyPhraseSchema = z.looseObject({ phrase: z.string() });

/** What stands within a phrase: another, or words. */
export type AnySaid = string | AnyPhrase;

/** Puts what stands within a phrase into the same language. */
export type Say = (said: AnySaid) => string;
