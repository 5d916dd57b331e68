/**
 * What the tokeniser has to know of a code point, as a bit mask; `wasm/shingles.as` has the same. Classes are asked
 * of the platform's own Unicode data when a code point is first met, and remembered: no tables of ours can fall
 * behind.
 */
export const Trait = {
  /** The class has been looked up. */
  known: 1,
  /** Letter, mark or number: may be part of a word. */
  word: 2,
  /** Of a script whose graphemes are words of their own (Unicode property Script). */
  ownWord: 4,
  /** Belongs to the grapheme before it, whatever that is, unless that is a control (UAX #29: GB9, GB9a). */
  attaches: 8,
  /** Nothing attaches to it (GB4, GB5). */
  control: 16,
  /** May begin or continue a conjunct, like a Khmer subscript pair (GB9c: InCB=Consonant). */
  consonant: 32,
  /** Joins the consonants on both sides into one grapheme (InCB=Linker). */
  linker: 64,
  /** May stand between consonant and linker without breaking the conjunct (InCB=Extend or Linker). */
  conjunctExtend: 128,
} as const;

const WORD = /^[\p{L}\p{M}\p{N}]$/u;
const OWN_WORD =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]$/u;
const KHMER_COENG = "\u17d2";
const KHMER_KA = "\u1780";
const COMBINING_ACUTE = "\u0301";

/** How many there are. */
export const CODE_POINTS = 0x110000;
const known = new Map<number, number>();
let segmenter: Intl.Segmenter | null = null;

/** The class of a code point, or of a lone surrogate. Never zero. */
export function classify(codePoint: number): number {
  const found = known.get(codePoint);
  if (found !== undefined) return found;
  const traits = traitsOf(String.fromCodePoint(codePoint));
  known.set(codePoint, traits);
  return traits;
}

function traitsOf(character: string): number {
  let traits: number = Trait.known;
  if (WORD.test(character)) {
    traits |= Trait.word;
    if (OWN_WORD.test(character)) traits |= Trait.ownWord;
  }
  if (isOneGrapheme(`a${character}`)) traits |= Trait.attaches;
  if (!isOneGrapheme(character + COMBINING_ACUTE)) traits |= Trait.control;
  if ((traits & Trait.attaches) !== 0) {
    if (isOneGrapheme(KHMER_KA + character + KHMER_KA)) traits |= Trait.linker | Trait.conjunctExtend;
    else if (isOneGrapheme(KHMER_KA + KHMER_COENG + character + KHMER_KA)) traits |= Trait.conjunctExtend;
  } else if (isOneGrapheme(KHMER_KA + KHMER_COENG + character)) traits |= Trait.consonant;
  return traits;
}

function isOneGrapheme(text: string): boolean {
  segmenter ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  let count = 0;
  for (const _ of segmenter.segment(text)) if (++count > 1) return false;
  return true;
}
