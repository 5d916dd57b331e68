import type { LoraShape } from "../decoder/block-graph.ts";
import type { Decoder } from "../decoder/decoder.ts";
import { packRows, type TokenRow, targetCount } from "../decoder/packed-rows.ts";
import type { DecoderShape } from "../decoder/shape.ts";
import type { Adapter } from "../decoder/weights.ts";
import { EngineError } from "../errors.ts";
import { AdamW } from "./adamw.ts";
import { newAdapter, zeroAdapter } from "./adapter-state.ts";
import { learningRateAt, planSteps } from "./plan-steps.ts";

export interface TrainingSettings {
  readonly batchSize: number;
  readonly accumulationSteps: number;
  readonly epochs: number;
  readonly warmupSteps: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly maxGradientNorm: number;
}

export interface FineTuneRequest {
  readonly decoder: Decoder;
  readonly shape: DecoderShape;
  readonly lora: LoraShape;
  readonly rows: readonly TokenRow[];
  readonly training: TrainingSettings;
  /** Of the order of rows, the adapter's first numbers and dropout. */
  readonly seed: number;
  /** Of the order of rows and dropout, where another than the adapter's is wanted. */
  readonly orderSeed?: number;
  readonly packTokens: number;
  /** Instead of a fresh one; changed in place. */
  readonly adapter?: Adapter;
  readonly control?: RunControl;
  readonly onStep?: (step: TrainedStep) => void;
}

/** How a run is held up or called off from outside; looked at between packs of rows. */
export interface RunControl {
  readonly signal: AbortSignal;
  /** Resolves at once unless the run is paused. */
  readonly whenGoingOn: () => Promise<void>;
}

export interface TrainedStep {
  /** From 1. */
  readonly step: number;
  readonly totalSteps: number;
  /** Mean cross-entropy of the step's targets, in nats. */
  readonly loss: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Run for this step, without what was not needed. */
  readonly tokens: number;
}

/**
 * Trains a LoRA adapter. Rows are run packed and unpadded; every window of rows is normalised by its number of targets.
 * Fails with `NothingToLearn`, `LossNotANumber` or `EngineCancelled`.
 */
export async function fineTune(request: FineTuneRequest): Promise<Adapter> {
  const {
    decoder,
    shape,
    lora,
    rows,
    training,
    seed,
    orderSeed = seed,
    packTokens,
    control,
    onStep,
  } = request;
  if (!rows.some((row) => targetCount(row) > 0)) {
    throw new EngineError("NothingToLearn", { maxTokens: Math.max(0, ...rows.map(({ ids }) => ids.length)) });
  }
  const adapter = request.adapter ?? newAdapter(shape, lora, seed);
  const gradients = zeroAdapter(shape, lora);
  const optimizer = new AdamW(adapter, gradients, training);
  const plan = planSteps(rows.length, { ...training, seed: orderSeed });
  let step = 0;
  let pass = 0;
  let lossSum = 0;
  let targets = 0;
  let tokens = 0;
  for (const window of plan.windows) {
    const windowRows = window.rows.map((index) => rows[index] as TokenRow);
    const windowTargets = windowRows.reduce((sum, row) => sum + targetCount(row), 0);
    for (const pack of packRows(windowRows, packTokens)) {
      await goOn(control);
      const { losses, layout } = await decoder.train(pack, adapter, gradients, 1 / windowTargets, {
        seed: orderSeed,
        pass: pass++,
      });
      const broken = losses.findIndex((loss) => !Number.isFinite(loss));
      if (broken !== -1) {
        const inWindow = pack.indexes[layout.rowOfTarget[broken] ?? 0] ?? 0;
        throw notANumber(step, window.rows[inWindow] ?? 0);
      }
      const sum = losses.reduce((total, loss) => total + loss, 0);
      lossSum += sum;
      tokens += pack.tokens;
    }
    targets += windowTargets;
    if (!window.steps) continue;
    const learningRate = learningRateAt(step, training.learningRate, training.warmupSteps, plan.totalSteps);
    const gradientNorm = optimizer.step(learningRate);
    if (!Number.isFinite(gradientNorm)) throw notANumber(step, window.rows[0] ?? 0);
    step++;
    onStep?.({
      step,
      totalSteps: plan.totalSteps,
      loss: targets === 0 ? 0 : lossSum / targets,
      gradientNorm,
      learningRate,
      tokens,
    });
    lossSum = targets = tokens = 0;
  }
  return adapter;
}

const notANumber = (stepsDone: number, row: number): EngineError =>
  new EngineError("LossNotANumber", { step: stepsDone + 1, row: row + 1 });

/** Waits while the run is paused; throws `EngineCancelled` when it was called off. */
export async function goOn(control: RunControl | undefined): Promise<void> {
  await control?.whenGoingOn();
  if (control?.signal.aborted) throw new EngineError("EngineCancelled");
}
