import type { LoraShape } from "../decoder/block-graph.ts";
import type { Decoder } from "../decoder/decoder.ts";
import { packRows, type TokenRow, targetCount } from "../decoder/packed-rows.ts";
import type { DecoderShape } from "../decoder/shape.ts";
import type { Adapter } from "../decoder/weights.ts";
import { matricesOf, zeroAdapter } from "./adapter-state.ts";
import { goOn, type RunControl } from "./fine-tune.ts";

export interface RankRequest {
  readonly decoder: Decoder;
  readonly shape: DecoderShape;
  readonly lora: LoraShape;
  /** Trained on some of the rows: at a fresh one half of the gradients are zero. */
  readonly adapter: Adapter;
  readonly rows: readonly TokenRow[];
  readonly evalRows: readonly TokenRow[];
  readonly packTokens: number;
  readonly seed: number;
  readonly control?: RunControl;
  readonly onRow?: (done: number) => void;
}

/**
 * What each row does for the eval loss, to first order: the inner product of its gradient with the eval loss's, over
 * LoRA's matrices, divided by the row gradient's length so that long and surprising rows don't win by being long
 * (influence by gradient similarity: Xia et al., 2024, LESS). Larger helps more, negative harms. Null: nothing to learn.
 */
export async function rankRows(request: RankRequest): Promise<(number | null)[]> {
  const { decoder, shape, lora, adapter, rows, evalRows, packTokens, seed, control, onRow } = request;
  const wanted = zeroAdapter(shape, lora);
  const evalTargets = evalRows.reduce((sum, row) => sum + targetCount(row), 0);
  for (const pack of packRows(evalRows, packTokens)) {
    await goOn(control);
    await decoder.train(pack, adapter, wanted, 1 / evalTargets, { seed, pass: 0 });
  }
  const direction = matricesOf(wanted);
  const ofRow = zeroAdapter(shape, lora);
  const matrices = matricesOf(ofRow);
  const scores: (number | null)[] = [];
  for (const [index, row] of rows.entries()) {
    await goOn(control);
    const [pack] = packRows([row], packTokens);
    if (pack === undefined) scores.push(null);
    else {
      for (const matrix of matrices) matrix.fill(0);
      await decoder.train(pack, adapter, ofRow, 1 / targetCount(row), { seed, pass: 0 });
      let product = 0;
      let square = 0;
      for (const [at, matrix] of matrices.entries()) {
        const other = direction[at] as ArrayLike<number>;
        for (let k = 0; k < matrix.length; k++) {
          product += (matrix[k] as number) * (other[k] as number);
          square += (matrix[k] as number) ** 2;
        }
      }
      scores.push(square === 0 ? 0 : product / Math.sqrt(square));
    }
    onRow?.(index + 1);
  }
  return scores;
}
