import { z } from "zod";
import type { Language } from "../language.ts";
import { de } from "./de/index.ts";
import { en } from "./en/index.ts";
import { anyPhraseSchema, type Say } from "./phrase.ts";
import type { Phrase, Said } from "./said.ts";

export type { PersonalKind, PlaceholderKind, SecretKind } from "./en/findings.ts";
export type { FileOutcome } from "./en/jobs.ts";
export type { AnyPhrase, AnySaid } from "./phrase.ts";
export type { ErrorPhrase, Phrase, Said } from "./said.ts";

// What a phrase holds is not looked at: it comes from Assay itself, and `inWords` copes with what it cannot word.
export const phraseSchema = anyPhraseSchema as unknown as z.ZodType<Phrase>;
export const saidSchema = z.union([z.string(), phraseSchema]);

type Wording = (details: unknown, say: Say) => string;
export const phraseCatalogues: Readonly<Record<Language, Readonly<Record<string, Wording>>>> = {
  en: en as Readonly<Record<string, Wording>>,
  de: de as Readonly<Record<string, Wording>>,
};

/** What is said, as a text to be kept. */
export const keptText = (said: Said): string => (typeof said === "string" ? said : JSON.stringify(said));

/** What was said, from the text that was kept: of an older version of Assay it is the sentence itself. */
export function saidIn(text: string): Said {
  if (!text.startsWith('{"phrase":')) return text;
  const parsed = phraseSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : text;
}
