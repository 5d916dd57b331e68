import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readCorpus } from "../dedup/corpus.ts";

const SENTENCES_ASKED = [3, 5] as const;
const SENTENCES_ANSWERED = [6, 10] as const;
/** One row in so many says nearly the same as another, and one in so many has something to mend. */
const NEAR_DUPLICATE_EVERY = 50;
const UNTRIMMED_EVERY = 10;
const SEED = 0x5eed;

/**
 * Writes rows of about a kilobyte, made of the sentences of other rows: each row its own choice of them, so that few are
 * alike but those that are meant to be. The same seed writes the same bytes.
 */
export async function writeCorpus(source: string, rows: number, target: string): Promise<void> {
  const sentences = readCorpus(source)
    .flat()
    .flatMap((text) => text.split(/(?<=[.?!])\s+|\n/))
    .filter((sentence) => sentence.length > 20);
  const random = generator(SEED);
  const pick = (): string => sentences[Math.floor(random() * sentences.length)] ?? "";
  const several = ([least, most]: readonly [number, number]): string[] =>
    Array.from({ length: least + Math.floor(random() * (most - least + 1)) }, pick);
  const out = createWriteStream(target);
  let former = { asked: several(SENTENCES_ASKED), answered: several(SENTENCES_ANSWERED) };
  for (let row = 0; row < rows; row++) {
    const isDuplicate = row % NEAR_DUPLICATE_EVERY === NEAR_DUPLICATE_EVERY - 1;
    if (!isDuplicate) former = { asked: several(SENTENCES_ASKED), answered: several(SENTENCES_ANSWERED) };
    const asked = isDuplicate ? `${former.asked.join(" ")} Please.` : former.asked.join(" ");
    const answered = former.answered.join(" ") + (row % UNTRIMMED_EVERY === 0 ? "  " : "");
    const line = JSON.stringify({
      system: "You are a helpful assistant.",
      conversations: [
        { role: "user", content: asked },
        { role: "assistant", content: answered },
      ],
    });
    if (!out.write(`${line}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}

/** xorshift32, from 0 to 1. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x100000000;
  };
}
