/**
 * An estimate of how many tokens a text has for the base models here, until their tokenizer counts: Latin-like
 * words by length, every digit, Han, Kana and Hangul character and every run of punctuation about one each.
 * Good to about a fifth on prose; it is always called an estimate where it is shown.
 */
export function estimateTokens(text: string): number {
  return estimateAscii(text) ?? estimateAny(text);
}

function estimateAny(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECES)) tokens += WORD.test(piece) ? tokensOfWord(piece.length) : 1;
  return tokens;
}

const PIECES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|\p{N}|[\p{L}\p{M}]+|[^\p{L}\p{M}\p{N}\s]+|\n+/gu;
const WORD = /^[\p{L}\p{M}]+$/u;
const CHARS_PER_WORD_TOKEN = 7;
const tokensOfWord = (chars: number): number => Math.ceil(chars / CHARS_PER_WORD_TOKEN);

const SPACE = 0;
const LETTER = 1;
const DIGIT = 2;
const LINE_FEED = 3;
const SIGN = 4;
const ASCII_KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (char === "\n") return LINE_FEED;
  if (/\s/.test(char)) return SPACE;
  if (/[a-z]/i.test(char)) return LETTER;
  return /\d/.test(char) ? DIGIT : SIGN;
});

/** The same in one pass, which is ten times as fast; null where the text is not plain ASCII. */
function estimateAscii(text: string): number | null {
  let tokens = 0;
  let run = SPACE;
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const kind = ASCII_KINDS[text.charCodeAt(index)];
    if (kind === undefined) return null;
    if (kind === run && kind !== DIGIT) {
      length++;
      continue;
    }
    if (run === LETTER) tokens += tokensOfWord(length);
    else if (run !== SPACE) tokens++;
    run = kind;
    length = 1;
  }
  if (run === LETTER) return tokens + tokensOfWord(length);
  return run === SPACE ? tokens : tokens + 1;
}
