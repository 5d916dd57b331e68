import type { CompetitionProfile, Draws } from "../../../src-shared/competition/index.ts";

/** A dataset as far as judging it goes. */
export interface Dataset {
  /** Equal for datasets with the same rows in the same order. */
  readonly content: string;
  /** In their order. */
  readonly rows: ReadonlySet<string>;
  /** Who came up with it: a copy keeps that. */
  readonly author: string;
  /** How good it is, in deviations above the average. */
  readonly skill: number;
  /** Whose losses it has in a given table; null where losses are generated. */
  readonly table: number | null;
}

/** How many rows a dataset has where the competition doesn't say. */
const USUAL_ROWS = 250;
/** Eval sets are this many times as large as a dataset. */
const EVAL_SET_SIZE = 20;
/** Half of a dataset's rows are picked among the eval set's first ones, this many times a dataset: those that everybody finds. */
const FAVOURITES = 4;
/** The share of rows that differ between two versions of what is meant to be the same. */
const CHANGED = 0.04;

/** Makes datasets: rows of the eval set where the competition wants them, rows of their own elsewhere. */
export class DatasetMaker {
  readonly #size: number;
  readonly #fromEvalSet: boolean;
  readonly #draws: Draws;

  constructor({ rows }: Pick<CompetitionProfile, "rows">, draws: Draws) {
    this.#size = rows.limit ?? USUAL_ROWS;
    this.#fromEvalSet = rows.mustComeFromEvalSet;
    this.#draws = draws;
  }

  make(content: string, { skill, table }: Pick<Dataset, "skill" | "table">): Dataset {
    const rows = this.#fromEvalSet ? this.#pick() : this.#ownRows(content, this.#size);
    return { content, rows: new Set(rows), author: content, skill, table };
  }

  /** The same rows in another order. */
  shuffled(content: string, dataset: Dataset): Dataset {
    return { ...dataset, content, rows: new Set(this.#draws.shuffled([...dataset.rows])) };
  }

  /** The same dataset with a few other rows. */
  varied(content: string, dataset: Dataset): Dataset {
    const kept = this.#draws.shuffled([...dataset.rows]).slice(0, Math.ceil(this.#size * (1 - CHANGED)));
    const fresh = this.#fromEvalSet
      ? this.#pick().filter((row) => !kept.includes(row))
      : this.#ownRows(content, this.#size);
    return { ...dataset, content, rows: new Set([...kept, ...fresh].slice(0, this.#size)) };
  }

  #pick(): string[] {
    const picked = new Set<number>();
    while (picked.size < this.#size) {
      const isFavourite = picked.size < this.#size / 2;
      picked.add(this.#draws.below(this.#size * (isFavourite ? FAVOURITES : EVAL_SET_SIZE)));
    }
    return [...picked].map((row) => `row ${row}`);
  }

  #ownRows(content: string, count: number): string[] {
    return Array.from({ length: count }, (_, row) => `${content} ${row}`);
  }
}
