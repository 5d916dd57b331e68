/**
 * An estimate of how many tokens a text has for the base models here, until their tokenizer counts: Latin-like
 * words by length, every digit, Han, Kana and Hangul character and every run of punctuation about one each.
 * Good to about a fifth on prose; it is always called an estimate where it is shown.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECES)) {
    if (WORD.test(piece)) tokens += Math.ceil(piece.length / CHARS_PER_WORD_TOKEN);
    else tokens += 1;
  }
  return tokens;
}

const PIECES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|\p{N}|[\p{L}\p{M}]+|[^\p{L}\p{M}\p{N}\s]+|\n+/gu;
const WORD = /^[\p{L}\p{M}]+$/u;
const CHARS_PER_WORD_TOKEN = 7;
