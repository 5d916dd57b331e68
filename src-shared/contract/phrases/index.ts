import type { ErrorDetails } from "../errors/assay-error.ts";
import type { Language } from "../language.ts";
import { de } from "./de/index.ts";
import { en } from "./en/index.ts";
import { phraseSchema, type Said, type Say } from "./phrase.ts";

export type { PersonalKind, PlaceholderKind, SecretKind } from "./en/findings.ts";
export type { FileOutcome } from "./en/jobs.ts";
export { type AnyPhrase, phraseSchema, type Said, saidSchema } from "./phrase.ts";

type English = typeof en;
/** What services and rules have to say. How it is worded stands in `en` and `de`. */
export type Phrase =
  | {
      [P in keyof English]: English[P] extends () => string
        ? { readonly phrase: P }
        : { readonly phrase: P } & Readonly<Parameters<English[P]>[0]>;
    }[keyof English]
  | ErrorPhrase;

/** An error's sentence, or its next step. */
export type ErrorPhrase = {
  readonly phrase: "sentenceOf" | "mendOf";
  readonly error: { readonly code: string; readonly details: ErrorDetails };
};

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
