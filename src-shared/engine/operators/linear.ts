import type { Value } from "../graph/graph-builder.ts";
import type { Tape } from "../graph/tape.ts";

export interface AdapterPorts {
  /** [rank, inputs] */
  readonly a: Value;
  /** [outputs, rank] */
  readonly b: Value;
  readonly rank: number;
  /** alpha / rank. */
  readonly scale: number;
  /** Null without dropout: [tokens, inputs], false where an input is dropped. */
  readonly dropout: { readonly mask: Value; readonly share: number } | null;
}

export interface LinearPorts {
  /** [outputs, inputs], as safetensors hold it. */
  readonly weight: Value;
  readonly bias: Value | null;
  readonly adapter: AdapterPorts | null;
}

/**
 * x Wᵀ + bias + scale · dropout(x) Aᵀ Bᵀ (Hu et al., 2021: LoRA). Gradients go to x, A and B; W and bias are frozen.
 * @param x [tokens, inputs]
 */
export function linear(tape: Tape, x: Value, { weight, bias, adapter }: LinearPorts): Value {
  const { graph } = tape;
  const frozen = graph.gemm(x, weight, { transposeB: true, ...(bias !== null && { added: bias }) });
  const throughFrozen = (gradient: Value, added: Value | undefined): Value =>
    added === undefined ? graph.matmul(gradient, weight) : graph.gemm(gradient, weight, { added });

  if (adapter === null) {
    return tape.record(frozen, (gradient) => {
      tape.accumulateInto(x, (before) => throughFrozen(gradient, before));
    });
  }

  const { a, b, rank, dropout } = adapter;
  const scale = adapter.scale / (1 - (dropout?.share ?? 0));
  const kept = dropout && graph.cast(dropout.mask, graph.precision);
  const seen = kept === null ? x : graph.multiply(x, kept);
  const low = tape.keep(graph.gemm(seen, a, { transposeB: true, scale }), ["tokens", rank]);
  const output = graph.gemm(low, b, { transposeB: true, added: frozen });
  return tape.record(output, (gradient) => {
    const lowGradient = graph.matmul(gradient, b);
    tape.accumulate(b, graph.gemm(gradient, low, { transposeA: true }));
    tape.accumulate(a, graph.gemm(lowGradient, seen, { transposeA: true, scale }));
    const throughAdapter = graph.gemm(lowGradient, a, { scale });
    const adapterGradient = kept === null ? throughAdapter : graph.multiply(throughAdapter, kept);
    tape.accumulateInto(x, (before) =>
      throughFrozen(gradient, before === undefined ? adapterGradient : graph.add(before, adapterGradient)),
    );
  });
}
