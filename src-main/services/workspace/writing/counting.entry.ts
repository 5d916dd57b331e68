// Counts the tokens of rows: the one thread that holds a tokenizer, which takes some hundred megabytes.
import { parentPort } from "node:worker_threads";
import {
  countLengths,
  type RowLengths,
  type TokenCounter,
  viewRow,
} from "../../../../src-shared/dataset/index.ts";
import { RowTokenizer, type TokenizerFile } from "../../../../src-shared/engine/index.ts";
import { type AnsweredFailure, failure } from "./asked-thread.ts";
import { readNode } from "./derive.ts";

export interface CountingOrder {
  readonly tokenizer: TokenizerFile;
  readonly rows: readonly string[];
}

export type CountingAnswer =
  /** One for each row, in their order. */
  { readonly kind: "counted"; readonly lengths: readonly RowLengths[] } | AnsweredFailure;

const port = parentPort;
if (port === null) throw new Error("this module is a worker's");
let loaded: { readonly id: string; readonly counter: TokenCounter } | null = null;
let last: Promise<void> = Promise.resolve();

port.on("message", (order: CountingOrder) => {
  last = last.then(async () => port.postMessage(await count(order).catch(failure)));
});

async function count({ tokenizer, rows }: CountingOrder): Promise<CountingAnswer> {
  const { id, folder, template } = tokenizer;
  if (loaded?.id !== id) {
    loaded = null;
    loaded = { id, counter: (await RowTokenizer.open(folder, template, Number.MAX_SAFE_INTEGER)).counter };
  }
  const { counter } = loaded;
  return { kind: "counted", lengths: rows.map((json) => countLengths(viewRow(readNode(json)), counter)) };
}
