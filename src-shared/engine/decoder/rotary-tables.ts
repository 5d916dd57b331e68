import type { RopeSettings } from "./shape.ts";

/**
 * Angle per position of each pair of elements: theta^(-2i/headDim) for i < headDim / 2, with Llama 3's stretching of the
 * low ones (transformers' `_compute_llama3_parameters`).
 */
export function rotaryFrequencies(headDim: number, { theta, llama3 }: RopeSettings): Float64Array {
  const plain = Float64Array.from({ length: headDim / 2 }, (_, index) => theta ** ((-2 * index) / headDim));
  if (llama3 === null) return plain;
  const { factor, lowFrequencyFactor, highFrequencyFactor, originalPositions } = llama3;
  const longest = originalPositions / lowFrequencyFactor;
  const shortest = originalPositions / highFrequencyFactor;
  return plain.map((frequency) => {
    const wavelength = (2 * Math.PI) / frequency;
    if (wavelength > longest) return frequency / factor;
    if (wavelength < shortest) return frequency;
    const smooth =
      (originalPositions / wavelength - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
    return ((1 - smooth) * frequency) / factor + smooth * frequency;
  });
}

/** Writes cosines and sines of the positions, [tokens, headDim], both halves of a row alike. */
export function fillRotaryTables(
  cosines: Float32Array | Float64Array,
  sines: Float32Array | Float64Array,
  positions: ArrayLike<number>,
  frequencies: Float64Array,
): void {
  const half = frequencies.length;
  for (let token = 0; token < positions.length; token++) {
    const position = positions[token] as number;
    const start = token * half * 2;
    for (let index = 0; index < half; index++) {
      const angle = position * (frequencies[index] as number);
      cosines[start + index] = cosines[start + half + index] = Math.cos(angle);
      sines[start + index] = sines[start + half + index] = Math.sin(angle);
    }
  }
}
