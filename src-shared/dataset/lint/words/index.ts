import { inWords, type Language, type Phrase } from "../../../contract/index.ts";
import { type FixId, isRuleId } from "../rules.ts";
import { rules as de } from "./de.ts";
import { rules as en } from "./en.ts";
import type { RuleWords } from "./rule-words.ts";

export type { RuleWords } from "./rule-words.ts";

const catalogues = { en, de };

/** A rule in words; one that is not known is called by its id. */
export const ruleWords = (id: string, language: Language = "en"): RuleWords =>
  isRuleId(id) ? catalogues[language][id] : { title: id, sentence: "", mend: "" };

/** What a fix does. */
export const fixPhrase = (id: FixId): Phrase => ({ phrase: id });

/** What a fix does, as a button says it; one that is not known is called by its id. */
export const fixWords = (id: string, language: Language = "en"): string => inWords({ phrase: id }, language);
