import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sharedDir } from "../../scripts/needs.ts";
import { unwrap } from "../../src-shared/contract/index.ts";
import { parseRow, viewRow } from "../../src-shared/dataset/index.ts";
import { encodeRows, RowTokenizer } from "../../src-shared/engine/index.ts";
import { type Chat, variantsOf } from "../preview/variants.ts";

export interface Dataset {
  readonly name: string;
  /** A file of tokenized rows. */
  readonly file: string;
}

export interface Datasets {
  readonly evaluation: Dataset;
  readonly all: readonly Dataset[];
  /** Of a dataset and of the eval set, on average. */
  readonly tokens: { readonly train: number; readonly evaluation: number };
}

const MAX_TOKENS = 2048;

/** Better and worse datasets of the reference data's rows, tokenized into files. */
export async function writeDatasets(
  folder: string,
  tokenizerFolder: string,
  { rows, evalRows, count }: { readonly rows: number; readonly evalRows: number; readonly count: number },
): Promise<Datasets> {
  mkdirSync(folder, { recursive: true });
  const tokenizer = await RowTokenizer.open(tokenizerFolder, "qwen2.5", MAX_TOKENS);
  const tokens: number[] = [];
  const write = (name: string, chats: readonly Chat[]): Dataset => {
    const file = join(folder, `${name.replace(/\W+/g, "-")}.rows`);
    const encoded = chats.map((chat) => {
      const row = tokenizer.encode(viewRow(unwrap(parseRow(asJson(chat)))));
      if (typeof row === "string") throw new Error(row);
      return row;
    });
    tokens.push(encoded.reduce((sum, { ids }) => sum + ids.length, 0));
    writeFileSync(file, encodeRows(encoded));
    return { name, file };
  };
  const { maths, others } = readChats();
  const evaluation = write("eval", maths.slice(0, evalRows));
  const all = variantsOf(maths.slice(evalRows, evalRows + rows), others)
    .slice(0, count)
    .map(({ name, chats }) => write(name, chats));
  const [ofEvaluation = 0, ...ofAll] = tokens;
  const train = Math.round(ofAll.reduce((sum, count) => sum + count, 0) / ofAll.length);
  return { evaluation, all, tokens: { train, evaluation: ofEvaluation } };
}

function readChats(): { maths: Chat[]; others: Chat[][] } {
  const shared = sharedDir();
  if (shared === null) throw new Error("the reference data is not beside this checkout");
  const read = (name: string): string => readFileSync(join(shared, "data", name), "utf8");
  // Every tenth row is one that the practice model did not see.
  const unseen = <T>(rows: readonly T[]): T[] => rows.filter((_, index) => index % 10 === 9);
  return {
    maths: unseen(read("gsm8k-train.jsonl").split("\n"))
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Chat),
    others: ["gpteacher-roleplay.json", "gpteacher-toolformer-dedupe-only.json"].map((name) =>
      unseen(JSON.parse(read(name)) as { instruction: string; response: string }[]).map(
        ({ instruction, response }) => ({ question: instruction, answer: response }),
      ),
    ),
  };
}

const asJson = ({ question, answer }: Chat): string =>
  JSON.stringify({
    system: "You are a helpful assistant.",
    conversations: [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ],
  });
