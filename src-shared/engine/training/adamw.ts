import type { Adapter } from "../decoder/weights.ts";
import type { Numbers } from "../session/onnx-device.ts";
import { matricesOf } from "./adapter-state.ts";

export interface AdamWSettings {
  readonly weightDecay: number;
  readonly maxGradientNorm: number;
}

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;
/** What `torch.nn.utils.clip_grad_norm_` adds to a norm before it divides by it. */
const CLIP_EPSILON = 1e-6;

/** AdamW (Loshchilov and Hutter, 2019) with the gradient clipped by its norm over all matrices, as torch does both. */
export class AdamW {
  readonly #parameters: readonly Numbers[];
  readonly #gradients: readonly Numbers[];
  readonly #firstMoments: readonly Numbers[];
  readonly #secondMoments: readonly Numbers[];
  readonly #settings: AdamWSettings;
  #steps = 0;

  /** @param gradients read by every step, and set to zero by it */
  constructor(adapter: Adapter, gradients: Adapter, settings: AdamWSettings) {
    this.#parameters = matricesOf(adapter);
    this.#gradients = matricesOf(gradients);
    this.#firstMoments = this.#parameters.map(({ length }) => new Float32Array(length));
    this.#secondMoments = this.#parameters.map(({ length }) => new Float32Array(length));
    this.#settings = settings;
  }

  /** @returns the gradient's norm before it was clipped; the step is not taken when that is no number */
  step(learningRate: number): number {
    const norm = Math.sqrt(this.#gradients.reduce((sum, gradient) => sum + squares(gradient), 0));
    if (!Number.isFinite(norm)) return norm;
    this.#steps++;
    const { weightDecay, maxGradientNorm } = this.#settings;
    const clip = Math.min(1, maxGradientNorm / (norm + CLIP_EPSILON));
    const stepSize = learningRate / (1 - BETA_1 ** this.#steps);
    const correction = 1 / Math.sqrt(1 - BETA_2 ** this.#steps);
    const decay = 1 - learningRate * weightDecay;
    for (const [index, parameters] of this.#parameters.entries()) {
      const gradient = this.#gradients[index] as Numbers;
      const first = this.#firstMoments[index] as Numbers;
      const second = this.#secondMoments[index] as Numbers;
      for (let k = 0; k < parameters.length; k++) {
        const slope = (gradient[k] as number) * clip;
        const m = BETA_1 * (first[k] as number) + (1 - BETA_1) * slope;
        const v = BETA_2 * (second[k] as number) + (1 - BETA_2) * slope * slope;
        first[k] = m;
        second[k] = v;
        parameters[k] =
          (parameters[k] as number) * decay - (stepSize * m) / (Math.sqrt(v) * correction + EPSILON);
      }
      gradient.fill(0);
    }
    return norm;
  }
}

function squares(numbers: Numbers): number {
  let sum = 0;
  for (let index = 0; index < numbers.length; index++) sum += (numbers[index] as number) ** 2;
  return sum;
}
