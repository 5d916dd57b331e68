import { readFileSync } from "node:fs";

interface CorpusRow {
  readonly conversations?: readonly { readonly content: string }[];
  readonly question?: string;
  readonly answer?: string;
  readonly instruction?: string;
  readonly input?: string;
  readonly response?: string;
  readonly output?: string;
}

/**
 * The turns of a file's rows: JSON lines or a JSON array of question/answer, instruction/input/response or native
 * rows. Only for measuring: what the product reads is the business of the dataset room.
 */
export function readCorpus(path: string): string[][] {
  const text = readFileSync(path, "utf8").trim();
  const rows: CorpusRow[] = text.startsWith("[")
    ? JSON.parse(text)
    : text.split("\n").map((line) => JSON.parse(line));
  return rows.map(turnsOf);
}

function turnsOf(row: CorpusRow): string[] {
  if (row.conversations !== undefined) return row.conversations.map(({ content }) => content);
  if (row.question !== undefined) return [row.question, row.answer ?? ""];
  const prompt = [row.instruction, row.input].filter((part) => part !== undefined && part !== "");
  return [prompt.join("\n"), row.response ?? row.output ?? ""];
}
