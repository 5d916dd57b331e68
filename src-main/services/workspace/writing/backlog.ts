import { estimateLengths, type RowLengths, viewRow } from "../../../../src-shared/dataset/index.ts";
import type { WriteControl } from "./control.ts";
import { Counting } from "./counting.ts";
import { readNode } from "./derive.ts";
import type { ProjectWriter } from "./project-writer.ts";
import { WorkingOut } from "./working-out.ts";

const PIECE_ROWS = 250;
/** Up to so many new rows it is less work to look at what is around each than at everything. */
const FEW_ROWS = 2_000;

/** Runs a piece of work when the project is next free, and answers what it answered. */
export type InTurn = <T>(work: () => T) => Promise<T>;

/**
 * Works out the rows that are there by themselves only, as after an import: in threads of their own, and stored piece by
 * piece between other changes. Broken off, it goes on where it stopped when the project is opened next.
 */
export class Backlog {
  readonly #writer: ProjectWriter;
  readonly #inTurn: InTurn;
  readonly #counting = new Counting();
  #working: WorkingOut | null = null;
  #counts: Promise<void> | null = null;

  constructor(writer: ProjectWriter, inTurn: InTurn) {
    this.#writer = writer;
    this.#inTurn = inTurn;
  }

  async run(control: WriteControl): Promise<void> {
    const writer = this.#writer;
    while (await this.#inTurn(() => writer.warm()));
    const todo = await this.#inTurn(() => writer.backlog());
    if (todo === null) return;
    this.#working = new WorkingOut(writer.path, writer.lint);
    try {
      let done = 0;
      await this.#working.rows(piecesOf(todo.first, todo.last), async (rows) => {
        await this.#inTurn(() => writer.takeWorkedOut(rows));
        while (await this.#inTurn(() => writer.settleKeys()));
        done += rows.length;
        control.step(done, todo.rows);
      });
      if (todo.rows <= FEW_ROWS) await this.#settleFew(todo.first, todo.last);
      else await this.#settleAll(this.#working);
    } finally {
      this.#working.close();
      this.#working = null;
    }
  }

  /** What is under way is given up; to be called before the project is closed. */
  stop(): void {
    this.#working?.close();
    this.#counting.close();
  }

  /** Has the tokens of all rows counted by the tokenizer in force, or estimated again where there is none any more. */
  count(control: WriteControl): Promise<void> {
    this.#counts ??= this.#countAll(control).catch((error: unknown) => {
      this.#counts = null;
      throw error;
    });
    return this.#counts;
  }

  /** How long a row would be; null without a tokenizer. */
  async lengthsOf(json: string): Promise<RowLengths | null> {
    const { tokenizer } = this.#writer;
    if (tokenizer === null) return null;
    const [lengths] = await this.#counting.lengthsOf(tokenizer, [json]);
    return lengths ?? null;
  }

  async #countAll(control: WriteControl): Promise<void> {
    for (let done = 0; ; ) {
      const piece = await this.#inTurn(() => {
        const found = this.#writer.uncounted(PIECE_ROWS);
        // In the same turn, so that no row can be changed between the last look and the end.
        if (found.rows.length === 0) this.#counts = null;
        return found;
      });
      const { rows, tokenizer } = piece;
      if (rows.length === 0) return;
      const texts = rows.map(({ json }) => json);
      const lengths =
        tokenizer === null
          ? texts.map((json) => estimateLengths(viewRow(readNode(json))))
          : await this.#counting.lengthsOf(tokenizer, texts);
      await this.#inTurn(() => this.#writer.takeCounts(tokenizer, rows, lengths));
      done += rows.length;
      control.step(done, null);
    }
  }

  async #settleFew(first: number, last: number): Promise<void> {
    for (const piece of piecesOf(first, last))
      await this.#inTurn(() => this.#writer.settleRows(piece.first, piece.last));
  }

  async #settleAll(working: WorkingOut): Promise<void> {
    const changed = new Set<number>();
    const threshold = await this.#inTurn(() => {
      this.#writer.watchChanges(changed);
      return this.#writer.threshold;
    });
    try {
      const clusters = await working.clusters(threshold);
      await this.#inTurn(() => this.#writer.settleAll(clusters, changed));
    } finally {
      this.#writer.watchChanges(null);
    }
  }
}

function* piecesOf(
  first: number,
  last: number,
): Generator<{ readonly first: number; readonly last: number }> {
  for (let at = first; at <= last; at += PIECE_ROWS)
    yield { first: at, last: Math.min(last, at + PIECE_ROWS - 1) };
}
