import type { Decoder } from "../decoder/decoder.ts";
import { packRows, type TokenRow } from "../decoder/packed-rows.ts";
import type { Adapter } from "../decoder/weights.ts";
import { EngineError } from "../errors.ts";
import { goOn, type RunControl } from "./fine-tune.ts";

/** What the model makes of one row. */
export interface RowLoss {
  /** Cross-entropy over all of the row's targets, in nats. */
  readonly sum: number;
  readonly targets: number;
}

export interface EvaluateRequest {
  readonly decoder: Decoder;
  readonly rows: readonly TokenRow[];
  /** Null: the base model alone. */
  readonly adapter: Adapter | null;
  readonly packTokens: number;
  readonly control?: RunControl;
  readonly onRows?: (done: number, tokens: number) => void;
}

/**
 * The loss of every row by itself, in their order; rows without a target have none. Fails with `LossNotANumber` (at step
 * 0: nothing is trained here) or `EngineCancelled`.
 */
export async function evaluateRows(request: EvaluateRequest): Promise<RowLoss[]> {
  const { decoder, rows, adapter, packTokens, control, onRows } = request;
  const sums = new Float64Array(rows.length);
  const targets = new Int32Array(rows.length);
  for (const pack of packRows(rows, packTokens)) {
    await goOn(control);
    const { layout, losses } = await decoder.evaluate(pack, adapter);
    for (const [index, loss] of losses.entries()) {
      const row = pack.indexes[layout.rowOfTarget[index] as number] as number;
      if (!Number.isFinite(loss)) throw new EngineError("LossNotANumber", { step: 0, row: row + 1 });
      sums[row] = (sums[row] as number) + loss;
      targets[row] = (targets[row] as number) + 1;
    }
    onRows?.((pack.indexes.at(-1) ?? 0) + 1, pack.tokens);
  }
  return rows.map((_, row) => ({ sum: sums[row] as number, targets: targets[row] as number }));
}

/**
 * The eval loss as transformers' Trainer reports it: rows are taken in batches in their order, a batch's loss is the
 * mean over its targets, and every row weighs as much as its batch's loss. Batches without a target don't count.
 * @returns null when there is no target at all
 */
export function evalLossOf(rows: readonly RowLoss[], batchSize: number): number | null {
  let sum = 0;
  let counted = 0;
  for (let from = 0; from < rows.length; from += batchSize) {
    const batch = rows.slice(from, from + batchSize);
    const targets = batch.reduce((total, row) => total + row.targets, 0);
    if (targets === 0) continue;
    sum += (batch.reduce((total, row) => total + row.sum, 0) / targets) * batch.length;
    counted += batch.length;
  }
  return counted === 0 ? null : sum / counted;
}
