import type { Language } from "../language.ts";
import { de } from "./de/index.ts";
import { en } from "./en/index.ts";
import { phraseSchema, type Said, type Say } from "./phrase.ts";

export type { PersonalKind, PlaceholderKind, SecretKind } from "./en/findings.ts";
export { type Said, saidSchema } from "./phrase.ts";

type English = typeof en;
/** What services and rules have to say. How it is worded stands in `en` and `de`. */
export type Phrase = {
  [P in keyof English]: English[P] extends () => string
    ? { readonly phrase: P }
    : { readonly phrase: P } & Readonly<Parameters<English[P]>[0]>;
}[keyof English];

type Wording = (details: unknown, say: Say) => string;
const catalogues: Readonly<Record<Language, Readonly<Record<string, Wording>>>> = {
  en: en as Readonly<Record<string, Wording>>,
  de: de as Readonly<Record<string, Wording>>,
};

/** What is said, in a language. A phrase of a newer version of Assay is called by its name. */
export function inWords(said: Said, language: Language = "en"): string {
  if (typeof said === "string") return said;
  const wording = catalogues[language][said.phrase];
  return wording === undefined ? said.phrase : wording(said, (inner) => inWords(inner, language));
}

/** What is said, as a text to be kept. */
export const keptText = (said: Said): string => (typeof said === "string" ? said : JSON.stringify(said));

/** What was said, from the text that was kept: of an older version of Assay it is the sentence itself. */
export function saidIn(text: string): Said {
  if (!text.startsWith('{"phrase":')) return text;
  const parsed = phraseSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : text;
}
