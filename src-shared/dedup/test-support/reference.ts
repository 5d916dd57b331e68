/**
 * The definition of near-duplicates written down as plainly as it goes: strings, sets and all pairs. Slow;
 * the tests hold the fast path to it.
 */

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
const LETTER_MARK_NUMBER = /^[\p{L}\p{M}\p{N}]$/u;
const OWN_WORD_SCRIPT =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]$/u;

export function referenceText(turns: readonly string[]): string {
  return turns.join(" ").normalize("NFC").toLowerCase();
}

export function referenceWords(text: string): string[] {
  const words: string[] = [];
  let run = "";
  const endRun = () => {
    if (run !== "") words.push(run);
    run = "";
  };
  const addToRun = (character: string) => {
    if (LETTER_MARK_NUMBER.test(character)) run += character;
    else endRun();
  };
  for (const cluster of clustersOf(text)) {
    const characters = [...cluster];
    while (characters.length > 1 && isPrepended(characters[0]!, characters[1]!))
      addToRun(characters.shift()!);
    const base = characters[0]!;
    if (LETTER_MARK_NUMBER.test(base) && OWN_WORD_SCRIPT.test(base)) {
      endRun();
      words.push(characters.join(""));
    } else characters.forEach(addToRun);
  }
  endRun();
  return words;
}

export function referenceShingles(text: string): Set<string> {
  const words = referenceWords(text);
  return new Set(words.slice(2).map((word, i) => [words[i], words[i + 1], word].join(" ")));
}

export function referenceJaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  return a.intersection(b).size / a.union(b).size;
}

export interface ReferenceCluster {
  readonly members: number[];
  readonly kind: "exact" | "near";
}

export function referenceClusters(texts: readonly string[], threshold: number): ReferenceCluster[] {
  const shingles = texts.map(referenceShingles);
  const linked = (a: number, b: number) =>
    texts[a] === texts[b] || referenceJaccard(shingles[a]!, shingles[b]!) >= threshold;
  const clusters: ReferenceCluster[] = [];
  const seen = new Set<number>();
  for (let first = 0; first < texts.length; first++) {
    if (seen.has(first)) continue;
    const members = [first];
    seen.add(first);
    for (const member of members) {
      for (let other = 0; other < texts.length; other++) {
        if (seen.has(other) || !linked(member, other)) continue;
        seen.add(other);
        members.push(other);
      }
    }
    if (members.length < 2) continue;
    const equal = members.every((member) => texts[member] === texts[first]);
    clusters.push({ members: members.sort((a, b) => a - b), kind: equal ? "exact" : "near" });
  }
  return clusters;
}

function clustersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Whether a character only stands before the base that owns the cluster (a mark after it is no base). */
function isPrepended(character: string, next: string): boolean {
  return clustersOf(`${character}a`).length === 1 && clustersOf(`a${next}`).length === 2;
}
