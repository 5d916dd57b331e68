import fc from "fast-check";

const FRAGMENTS = [
  ..." \t\n\u0000\u0085\u200b\u200c\u200d\u2028\ufeff.,!?-_'’·/".split(""),
  ..."aZé9٣ßẞİıΣςΟſǅﬁŉ".split(""),
  ...["ab", "Cd", "e\u0301", "J\u030c", "A\u030a", "\u212b", "I\u0307", "naïve", "x̂ŷ", "\u0301", "\u0327"],
  ...["漢", "字", "々", "〇", "\u{20000}", "葛\u{e0100}", "漢\u0301", "㐀", "〆", "\uf900", "㊗", "㊗\ufe0f"],
  ...[
    "あ",
    "か\u3099",
    "あ\u3099",
    "ゝ",
    "ア",
    "ー",
    "ガ",
    "ｶ",
    "ｶ\uff9e",
    "ｰ",
    "\uff9e",
    "ﾟ",
    "ㇰ",
    "𛀀",
    "\u3099",
  ],
  ...["ก", "กำ", "เก", "ที่", "๓", "\u0e31", "\u0e33", "ฯ", "ๆ", "฿", "ก\u200d"],
  ...["ກ", "ກຳ", "ເກ", "໓", "\u0eb1", "ໝ", "\u0eb3"],
  ...["ក", "ក្ក", "ក្\u200dក", "ខ្មែរ", "\u17d2", "១", "។", "ៗ", "ក\u17be\u17d2ក", "ក\u094dក", "\u17b6"],
  ...[
    "क",
    "क्क",
    "क\u094d",
    "\u094d",
    "क\u17d2ក",
    "\u0903",
    "က္က",
    "\u102b",
    "\u1038",
    "ꦏ꧀ꦏ",
    "한",
    "\u1100\u1161",
  ],
  ...["\u0600", "\u0d4e", "\u06dd", "\u{110bd}", "\u0600漢", "\u0d4eก", "\u0600\u0301"],
  ...["👍", "👍🏽", "\u{1f3fd}", "👩‍👩‍👧", "❤️", "1️⃣", "🇩🇪", "🇩", "©", "㉈", "①", "½", "Ⅷ", "𝒜", "𐐀"],
  ...["\ud800", "\udc00", "\ud83d", "漢\ud800", "\udc00\u0301"],
];

/** Short texts that walk through every corner of words and graphemes. */
export const trickyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...FRAGMENTS) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) },
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(""));

/** A small corpus with every degree of likeness: a few base texts, each in several edited copies. */
export const relatedTexts: fc.Arbitrary<string[]> = fc
  .tuple(
    fc.array(fc.array(fc.nat({ max: 40 }), { minLength: 0, maxLength: 40 }), { minLength: 1, maxLength: 4 }),
    fc.array(
      fc.record({
        base: fc.nat({ max: 3 }),
        cutAt: fc.nat({ max: 40 }),
        cut: fc.nat({ max: 3 }),
        insert: fc.array(fc.nat({ max: 60 }), { maxLength: 2 }),
        shout: fc.boolean(),
      }),
      { minLength: 2, maxLength: 14 },
    ),
  )
  .map(([bases, copies]) =>
    copies.map(({ base, cutAt, cut, insert, shout }) => {
      const words = [...bases[base % bases.length]!];
      words.splice(cutAt % (words.length + 1), cut, ...insert);
      return words.map((word) => (word % 7 === 0 ? "漢字" : `w${word}`)).join(shout ? "! " : " ");
    }),
  );

/** A deterministic stream of integers below `limit` (xorshift32), for tests that need a fixed sample. */
export function seededIntegers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}
