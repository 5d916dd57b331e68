import { availableParallelism } from "node:os";
import { parseRow, viewRow } from "../../dataset/index.ts";
import type { LoraShape } from "../decoder/block-graph.ts";
import type { Decoder } from "../decoder/decoder.ts";
import { neededTokens, packRows, type TokenRow, targetCount } from "../decoder/packed-rows.ts";
import type { Adapter } from "../decoder/weights.ts";
import { EngineError } from "../errors.ts";
import { saveAdapter } from "../files/adapter-files.ts";
import { ModelFolder } from "../files/model-folder.ts";
import { RowTokenizer } from "../text/row-tokenizer.ts";
import { newAdapter, zeroAdapter } from "../training/adapter-state.ts";
import { evalLossOf, evaluateRows, type RowLoss } from "../training/evaluate.ts";
import { fineTune, goOn, type RunControl, type TrainedStep } from "../training/fine-tune.ts";
import { planSteps } from "../training/plan-steps.ts";
import { rankRows } from "../training/rank-rows.ts";
import type { EngineProgress, EngineRequest, EngineResult, SkippedRow } from "./contract.ts";
import { computesWithHalves } from "./graphics-card.ts";
import { HeldModel, loraShapeOf, PACK_TOKENS, type Quantization } from "./held-model.ts";
import { cardModes, planMemory } from "./plan-memory.ts";

/**
 * One whole run on this machine: the model's loss on the eval rows, an adapter trained for each seed, and the loss with it.
 * Fails with an `EngineError`.
 */
export async function runOnnxEngine(
  request: EngineRequest,
  control: RunControl,
  onProgress: (progress: EngineProgress) => void,
): Promise<EngineResult> {
  const started = performance.now();
  onProgress({ phase: "loading" });
  const lora = loraShapeOf(request.lora);
  const tokenizer = await RowTokenizer.open(request.modelFolder, request.template, request.maxTokens);
  const train = tokenizeAll(tokenizer, request.trainRows);
  const evaluation = tokenizeAll(tokenizer, request.evalRows);
  if (!train.rows.some((row) => targetCount(row) > 0)) {
    throw new EngineError("NothingToLearn", { maxTokens: request.maxTokens });
  }
  if (!evaluation.rows.some((row) => targetCount(row) > 0)) throw new EngineError("NothingToEvaluate");

  const model = await ModelFolder.open(request.modelFolder);
  try {
    const { shape } = model;
    const threads = request.threads ?? availableParallelism();
    const longest = Math.max(PACK_TOKENS, ...[...train.rows, ...evaluation.rows].map(neededTokens));
    const modes =
      request.device === "webgpu"
        ? cardModes((await computesWithHalves()) ? "float16" : "float32")
        : undefined;
    const plan = planMemory(shape, lora, longest, process.availableMemory(), modes);
    if (plan.mode === null) {
      const availableMb = Math.round(process.availableMemory() / 2 ** 20);
      throw new EngineError("RunTooLarge", { neededMb: plan.neededMb, availableMb });
    }
    const held = new HeldModel({
      model,
      provider: request.device,
      threads,
      lora,
      mode: plan.mode,
      keepsBoth: false,
    });
    const run = new EngineRun({ request, control, onProgress, lora, held });
    await run.measure(train.rows, evaluation.rows, plan.neededMb);
    const baseRows = await run.evaluateBase(evaluation.rows);
    const { adapters, curves, helpfulness } = await run.train(train.rows, evaluation.rows);
    const tunedRows = await run.evaluateTuned(evaluation.rows, adapters);
    if (request.adapterFolder !== null) await run.save(adapters[0] as Adapter, request.adapterFolder);
    const lossOf = (rows: readonly RowLoss[]): number =>
      evalLossOf(rows, request.evaluation.batchSize) as number;
    return {
      baseLoss: lossOf(baseRows),
      evalLosses: tunedRows.map(lossOf),
      baseRows: placeBack(baseRows, evaluation.kept, request.evalRows.length, NO_LOSS),
      tunedRows: tunedRows.map((rows) => placeBack(rows, evaluation.kept, request.evalRows.length, NO_LOSS)),
      curves,
      skippedTrainRows: train.skipped,
      skippedEvalRows: evaluation.skipped,
      helpfulness: helpfulness && placeBack(helpfulness, train.kept, request.trainRows.length, null),
      tokens: run.tokens,
      seconds: (performance.now() - started) / 1000,
      device: held.deviceName,
    };
  } finally {
    await model.close();
  }
}

interface RunParts {
  readonly request: EngineRequest;
  readonly control: RunControl;
  readonly onProgress: (progress: EngineProgress) => void;
  readonly lora: LoraShape;
  readonly held: HeldModel;
}

class EngineRun {
  readonly #parts: RunParts;
  #trained = 0;
  #evaluated = 0;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  get tokens(): { trained: number; evaluated: number } {
    return { trained: this.#trained, evaluated: this.#evaluated };
  }

  /** Runs a pack forwards, and one forwards and backwards, to tell how long all of it will take. */
  async measure(rows: readonly TokenRow[], evalRows: readonly TokenRow[], neededMb: number): Promise<void> {
    const { request, onProgress, lora, held, control } = this.#parts;
    const { training, seeds } = request;
    const decoder = await this.#decoderFor(this.#evalQuantization);
    const [evalPack] = packRows(evalRows, PACK_TOKENS);
    const [trainPack] = packRows(rows, PACK_TOKENS);
    if (evalPack === undefined || trainPack === undefined) return;
    const adapter = newAdapter(held.shape, lora, 0);
    const gradients = zeroAdapter(held.shape, lora);
    const timed = async (tokens: number, work: () => Promise<unknown>): Promise<number> => {
      await work();
      await goOn(control);
      const start = performance.now();
      await work();
      return tokens / ((performance.now() - start) / 1000);
    };
    const evalTokensPerSecond = await timed(evalPack.tokens, () => decoder.evaluate(evalPack, adapter));
    const trainTokensPerSecond = await timed(trainPack.tokens, () =>
      decoder.train(trainPack, adapter, gradients, 1, { seed: 0, pass: 0 }),
    );
    const { windows } = planSteps(rows.length, { ...training, seed: seeds[0] ?? 0 });
    const tokensOf = (some: readonly TokenRow[]): number =>
      some.reduce((sum, row) => sum + neededTokens(row), 0);
    const trainTokens = windows.reduce(
      (sum, window) => sum + tokensOf(window.rows.map((index) => rows[index] as TokenRow)),
      0,
    );
    const ranked = request.rankRows ? tokensOf(rows) + tokensOf(evalRows) : 0;
    onProgress({
      phase: "measured",
      estimatedSeconds:
        (seeds.length * trainTokens + ranked) / trainTokensPerSecond +
        ((1 + seeds.length) * tokensOf(evalRows)) / evalTokensPerSecond,
      trainTokensPerSecond,
      evalTokensPerSecond,
      neededMb,
      device: held.deviceName,
    });
  }

  async evaluateBase(rows: readonly TokenRow[]): Promise<RowLoss[]> {
    const { control, onProgress } = this.#parts;
    const decoder = await this.#decoderFor(this.#evalQuantization);
    return evaluateRows({
      decoder,
      rows,
      adapter: null,
      packTokens: PACK_TOKENS,
      control,
      onRows: (done, tokens) => {
        this.#evaluated += tokens;
        onProgress({ phase: "base", done, total: rows.length });
      },
    });
  }

  async train(
    rows: readonly TokenRow[],
    evalRows: readonly TokenRow[],
  ): Promise<{ adapters: Adapter[]; curves: TrainedStep[][]; helpfulness: (number | null)[] | null }> {
    const { request, control, onProgress, lora, held } = this.#parts;
    const decoder = await this.#decoderFor(request.training.quantization);
    const adapters: Adapter[] = [];
    const curves: TrainedStep[][] = [];
    for (const [seedIndex, seed] of request.seeds.entries()) {
      const curve: TrainedStep[] = [];
      let stepStarted = performance.now();
      const adapter = await fineTune({
        decoder,
        shape: held.shape,
        lora,
        rows,
        training: request.training,
        seed,
        packTokens: PACK_TOKENS,
        control,
        onStep: (step) => {
          curve.push(step);
          this.#trained += step.tokens;
          const now = performance.now();
          const tokensPerSecond = step.tokens / ((now - stepStarted) / 1000);
          stepStarted = now;
          onProgress({ phase: "training", seedIndex, step, tokensPerSecond });
        },
      });
      adapters.push(adapter);
      curves.push(curve);
    }
    if (!request.rankRows) return { adapters, curves, helpfulness: null };
    const helpfulness = await rankRows({
      decoder,
      shape: held.shape,
      lora,
      adapter: adapters[0] as Adapter,
      rows,
      evalRows,
      packTokens: PACK_TOKENS,
      seed: request.seeds[0] ?? 0,
      control,
      onRow: (done) => onProgress({ phase: "ranking", done, total: rows.length }),
    });
    return { adapters, curves, helpfulness };
  }

  async evaluateTuned(rows: readonly TokenRow[], adapters: readonly Adapter[]): Promise<RowLoss[][]> {
    const { control, onProgress } = this.#parts;
    const decoder = await this.#decoderFor(this.#evalQuantization);
    const all: RowLoss[][] = [];
    for (const [seedIndex, adapter] of adapters.entries()) {
      const losses = await evaluateRows({
        decoder,
        rows,
        adapter,
        packTokens: PACK_TOKENS,
        control,
        onRows: (done, tokens) => {
          this.#evaluated += tokens;
          onProgress({ phase: "evaluating", seedIndex, done, total: rows.length });
        },
      });
      all.push(losses);
    }
    return all;
  }

  async save(adapter: Adapter, folder: string): Promise<void> {
    const { held, lora, request } = this.#parts;
    await saveAdapter(folder, adapter, held.shape, lora, request.modelName);
  }

  get #evalQuantization(): Quantization {
    const { evaluation, training } = this.#parts.request;
    return evaluation.model === "training" ? training.quantization : "none";
  }

  #decoderFor(quantization: Quantization): Promise<Decoder> {
    return this.#parts.held.decoderFor(quantization, this.#parts.control);
  }
}

const NO_LOSS: RowLoss = { sum: 0, targets: 0 };

/** Answers for the kept rows, at the places of all rows. */
function placeBack<T>(values: readonly T[], kept: readonly number[], count: number, missing: T): T[] {
  const all = Array.from({ length: count }, () => missing);
  for (const [index, row] of kept.entries()) all[row] = values[index] as T;
  return all;
}

interface TokenizedRows {
  readonly rows: readonly TokenRow[];
  /** For each of them its place among all. */
  readonly kept: readonly number[];
  readonly skipped: readonly SkippedRow[];
}

function tokenizeAll(tokenizer: RowTokenizer, texts: readonly string[]): TokenizedRows {
  const rows: TokenRow[] = [];
  const kept: number[] = [];
  const skipped: SkippedRow[] = [];
  for (const [row, text] of texts.entries()) {
    const parsed = parseRow(text);
    const encoded = parsed.ok ? tokenizer.encode(viewRow(parsed.value)) : "not-a-row";
    if (typeof encoded === "string") {
      skipped.push({ row, reason: encoded });
      continue;
    }
    if (targetCount(encoded) === 0) skipped.push({ row, reason: "nothing-to-learn" });
    rows.push(encoded);
    kept.push(row);
  }
  return { rows, kept, skipped };
}
