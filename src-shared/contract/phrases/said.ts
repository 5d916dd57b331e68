import type { en } from "./en/index.ts";

type English = typeof en;
/** What services and rules have to say. How it is worded stands in `en` and `de`. */
export type Phrase =
  | {
      [P in keyof English]: English[P] extends () => string
        ? { readonly phrase: P }
        : { readonly phrase: P } & Readonly<Parameters<English[P]>[0]>;
    }[keyof English]
  | ErrorPhrase;

/** Facts for an error's sentence: plain, printable values, and phrases. */
export interface ErrorDetails {
  readonly [name: string]: string | number | boolean | null | Phrase;
}

/** An error's sentence, or its next step. */
export type ErrorPhrase = {
  readonly phrase: "sentenceOf" | "mendOf";
  readonly error: { readonly code: string; readonly details: ErrorDetails };
};

/** A phrase; or words that stay as they are, such as a name, or a sentence that an older version of Assay kept. */
export type Said = Phrase | string;
