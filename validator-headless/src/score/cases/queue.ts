import { selectForEpoch } from "../../../../src-shared/competition/index.ts";
import type { Fields } from "../fields.ts";

/** The UIDs that an epoch evaluates, in order. */
export function queueCase(fields: Fields): number[] {
  const weights = fields.numbers("weights");
  const ages = fields.numbersOrNulls("ages", weights.length);
  const oldest = ages.reduce<number>((most, age) => Math.max(most, age ?? 0), 0);
  return selectForEpoch({
    schedule: {
      kind: "epochs",
      sampleSize: fields.positive("sampleSize", 32),
      top: fields.positive("top", 8),
      sampled: fields.positive("sampled", 16),
      longestAgo: fields.positive("longestAgo", 8),
    },
    epoch: fields.count("epoch", 1),
    miners: weights.map((weight, uid) => {
      const age = ages[uid] ?? null;
      return { uid, weight, lastEpoch: age === null ? null : oldest - age };
    }),
    seed: fields.label("seed"),
  });
}
