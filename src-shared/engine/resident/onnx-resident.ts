import { availableParallelism, cpus } from "node:os";
import { env } from "onnxruntime-node";
import { inWords } from "../../contract/index.ts";
import type { LoraShape } from "../decoder/block-graph.ts";
import { neededTokens, type TokenRow, targetCount } from "../decoder/packed-rows.ts";
import type { Adapter } from "../decoder/weights.ts";
import { EngineError } from "../errors.ts";
import { saveAdapter } from "../files/adapter-files.ts";
import { ModelFolder } from "../files/model-folder.ts";
import { failureOf } from "../run/failure.ts";
import { HeldModel, loraShapeOf, PACK_TOKENS, type Quantization } from "../run/held-model.ts";
import { fitsInto, planResidentMemory, type ResidentPlan, workingBytes } from "../run/plan-memory.ts";
import { evalLossOf, evaluateRows, type RowLoss } from "../training/evaluate.ts";
import { fineTune, goOn, type RunControl, type TrainedStep } from "../training/fine-tune.ts";
import type {
  EngineFacts,
  ResidentEngine,
  ResidentJob,
  ResidentProgress,
  ResidentResult,
  ResidentRunOptions,
  ResidentSettings,
} from "./contract.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { readRowsFile } from "./read-rows-file.ts";

const MB = 2 ** 20;
const DEFAULT_LONGEST_ROW = 2048;
/** Eval sets whose base losses are remembered: a service has one for each of its profiles, and a new one now and then. */
const BASE_LOSSES_KEPT = 8;

/**
 * The onnx engine in this process. How it uses memory is decided once, for the longest row that the settings name, so that
 * the losses of a dataset don't depend on what ran before it. Fails with an `EngineError`.
 */
export async function openOnnxResident(settings: ResidentSettings): Promise<ResidentEngine> {
  if (settings.device === "cuda")
    throw new EngineError("EngineUnavailable", { what: "the onnx engine has no way to CUDA" });
  const lora = loraShapeOf(settings.lora);
  const model = await ModelFolder.open(settings.modelFolder);
  const { shape } = model;
  const longestRow = Math.max(PACK_TOKENS, settings.maxTokens ?? DEFAULT_LONGEST_ROW);
  const wantsBoth = quantizationsOf(settings).size > 1;
  const plan = planResidentMemory(shape, lora, wantsBoth, longestRow, process.availableMemory());
  if (plan.mode === null) {
    await model.close();
    throw new EngineError("RunTooLarge", { neededMb: plan.neededMb, availableMb: availableMb() });
  }
  return new OnnxResident(settings, lora, model, plan);
}

class OnnxResident implements ResidentEngine {
  readonly facts: EngineFacts;
  readonly #settings: ResidentSettings;
  readonly #lora: LoraShape;
  readonly #model: ModelFolder;
  readonly #plan: ResidentPlan;
  readonly #held: HeldModel;
  readonly #inTurn = oneAtATime();
  readonly #closing = new AbortController();
  readonly #baseRows = new Map<string, readonly RowLoss[]>();
  /** What it has worked with before is not given back to the system. */
  #workedWithBytes = 0;

  constructor(settings: ResidentSettings, lora: LoraShape, model: ModelFolder, plan: ResidentPlan) {
    this.#settings = settings;
    this.#lora = lora;
    this.#model = model;
    this.#plan = plan;
    const threads = settings.threads ?? availableParallelism();
    const provider = settings.device === "webgpu" ? "webgpu" : "cpu";
    this.#held = new HeldModel({ model, provider, threads, lora, ...plan });
    this.facts = factsOf(settings, inWords(this.#held.deviceName));
  }

  run(job: ResidentJob, options: ResidentRunOptions = {}): Promise<ResidentResult> {
    return this.#inTurn(() => this.#run(job, options).catch(rethrowAsEngineError));
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await this.#inTurn(async () => {
      await this.#held.release();
      await this.#model.close();
    });
  }

  async #run(job: ResidentJob, { signal, onProgress }: ResidentRunOptions): Promise<ResidentResult> {
    const started = performance.now();
    const say = (progress: ResidentProgress): void => onProgress?.(progress);
    const signals = [this.#closing.signal, ...(signal ? [signal] : [])];
    const control: RunControl = { signal: AbortSignal.any(signals), whenGoingOn: async () => {} };
    await goOn(control);
    const train = await readRowsFile(job.trainFile, this.#held.shape.vocabulary);
    const evaluation = await readRowsFile(job.evalFile, this.#held.shape.vocabulary);
    const workingWith = this.#check(train.rows, evaluation.rows);

    const knownBase = this.#baseRows.get(evaluation.hash);
    const measuresBase = job.withBaseLoss && knownBase === undefined;
    const total = evaluation.rows.length * (measuresBase ? 2 : 1);
    let evaluated = 0;
    const evaluate = async (adapter: Adapter | null, before: number): Promise<RowLoss[]> =>
      evaluateRows({
        decoder: await this.#decoderFor(evalQuantization(this.#settings), control, say),
        rows: evaluation.rows,
        adapter,
        packTokens: PACK_TOKENS,
        control,
        onRows: (done, tokens) => {
          evaluated += tokens;
          say({ phase: "evaluating", done: before + done, total });
        },
      });

    const { adapter, curve } = await this.#train(job, train.rows, control, say);
    const evalRows = await evaluate(adapter, 0);
    if (measuresBase) this.#remember(evaluation.hash, await evaluate(null, evaluation.rows.length));
    const baseRows = job.withBaseLoss ? (this.#baseRows.get(evaluation.hash) ?? null) : null;
    if (job.adapterFolder !== null)
      await saveAdapter(job.adapterFolder, adapter, this.#held.shape, this.#lora, this.#settings.modelName);
    this.#workedWithBytes = Math.max(this.#workedWithBytes, workingWith);
    const { batchSize } = this.#settings.evaluation;
    return {
      evalLoss: evalLossOf(evalRows, batchSize) as number,
      baseLoss: baseRows && evalLossOf(baseRows, batchSize),
      evalRows,
      curve,
      tokens: { trained: curve.reduce((sum, step) => sum + step.tokens, 0), evaluated },
      seconds: (performance.now() - started) / 1000,
      peakMemoryMb: { process: Math.round(process.resourceUsage().maxRSS / 1024), device: null },
    };
  }

  /** @returns what a run over these rows works with beside the weights, in bytes */
  #check(rows: readonly TokenRow[], evalRows: readonly TokenRow[]): number {
    if (!rows.some((row) => targetCount(row) > 0)) {
      throw new EngineError("NothingToLearn", { maxTokens: rows.reduce(longer, 0) });
    }
    if (!evalRows.some((row) => targetCount(row) > 0)) throw new EngineError("NothingToEvaluate");
    const longest = [...rows, ...evalRows].reduce((most, row) => Math.max(most, neededTokens(row)), 0);
    const working = workingBytes(
      this.#held.shape,
      this.#lora,
      this.#plan.mode,
      Math.max(PACK_TOKENS, longest),
    );
    if (!fitsInto(working - this.#workedWithBytes, process.availableMemory())) {
      const neededMb = Math.ceil((working - this.#workedWithBytes) / MB);
      throw new EngineError("RunTooLarge", { neededMb, availableMb: availableMb() });
    }
    return working;
  }

  async #train(
    job: ResidentJob,
    rows: readonly TokenRow[],
    control: RunControl,
    say: (progress: ResidentProgress) => void,
  ): Promise<{ adapter: Adapter; curve: TrainedStep[] }> {
    const { training } = this.#settings;
    const decoder = await this.#decoderFor(training.quantization, control, say);
    const curve: TrainedStep[] = [];
    let stepStarted = performance.now();
    const adapter = await fineTune({
      decoder,
      shape: this.#held.shape,
      lora: this.#lora,
      rows,
      training,
      seed: job.seed,
      orderSeed: training.orderSeed ?? job.seed,
      packTokens: PACK_TOKENS,
      control,
      onStep: (step) => {
        curve.push(step);
        const now = performance.now();
        say({ phase: "training", step, tokensPerSecond: step.tokens / ((now - stepStarted) / 1000) });
        stepStarted = now;
      },
    });
    return { adapter, curve };
  }

  #decoderFor(
    quantization: Quantization,
    control: RunControl,
    say: (progress: ResidentProgress) => void,
  ): ReturnType<HeldModel["decoderFor"]> {
    if (!this.#held.holds(quantization)) say({ phase: "loading" });
    return this.#held.decoderFor(quantization, control);
  }

  #remember(hash: string, rows: readonly RowLoss[]): void {
    const [oldest] = this.#baseRows.keys();
    if (this.#baseRows.size >= BASE_LOSSES_KEPT && oldest !== undefined) this.#baseRows.delete(oldest);
    this.#baseRows.set(hash, rows);
  }
}

function rethrowAsEngineError(error: unknown): never {
  if (error instanceof EngineError) throw error;
  const { code, details } = failureOf(error);
  throw new EngineError(code as EngineError["code"], details);
}

const availableMb = (): number => Math.round(process.availableMemory() / MB);
const longer = (most: number, { ids }: TokenRow): number => Math.max(most, ids.length);

const evalQuantization = ({ evaluation, training }: ResidentSettings): Quantization =>
  evaluation.model === "training" ? training.quantization : "none";

const quantizationsOf = (settings: ResidentSettings): Set<Quantization> =>
  new Set([settings.training.quantization, evalQuantization(settings)]);

function factsOf(settings: ResidentSettings, device: string): EngineFacts {
  const inBits = (quantization: Quantization): "nf4" | "f32" => (quantization === "nf4" ? "nf4" : "f32");
  const precision = {
    training: inBits(settings.training.quantization),
    evaluation: inBits(evalQuantization(settings)),
  };
  const processor = cpus()[0]?.model.trim() ?? process.arch;
  const workerClass = [
    `onnx ${env.versions.node ?? env.versions.common}`,
    device,
    `${processor} ${process.platform}-${process.arch}`,
    `${precision.training} ${precision.evaluation}`,
  ].join(", ");
  return { engine: "onnx", device, workerClass, precision, isReferencePrecision: false };
}
