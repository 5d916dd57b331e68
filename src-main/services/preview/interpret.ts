import type { Said } from "../../../src-shared/contract/index.ts";
import {
  bootstrapMean,
  type EngineResult,
  type Interval,
  type RowLoss,
} from "../../../src-shared/engine/index.ts";
import type { PlacedRow } from "./choose-rows.ts";

/** What a preview found, small enough to be kept for comparisons. */
export interface Outcome {
  readonly baseLoss: number;
  /** Mean over the seeds. */
  readonly loss: number;
  readonly seedLosses: readonly number[];
  /** Mean cross-entropy of each eval row before, and after (mean over the seeds); null where there is no target. */
  readonly rowsBefore: readonly (number | null)[];
  readonly rowsAfter: readonly (number | null)[];
}

export type Verdict = "better" | "same" | "worse";

export interface Difference {
  /** This one's row losses minus the other's: negative is better. */
  readonly interval: Interval;
  readonly verdict: Verdict;
}

export function outcomeOf(result: EngineResult): Outcome {
  const { baseLoss, evalLosses, baseRows, tunedRows } = result;
  return {
    baseLoss,
    loss: mean(evalLosses),
    seedLosses: evalLosses,
    rowsBefore: baseRows.map(meanLoss),
    rowsAfter: baseRows.map((_, row) => {
      const losses = tunedRows.map((rows) => meanLoss(rows[row] as RowLoss));
      return losses.includes(null) ? null : mean(losses as number[]);
    }),
  };
}

/**
 * How sure it is that one list of row losses lies below another of the same rows. Null when no row is in both.
 * @param tolerance the share of the others' mean loss that a difference has to exceed for sure to count
 */
export function difference(
  rows: readonly (number | null)[],
  others: readonly (number | null)[],
  tolerance = 0,
): Difference | null {
  const pairs = rows.flatMap((loss, row) => {
    const other = others[row] ?? null;
    return loss === null || other === null ? [] : [{ loss, other }];
  });
  if (pairs.length === 0) return null;
  const interval = bootstrapMean(pairs.map(({ loss, other }) => loss - other));
  const least = tolerance * mean(pairs.map(({ other }) => other));
  const verdict = interval.high < -least ? "better" : interval.low > least ? "worse" : "same";
  return { interval, verdict };
}

/**
 * How far losses of the same rows may lie apart, relatively, for no other reason than that they were computed on another
 * device or with numbers of another size; tests hold graphics cards to the processor by this.
 */
export const DEVICE_TOLERANCE = 1e-2;

/** Whether two runs did the same arithmetic, so that equal rows gave equal losses. */
export function isSameArithmetic(a: Said, b: Said): boolean {
  return arithmeticOf(a) === arithmeticOf(b);
}

function arithmeticOf(device: Said): string {
  // Runs that were kept as sentences are older than the graphics card's.
  if (typeof device === "string") return device.includes("16-bit") ? "cpu halves" : "cpu";
  const kind = device.phrase === "onGraphicsCard" ? "card" : "cpu";
  return "saving" in device && device.saving === "weights" ? `${kind} halves` : kind;
}

export interface ChangedRow {
  readonly row: number;
  readonly before: number;
  readonly after: number;
}

/** The eval rows that gained and that lost the most. */
export function mostChanged(
  { rowsBefore, rowsAfter }: Outcome,
  count: number,
): { readonly better: ChangedRow[]; readonly worse: ChangedRow[] } {
  const changed = rowsBefore.flatMap((before, row) => {
    const after = rowsAfter[row] ?? null;
    return before === null || after === null ? [] : [{ row, before, after }];
  });
  changed.sort((a, b) => a.after - a.before - (b.after - b.before));
  return {
    better: changed.filter(({ before, after }) => after < before).slice(0, count),
    worse: changed
      .filter(({ before, after }) => after > before)
      .slice(-count)
      .reverse(),
  };
}

/** Rows by what they do for the eval loss, the most helpful first; rows without a value are left out. */
export function byHelpfulness(
  rows: readonly PlacedRow[],
  values: readonly (number | null)[],
): { readonly row: PlacedRow; readonly value: number }[] {
  return rows
    .flatMap((row, at) => {
      const value = values[at] ?? null;
      return value === null ? [] : [{ row, value }];
    })
    .sort((a, b) => b.value - a.value);
}

const meanLoss = ({ sum, targets }: RowLoss): number | null => (targets === 0 ? null : sum / targets);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
