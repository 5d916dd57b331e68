import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants } from "node:zlib";
import { z } from "zod";
import type { ErrorDetails } from "../../../../src-shared/contract/index.ts";
import type { EvaluationJob, EvaluationOutcome } from "../contract.ts";

/** Raised when what travels through Redis changes, so that services and workers of two versions never meet. */
const WIRE_VERSION = 1;
/** What every key in Redis begins with. */
export const PREFIX = `assay-${WIRE_VERSION}`;
export const QUEUE = "evaluations";

/** Largest value that is unpacked: rows of the largest dataset that is fetched take a quarter of it. */
const MAX_UNPACKED_BYTES = 2 ** 30;
/** Ids of tokens pack to less than half at this quality, faster than a disk reads. */
const QUALITY = 4;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);
/** JSON knows no infinity, and a gradient may be infinite: such numbers travel by name. */
const number = z.union([z.number(), z.enum(["Infinity", "-Infinity", "NaN"]).transform(Number)]);
const isDetails = (value: unknown): boolean => z.record(z.string(), z.json()).safeParse(value).success;
const failure = { code: z.string(), details: z.custom<ErrorDetails>(isDetails) };

const settingsSchema = z.strictObject({
  modelName: z.string(),
  lora: z.strictObject({
    rank: count,
    alpha: z.number(),
    dropout: z.number(),
    targets: z.union([z.literal("all-linear"), z.array(z.string())]),
  }),
  training: z.strictObject({
    batchSize: count,
    accumulationSteps: count,
    epochs: z.number(),
    warmupSteps: count,
    learningRate: z.number(),
    weightDecay: z.number(),
    maxGradientNorm: z.number(),
    quantization: z.enum(["none", "nf4"]),
    orderSeed: z.number().exactOptional(),
  }),
  evaluation: z.strictObject({ batchSize: count, model: z.enum(["training", "merged"]) }),
  fidelity: z.enum(["exact", "fast"]),
  device: z.enum(["auto", "cpu", "cuda", "webgpu"]),
  threads: count.nullable(),
  maxTokens: count.exactOptional(),
});

/** A job as it travels: its rows by hash alone, since their files lie on the service's own disk. */
export const travellingJobSchema = z.strictObject({
  key: hash,
  epochId: z.string(),
  settings: settingsSchema,
  model: z.strictObject({ repo: z.string(), revision: z.string() }),
  train: hash,
  evaluation: hash,
  seed: z.number(),
  limits: z.strictObject({ timeoutMs: z.number(), memoryMb: z.number() }),
});
export type TravellingJob = z.infer<typeof travellingJobSchema>;

const stepSchema = z.object({
  step: count,
  totalSteps: count,
  loss: number,
  gradientNorm: number,
  learningRate: number,
  tokens: count,
});

export const progressSchema = z.discriminatedUnion("phase", [
  z.object({ phase: z.literal("loading") }),
  z.object({ phase: z.literal("training"), step: stepSchema, tokensPerSecond: number }),
  z.object({ phase: z.literal("evaluating"), done: count, total: count }),
]);

export const factsSchema = z.object({
  engine: z.enum(["onnx", "torch"]),
  device: z.string(),
  workerClass: z.string(),
  precision: z.object({
    training: z.enum(["nf4", "bf16", "f32"]),
    evaluation: z.enum(["bf16", "f32", "nf4"]),
  }),
  isReferencePrecision: z.boolean(),
});

/** What is kept of an evaluation: what would come out again if it were repeated. */
const keptSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("evaluated"),
    result: z.object({
      evalLoss: number,
      baseLoss: number.nullable(),
      evalRows: z.array(z.object({ sum: number, targets: count })),
      curve: z.array(stepSchema),
      tokens: z.object({ trained: count, evaluated: count }),
      seconds: number,
      peakMemoryMb: z.object({ process: number, device: number.nullable() }),
    }),
    facts: factsSchema,
  }),
  z.object({ kind: z.literal("dataset-failed"), ...failure }),
]);
export type KeptOutcome = Extract<EvaluationOutcome, { kind: "evaluated" | "dataset-failed" }>;

/** How a job left the queue. What is kept lies under its own key. */
export const endingSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("kept") }),
  z.object({ kind: z.literal("engine-failed"), ...failure }),
  z.object({ kind: z.literal("cancelled") }),
]);
export type Ending = z.infer<typeof endingSchema>;

export const toTravel = ({ train, evaluation, ...job }: EvaluationJob): TravellingJob =>
  travellingJobSchema.parse({ ...job, train: train.hash, evaluation: evaluation.hash });

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

export const pack = (bytes: Uint8Array): Promise<Buffer> =>
  compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

/** Rejects where these are no packed bytes, or too many. */
export const unpack = (packed: Buffer): Promise<Buffer> =>
  decompress(packed, { maxOutputLength: MAX_UNPACKED_BYTES });

/** Rejects where it has not the form of an outcome. */
export async function packOutcome(outcome: KeptOutcome): Promise<Buffer> {
  const text = JSON.stringify(outcome, nameInfinities);
  keptSchema.parse(JSON.parse(text));
  return pack(Buffer.from(text));
}

/** Rejects where it is no outcome of this version. */
export async function unpackOutcome(packed: Buffer): Promise<KeptOutcome> {
  return keptSchema.parse(JSON.parse((await unpack(packed)).toString()));
}

const nameInfinities = (_name: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
