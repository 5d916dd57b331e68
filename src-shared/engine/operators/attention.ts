import { type GraphBuilder, TO_THE_END, type Value } from "../graph/graph-builder.ts";
import type { Tape } from "../graph/tape.ts";

export interface AttentionShape {
  readonly heads: number;
  /** Query heads share keys and values in groups of heads / kvHeads. */
  readonly kvHeads: number;
  readonly headDim: number;
  /**
   * Queries are taken in this many parts of `chunkTokens`, each against the keys up to its own end: what a causal mask
   * hides anyway is not computed, and scores never stand in memory for all queries at once. The last part takes the rest.
   */
  readonly chunks: number;
  readonly chunkTokens: number;
}

/**
 * Scaled dot-product attention of grouped queries (Ainslie et al., 2023).
 * @param query [tokens, heads, headDim]; key and value [tokens, kvHeads, headDim]
 * @param mask [tokens, tokens], added to the scores: 0 where a query (row) may look, a large negative number elsewhere.
 *   No query may look further than its own position.
 * @returns [tokens, heads · headDim]
 */
export function attention(
  tape: Tape,
  query: Value,
  key: Value,
  value: Value,
  mask: Value,
  shape: AttentionShape,
): Value {
  const { graph } = tape;
  const scale = graph.scalar(1 / Math.sqrt(shape.headDim));
  const layout = headLayout(graph, shape);
  const scaledQuery = graph.multiply(query, scale);
  const keys = graph.transpose(key, [1, 0, 2]);
  const values = graph.transpose(value, [1, 0, 2]);
  const parts = chunkBounds(shape).map(({ from, to }) => {
    const rows = layout.group(slicePart(graph, scaledQuery, from, to, 0));
    const seenKeys = slicePart(graph, keys, 0, to, 1);
    const seenValues = slicePart(graph, values, 0, to, 1);
    const seenMask = slicePart(graph, slicePart(graph, mask, from, to, 0), 0, to, 1);
    const scores = graph.matmul(rows, graph.transpose(seenKeys, [0, 2, 1]));
    const weights = softmaxOfMasked(graph, scores, seenMask, shape);
    return { from, to, rows, seenKeys, seenValues, weights, output: graph.matmul(weights, seenValues) };
  });
  const output = graph.concat(
    parts.map((part) => layout.flat(part.output)),
    0,
  );

  return tape.record(output, (gradient) => {
    const queryGradients: Value[] = [];
    let keyGradient: Value | undefined;
    let valueGradient: Value | undefined;
    for (const { from, to, rows, seenKeys, seenValues, weights } of parts.toReversed()) {
      const outGradient = layout.group(layout.heads(slicePart(graph, gradient, from, to, 0)));
      const weightGradient = graph.matmul(outGradient, graph.transpose(seenValues, [0, 2, 1]));
      const along = graph.sum(graph.multiply(weightGradient, weights), -1);
      const scoreGradient = graph.multiply(weights, graph.subtract(weightGradient, along));
      queryGradients.unshift(layout.ungroup(graph.matmul(scoreGradient, seenKeys)));
      const onKeys = graph.matmul(graph.transpose(scoreGradient, [0, 2, 1]), rows);
      const onValues = graph.matmul(graph.transpose(weights, [0, 2, 1]), outGradient);
      keyGradient = addToFront(graph, keyGradient, onKeys, to);
      valueGradient = addToFront(graph, valueGradient, onValues, to);
    }
    tape.accumulate(query, graph.multiply(graph.concat(queryGradients, 0), scale));
    tape.accumulate(key, graph.transpose(keyGradient as Value, [1, 0, 2]));
    tape.accumulate(value, graph.transpose(valueGradient as Value, [1, 0, 2]));
  });
}

function chunkBounds({ chunks, chunkTokens }: AttentionShape): { from: number; to: number }[] {
  return Array.from({ length: chunks }, (_, index) => ({
    from: index * chunkTokens,
    to: index === chunks - 1 ? TO_THE_END : (index + 1) * chunkTokens,
  }));
}

function slicePart(graph: GraphBuilder, value: Value, from: number, to: number, axis: number): Value {
  return from === 0 && to === TO_THE_END ? value : graph.slice(value, from, to, axis);
}

/** The softmax of scores [kvHeads, group · queries, keys] plus a mask [queries, keys]. */
function softmaxOfMasked(
  graph: GraphBuilder,
  scores: Value,
  mask: Value,
  { heads, kvHeads }: AttentionShape,
): Value {
  const perHead = graph.concat([graph.integers([kvHeads, heads / kvHeads]), graph.apply("Shape", [mask])], 0);
  const masked = graph.add(graph.apply("Reshape", [scores, perHead]), mask);
  return graph.reshapeLike(graph.apply("Softmax", [masked], { axis: -1 }), scores);
}

/** `before` (or nothing) over all positions, plus `addition` over the first `length` of them. */
function addToFront(graph: GraphBuilder, before: Value | undefined, addition: Value, length: number): Value {
  if (before === undefined) return addition;
  const front = graph.add(graph.slice(before, 0, length, 1), addition);
  return graph.concat([front, graph.slice(before, length, TO_THE_END, 1)], 1);
}

/** How heads lie in memory: the queries of a group one after the other, so that they meet their keys in one product. */
function headLayout(graph: GraphBuilder, { heads, kvHeads, headDim }: AttentionShape) {
  const groupSize = heads / kvHeads;
  return {
    /** [tokens, heads · headDim] → [tokens, heads, headDim] */
    heads: (flat: Value): Value => graph.reshape(flat, [-1, heads, headDim]),
    /** [tokens, heads, headDim] → [kvHeads, group · tokens, headDim] */
    group: (value: Value): Value =>
      graph.reshape(graph.transpose(graph.reshape(value, [-1, kvHeads, groupSize, headDim]), [1, 2, 0, 3]), [
        kvHeads,
        -1,
        headDim,
      ]),
    /** [kvHeads, group · tokens, headDim] → [tokens, heads, headDim] */
    ungroup: (value: Value): Value =>
      graph.reshape(graph.transpose(graph.reshape(value, [kvHeads, groupSize, -1, headDim]), [2, 0, 1, 3]), [
        -1,
        heads,
        headDim,
      ]),
    /** [kvHeads, group · tokens, headDim] → [tokens, heads · headDim] */
    flat: (value: Value): Value =>
      graph.reshape(graph.transpose(graph.reshape(value, [kvHeads, groupSize, -1, headDim]), [2, 0, 1, 3]), [
        -1,
        heads * headDim,
      ]),
  };
}
