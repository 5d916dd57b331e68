import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sharedDir } from "../../scripts/needs.ts";

export interface Dataset {
  readonly path: string;
  readonly rows: number;
  /** A word of a question near the end of it. */
  readonly lateWord: string;
}

/** Question and answer pairs: the real GSM8K where the reference data is there, else a small file like it. */
export function questionsDataset(dir: string): Dataset {
  const shared = sharedDir();
  if (shared !== null)
    return { path: join(shared, "data", "gsm8k-train.jsonl"), rows: 7_473, lateWord: "Londolozi" };
  const path = join(dir, "questions.jsonl");
  const rows = Array.from({ length: 300 }, (_, index) => ({
    question: `A baker sells ${index + 2} loaves each morning${index === 290 ? " in Londolozi" : ""}. How many loaves is that in ${(index % 9) + 3} days?`,
    answer: `${index + 2} times ${(index % 9) + 3} makes ${(index + 2) * ((index % 9) + 3)} loaves.`,
  }));
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return { path, rows: rows.length, lateWord: "Londolozi" };
}
