// Cuts a text into words and hashes every three words in a row: see text/shingle-hashes.ts for what a word is.
// AssemblyScript; kernel.generated.ts holds what it compiles to.
//
// low, high: u32 a shingle; results: u32[4]: shingles, words, two hashes of the whole text. Traits are those of text/code-points.ts.
const WORD: u32 = 2;
const OWN_WORD: u32 = 4;
const ATTACHES: u32 = 8;
const CONTROL: u32 = 16;
const CONSONANT: u32 = 32;
const LINKER: u32 = 64;
const CONJUNCT_EXTEND: u32 = 128;
const RUN_CLASS: u32 = 3;
const SEPARATOR_CLASS: u32 = 1;
const LONE_SURROGATE: u32 = 0x110000;

const NONE: i32 = 0;
const RUN: i32 = 1;
const GRAPHEME: i32 = 2;

const WORD_A: u32 = 0x811c9dc5;
const WORD_B: u32 = 0x7feb352d;

let lowAt: usize = 0;
let highAt: usize = 0;
let words: u32 = 0;
let shingles: u32 = 0;
let firstA: u32 = 0;
let firstB: u32 = 0;
let secondA: u32 = 0;
let secondB: u32 = 0;
let textA: u32 = 0;
let textB: u32 = 0;

// Two unlike ways to take one more number into a 32-bit hash: rotate, exclusive or, multiply.
// @ts-ignore: decorator
@inline function stepA(hash: u32, value: u32): u32 {
  return (rotl<u32>(hash, 5) ^ value) * 0x9e3779b1;
}

// @ts-ignore: decorator
@inline function stepB(hash: u32, value: u32): u32 {
  return (rotl<u32>(hash, 11) ^ value) * 0x85ebca6b;
}

// Spreads every input bit over all output bits (constants: C. Wellons, "lowbias32").
// @ts-ignore: decorator
@inline function finish(value: u32): u32 {
  let mixed = value ^ (value >>> 16);
  mixed *= 0x7feb352d;
  mixed ^= mixed >>> 15;
  mixed *= 0x846ca68b;
  return mixed ^ (mixed >>> 16);
}

// Text of `length` units below 128, one byte each, with a zero byte after it. classes: a byte a code point.
export function hashAscii(text: usize, length: i32, classes: usize, low: usize, high: usize, results: usize): void {
  const end = text + <usize>length;
  let at = text;
  let wordCount: u32 = 0;
  let to: usize = 0;
  let firstA: u32 = 0, firstB: u32 = 0, secondA: u32 = 0, secondB: u32 = 0;
  let textA: u32 = 0x2545f491, textB: u32 = 0x1b873593;
  while (true) {
    let unit: u32 = load<u8>(at);
    while ((load<u8>(classes + unit) & WORD) == 0) {
      if (at == end) {
        textA = stepA(textA, 0);
        textB = stepB(textB, 0);
        store<u32>(results, <u32>(to >>> 2));
        store<u32>(results, wordCount, 4);
        store<u32>(results, finish(textA), 8);
        store<u32>(results, finish(textB), 12);
        return;
      }
      textA = stepA(textA, unit);
      textB = stepB(textB, unit);
      unit = load<u8>(++at);
    }
    let a = WORD_A, b = WORD_B;
    do {
      a = stepA(a, unit);
      b = stepB(b, unit);
      unit = load<u8>(++at);
    } while ((load<u8>(classes + unit) & WORD) != 0);
    textA = stepA(textA, a);
    textB = stepB(textB, b);
    if (++wordCount > 2) {
      store<u32>(low + to, finish((firstA * 0x9e3779b1 + secondA) * 0x85ebca6b + a));
      store<u32>(high + to, finish((firstB * 0xc2b2ae35 + secondB) * 0x27d4eb2f + b));
      to += 4;
    }
    firstA = secondA;
    firstB = secondB;
    secondA = a;
    secondB = b;
  }
}

// Text of `length` UTF-16 units. classes: a byte a code point, zero where it is not known and for every surrogate,
// and one for lone surrogates. Answers -1, or the first code point met that is not known yet.
export function hashUnits(text: usize, length: i32, classes: usize, low: usize, high: usize, results: usize): i32 {
  let word = NONE;
  let hashA: u32 = 0, hashB: u32 = 0;
  let attachable = false, conjunct = false, linked = false;
  lowAt = low;
  highAt = high;
  words = shingles = firstA = firstB = secondA = secondB = 0;
  textA = 0x2545f491;
  textB = 0x1b873593;
  for (let at = 0; at <= length; at++) {
    let next = NONE;
    let joins = false;
    let unit: u32 = 0;
    let trail: i32 = -1;
    if (at < length) {
      unit = load<u16>(text + (<usize>at << 1));
      const traits: u32 = load<u8>(classes + unit);
      if (traits == RUN_CLASS) {
        next = RUN;
        joins = word == RUN;
        attachable = true;
        conjunct = false;
      } else if (traits == SEPARATOR_CLASS) {
        attachable = true;
        conjunct = false;
      } else {
        let codePoint = unit;
        if ((unit & 0xf800) == 0xd800) {
          codePoint = LONE_SURROGATE;
          if (unit < 0xdc00 && at + 1 < length) {
            const lower: u32 = load<u16>(text + (<usize>at << 1), 2);
            if ((lower & 0xfc00) == 0xdc00) {
              trail = lower;
              codePoint = ((unit - 0xd800) << 10) + (lower - 0xdc00) + 0x10000;
            }
          }
        }
        const rare: u32 = load<u8>(classes + codePoint);
        if (rare == 0) return codePoint;
        const isWord = (rare & WORD) != 0;
        const attached =
          ((rare & ATTACHES) != 0 && attachable) || ((rare & CONSONANT) != 0 && conjunct && linked);
        if (attached && word == GRAPHEME) {
          next = GRAPHEME;
          joins = true;
        } else if (isWord && !attached && (rare & OWN_WORD) != 0) {
          next = GRAPHEME;
        } else if (isWord) {
          next = RUN;
          joins = word == RUN;
        }
        if ((rare & CONSONANT) != 0) {
          conjunct = true;
          linked = false;
        } else if ((rare & CONJUNCT_EXTEND) == 0) conjunct = false;
        else if ((rare & LINKER) != 0) linked = true;
        attachable = (rare & CONTROL) == 0;
      }
    }
    if (word != NONE && !joins) endWord(hashA, hashB);
    word = next;
    if (next == NONE) {
      textA = stepA(textA, unit);
      textB = stepB(textB, unit);
      if (trail >= 0) {
        at++;
        textA = stepA(textA, trail);
        textB = stepB(textB, trail);
      }
      continue;
    }
    if (!joins) {
      hashA = WORD_A;
      hashB = WORD_B;
    }
    hashA = stepA(hashA, unit);
    hashB = stepB(hashB, unit);
    if (trail >= 0) {
      at++;
      hashA = stepA(hashA, trail);
      hashB = stepB(hashB, trail);
    }
  }
  store<u32>(results, shingles);
  store<u32>(results, words, 4);
  store<u32>(results, finish(textA), 8);
  store<u32>(results, finish(textB), 12);
  return -1;
}

function endWord(a: u32, b: u32): void {
  textA = stepA(textA, a);
  textB = stepB(textB, b);
  if (++words > 2) {
    store<u32>(lowAt, finish((firstA * 0x9e3779b1 + secondA) * 0x85ebca6b + a));
    store<u32>(highAt, finish((firstB * 0xc2b2ae35 + secondB) * 0x27d4eb2f + b));
    lowAt += 4;
    highAt += 4;
    shingles++;
  }
  firstA = secondA;
  firstB = secondB;
  secondA = a;
  secondB = b;
}
