import type { RowLengths } from "../../../../src-shared/dataset/index.ts";
import type { TokenizerFile } from "../../../../src-shared/engine/index.ts";
import { entryUrl, WorkerShelf } from "../../host/index.ts";
import { AskedThread } from "./asked-thread.ts";
import type { CountingAnswer, CountingOrder } from "./counting.entry.ts";

/** A tokenizer takes a second to load, and much memory to keep. */
const LONGEST_IDLE_MS = 60_000;
const threads = new WorkerShelf(entryUrl("./counting.entry", import.meta.url));

/** Counts tokens in a thread that is there while there is something to count, and a while longer. */
export class Counting {
  #thread: AskedThread<CountingOrder, CountingAnswer> | null = null;
  #idle: NodeJS.Timeout | undefined;
  #asked = 0;

  async lengthsOf(tokenizer: TokenizerFile, rows: readonly string[]): Promise<readonly RowLengths[]> {
    clearTimeout(this.#idle);
    this.#thread ??= new AskedThread(threads);
    this.#asked++;
    try {
      const answer = await this.#thread.ask({ tokenizer, rows });
      return answer.kind === "counted" ? answer.lengths : [];
    } finally {
      if (--this.#asked === 0) this.#idle = setTimeout(() => this.close(), LONGEST_IDLE_MS).unref();
    }
  }

  /** What is being counted is given up. */
  close(): void {
    clearTimeout(this.#idle);
    this.#thread?.close();
    this.#thread = null;
  }
}
