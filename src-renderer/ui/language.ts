import { locale, say } from "../texts/index.ts";

/** What a language is called in that of the screen, by its ISO 639-1 code; "und" is one that could not be told. */
export function languageName(code: string): string {
  if (code === "und") return say("ui.languageUntold");
  return new Intl.DisplayNames([locale()], { type: "language", fallback: "code" }).of(code) ?? code;
}
