import type { ErrorDetails, ErrorText } from "./errors/index.ts";
import { errorCatalogues } from "./errors/index.ts";
import type { Language } from "./language.ts";
import { type AnyPhrase, type AnySaid, type ErrorPhrase, phraseCatalogues } from "./phrases/index.ts";

/**
 * The sentence and the next step for an error code, filled in with its details.
 * A code that is not in the catalogue gets the sentence of `Internal`.
 */
export function describeError(
  code: string,
  details: ErrorDetails = {},
  language: Language = "en",
): ErrorText {
  const catalogue: Readonly<Record<string, ErrorText>> = errorCatalogues[language];
  const known = catalogue[code];
  const { sentence, mend } = known ?? errorCatalogues[language].Internal;
  const facts = known === undefined ? { what: code, ...details } : details;
  return { sentence: fill(sentence, facts, language), mend: fill(mend, facts, language) };
}

/** What is said, in a language. A phrase that cannot be worded, as of a newer version of Assay, is called by its name. */
export function inWords(said: AnySaid, language: Language = "en"): string {
  if (typeof said === "string") return said;
  const catalogue = phraseCatalogues[language];
  const wording = Object.hasOwn(catalogue, said.phrase) ? catalogue[said.phrase] : undefined;
  try {
    if (isOfError(said)) {
      const { sentence, mend } = describeError(said.error.code, said.error.details, language);
      return said.phrase === "mendOf" ? mend : sentence;
    }
    return wording?.(said, (inner) => inWords(inner, language)) ?? said.phrase;
  } catch {
    // Its details are others than today's.
    return said.phrase;
  }
}

const isOfError = (said: AnyPhrase): said is AnyPhrase & ErrorPhrase =>
  said.phrase === "sentenceOf" || said.phrase === "mendOf";

function fill(template: string, details: ErrorDetails, language: Language): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const detail = details[name];
    if (detail === undefined) return whole;
    return typeof detail === "object" && detail !== null ? inWords(detail, language) : String(detail);
  });
}

type Failure = ErrorPhrase["error"];
/** What happened, to be said later. */
export const sentenceOf = ({ code, details }: Failure): ErrorPhrase => ({
  phrase: "sentenceOf",
  error: { code, details },
});
/** What can be done about it. */
export const mendOf = ({ code, details }: Failure): ErrorPhrase => ({
  phrase: "mendOf",
  error: { code, details },
});
