import { torchPermutation } from "../random/mersenne-twister.ts";

export interface StepSettings {
  readonly batchSize: number;
  readonly accumulationSteps: number;
  readonly epochs: number;
  /** Of the order of rows. */
  readonly seed: number;
}

/** Rows whose losses are normalised together: by the number of targets in all of them. */
export interface Window {
  readonly rows: readonly number[];
  /** Whether the optimiser steps after it. */
  readonly steps: boolean;
}

export interface StepPlan {
  readonly windows: readonly Window[];
  /** What the learning rate's schedule counts on. */
  readonly totalSteps: number;
}

/**
 * Which rows are learned from in which order, as transformers' Trainer (4.50) goes about it, since that is what
 * validators run: each epoch in the order of `torch.randperm` seeded by seed + epoch; a leftover at the end of an epoch
 * is a step of its own, but is not counted when the total is worked out, so the last epoch ends early by those; and
 * how many batches the leftover takes follows the number of *rows*, so that with batches of several rows some may be
 * left out, or be learned from without a step until the next epoch's first.
 */
export function planSteps(rowCount: number, settings: StepSettings): StepPlan {
  const { batchSize, accumulationSteps, epochs, seed } = settings;
  const batchCount = Math.ceil(rowCount / batchSize);
  const totalSteps = epochs * Math.max(1, Math.floor(batchCount / accumulationSteps));
  const leftover = rowCount % accumulationSteps || accumulationSteps;
  const windowCount = Math.floor(batchCount / accumulationSteps) + (accumulationSteps === 1 ? 0 : 1);

  const windows: Window[] = [];
  let stepsDone = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = torchPermutation(rowCount, seed + epoch);
    let batch = 0;
    for (let index = 0; index < windowCount && stepsDone < totalSteps; index++) {
      const wanted = index === windowCount - 1 && accumulationSteps > 1 ? leftover : accumulationSteps;
      const end = Math.min(batch + wanted, batchCount);
      if (end === batch) break;
      const rows = [...order.subarray(batch * batchSize, end * batchSize)];
      batch = end;
      const steps = batch % accumulationSteps === 0 || batch === batchCount;
      windows.push({ rows, steps });
      if (steps) stepsDone++;
    }
    if (stepsDone >= totalSteps) break;
  }
  return { windows, totalSteps };
}

/** Linear warm-up from 0, then linear decay to 0 (transformers' `get_linear_schedule_with_warmup`). */
export function learningRateAt(step: number, peak: number, warmupSteps: number, totalSteps: number): number {
  if (step < warmupSteps) return (peak * step) / Math.max(1, warmupSteps);
  return peak * Math.max(0, (totalSteps - step) / Math.max(1, totalSteps - warmupSteps));
}
