/**
 * The text of a row as it is compared: all turns joined by one space (system left out by the caller), NFC, then
 * lower-cased with the full, language-independent mapping of Unicode. Two rows are exact duplicates when these
 * strings are equal. Nothing is trimmed and no width is folded: `Ａ` and `A`, `ｶ` and `カ` stay different.
 * @param turnTexts the contents of the turns, in order
 */
export function normaliseRow(turnTexts: readonly string[]): string {
  return turnTexts.join(" ").normalize("NFC").toLowerCase();
}
