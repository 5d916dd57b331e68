import { type CompetitionProfile, Draws } from "../../../src-shared/competition/index.ts";
import type { Dataset } from "./dataset.ts";

/** Losses by honest miner and epoch; shorter ones are gone through again from the start. */
export type LossTable = readonly (readonly number[])[];

/** Where the competition has no benchmark to tell: a usual loss and how far datasets lie from it. */
const USUAL = { centre: 2.3, spread: 0.1 };
/** What a training seed changes about a loss, as a share of how far datasets lie apart. */
const SEED_NOISE = 0.1;

/**
 * What training on a dataset comes to. Given losses are the honest datasets' own; others lie around the middle by their
 * skill. The seed of a validator's epoch moves a loss a little, equal contents by the same: they get equal losses.
 */
export class LossModel {
  readonly #table: LossTable | null;
  readonly #seed: string;
  readonly #centre: number;
  readonly #spread: number;

  constructor(profile: Pick<CompetitionProfile, "scorer">, table: LossTable | null, seed: string) {
    const { centre, spread } = table === null ? scaleOf(profile.scorer) : scaleOfTable(table);
    this.#table = table;
    this.#seed = seed;
    this.#centre = centre;
    this.#spread = spread;
  }

  /** The skill of an honest miner: drawn, or as the table has it. */
  skill(place: number, draws: Draws): Pick<Dataset, "skill" | "table"> {
    if (this.#table === null) return { skill: draws.normal(), table: null };
    const table = place % this.#table.length;
    return { skill: (this.#centre - mean(this.#table[table] ?? [])) / this.#spread, table };
  }

  lossOf(dataset: Dataset, validator: number, epoch: number): number {
    const given = dataset.table === null ? undefined : this.#table?.[dataset.table];
    if (given !== undefined && dataset.content === dataset.author) {
      return given[epoch % given.length] as number;
    }
    const noise = new Draws(`${this.#seed}:loss:${validator}:${epoch}:${dataset.content}`).normal();
    const expected = given?.[epoch % given.length] ?? this.#centre - this.#spread * dataset.skill;
    // A loss is above 0, however good the dataset.
    return Math.max(this.#centre / 1000, expected + noise * SEED_NOISE * this.#spread);
  }
}

const scaleOf = (scorer: CompetitionProfile["scorer"]): { centre: number; spread: number } =>
  scorer.kind === "benchmark"
    ? { centre: scorer.bench, spread: Math.abs(scorer.max - scorer.min) / 6 }
    : USUAL;

function scaleOfTable(table: LossTable): { centre: number; spread: number } {
  const means = table.map(mean);
  const centre = mean(means);
  const deviation = Math.sqrt(mean(means.map((value) => (value - centre) ** 2)));
  return { centre, spread: Math.max(deviation, centre / 100) };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
