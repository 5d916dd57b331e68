import fc from "fast-check";
import { expect, test } from "vitest";
import type { EvaluationJob } from "../contract.ts";
import {
  type KeptOutcome,
  pack,
  packOutcome,
  toTravel,
  travellingJobSchema,
  unpack,
  unpackOutcome,
} from "./wire.ts";

const number = fc.double();
const count = fc.nat();
const step = fc.record({
  step: count,
  totalSteps: count,
  loss: number,
  gradientNorm: number,
  learningRate: number,
  tokens: count,
});
const evaluated: fc.Arbitrary<KeptOutcome> = fc.record({
  kind: fc.constant("evaluated" as const),
  result: fc.record({
    evalLoss: number,
    baseLoss: fc.option(number),
    evalRows: fc.array(fc.record({ sum: number, targets: count })),
    curve: fc.array(step),
    tokens: fc.record({ trained: count, evaluated: count }),
    seconds: number,
    peakMemoryMb: fc.record({ process: number, device: fc.option(number) }),
  }),
  facts: fc.record({
    engine: fc.constantFrom("onnx" as const, "torch" as const),
    device: fc.string(),
    workerClass: fc.string(),
    precision: fc.record({
      training: fc.constantFrom("nf4" as const, "bf16" as const, "f32" as const),
      evaluation: fc.constantFrom("nf4" as const, "bf16" as const, "f32" as const),
    }),
    isReferencePrecision: fc.boolean(),
  }),
});

/** Compared as text, in which 0 and -0 are one and infinities have names. */
const named = (_name: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

test("outcomes come out as they went in, infinities included", async () => {
  await fc.assert(
    fc.asyncProperty(evaluated, async (outcome) => {
      const back = await unpackOutcome(await packOutcome(outcome));
      expect(JSON.stringify(back, named)).toBe(JSON.stringify(outcome, named));
    }),
    { numRuns: 50 },
  );
  const failed: KeptOutcome = { kind: "dataset-failed", code: "TookTooLong", details: { minutes: 3 } };
  expect(await unpackOutcome(await packOutcome(failed))).toEqual(failed);
});

test("bytes come out as they went in", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), async (bytes) => {
      expect(new Uint8Array(await unpack(await pack(bytes)))).toEqual(bytes);
    }),
  );
});

test("what is no outcome is refused", async () => {
  for (const text of ["", "{}", '{"kind":"cancelled"}', '{"kind":"evaluated","result":{"evalLoss":1}}']) {
    await expect(unpackOutcome(await pack(Buffer.from(text)))).rejects.toThrow();
  }
  await expect(unpackOutcome(Buffer.from("not packed"))).rejects.toThrow();
});

const job: EvaluationJob = {
  key: "a".repeat(64),
  epochId: "1",
  settings: {
    modelName: "practice",
    lora: { rank: 1, alpha: 1, dropout: 0, targets: ["q_proj"] },
    training: {
      quantization: "none",
      batchSize: 1,
      accumulationSteps: 1,
      epochs: 1,
      warmupSteps: 0,
      learningRate: 1,
      weightDecay: 0,
      maxGradientNorm: 1,
    },
    evaluation: { batchSize: 1, model: "merged" },
    fidelity: "exact",
    device: "cpu",
    threads: null,
  },
  model: { repo: "practice", revision: "1" },
  train: { hash: "b".repeat(64), file: "/private/place" },
  evaluation: { hash: "c".repeat(64), file: "/private/place" },
  seed: 1,
  limits: { timeoutMs: 1, memoryMb: 1 },
};

test("a job travels without places on the service's disk", () => {
  const travelling = toTravel(job);
  expect(JSON.stringify(travelling)).not.toContain("/private/place");
  expect(travellingJobSchema.parse(JSON.parse(JSON.stringify(travelling)))).toEqual(travelling);
});

test("hashes that could be paths are refused", () => {
  const travelling = toTravel(job);
  for (const hash of ["../../etc/passwd", "", "B".repeat(64), `${"b".repeat(64)}/x`]) {
    expect(travellingJobSchema.safeParse({ ...travelling, train: hash }).success).toBe(false);
  }
});
