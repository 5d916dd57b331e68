import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Language } from "../../src-shared/contract/index.ts";
import { de } from "./de/index.ts";
import { en } from "./en/index.ts";

/** The languages that every text is there in, by their own names. */
export const LANGUAGES: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };
export type { Language };

void i18next.use(initReactI18next).init({
  resources: { en: { screen: en }, de: { screen: de } },
  ns: ["screen"],
  defaultNS: "screen",
  lng: "en",
  fallbackLng: "en",
  initAsync: false,
  interpolation: { escapeValue: false },
});
i18next.services.formatter?.add("lowercase", (value: string, language) => value.toLocaleLowerCase(language));

/** Shows all texts in a language from now on. */
export function speak(language: Language | "system"): void {
  const wanted = language === "system" ? systemLanguage() : language;
  document.documentElement.lang = wanted;
  if (i18next.language !== wanted) void i18next.changeLanguage(wanted);
}

/** The first of the system's languages that Assay has; English where it has none of them. */
function systemLanguage(): Language {
  const codes = navigator.languages.map((tag) => tag.split("-")[0] ?? "");
  return codes.find((code): code is Language => code in LANGUAGES) ?? "en";
}

/** For texts outside of components; inside, take `useTranslation()`, which follows a change of language. */
export const say = i18next.t.bind(i18next);
/** The language that is shown, for words that are made elsewhere than here. */
export const language = (): Language => i18next.language as Language;
/** The same inside of a component, which is drawn anew when the language changes. */
export function useLanguage(): Language {
  useTranslation();
  return language();
}

/** The tag to format numbers and dates with. */
export const locale = (): string => (i18next.language === "en" ? "en-GB" : i18next.language);
