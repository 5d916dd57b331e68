import { builtInProfiles, type CompetitionProfile } from "../../competition/index.ts";

/** Where a competition counts every row, so many do in practice: rounds stay short. */
export const PRACTICE_ROWS = 150;
/** Where a competition leaves the eval set to the operator. */
export const PRACTICE_EVAL_REPO = "practice/everyday";
/** A model of a few million parameters takes larger steps than one of a billion, and a small adapter larger ones still. */
const LEARNING_RATE = { allLinear: 2e-3, some: 1e-2 };
/** A warm-up for thousands of rows would be all that a practice round's training consists of. */
const WARMUP_STEPS = 5;
/** Of the practice model on the sandbox's eval set, in nats: from what many well-chosen rows teach it to what few do. */
const BENCH = { min: 0.3, bench: 1.5, max: 3 };

/**
 * A competition as it is practised: by its own rules, on the practice model, which was taught Qwen's template, learns in
 * larger steps and has other losses; a scorer that knows losses by their size gets the practice model's.
 */
export function practiceProfile(profile: CompetitionProfile): CompetitionProfile {
  const { rows, evaluation, training, lora, scorer, trainingFailureLoss } = profile;
  const practised: CompetitionProfile = {
    ...profile,
    effectiveFromBlock: 0,
    netuids: { ...profile.netuids, sandbox: subnetFor(profile) },
    template: "qwen2.5",
    rows: { ...rows, limit: rows.limit ?? PRACTICE_ROWS },
    evaluation: { ...evaluation, repo: evaluation.repo ?? PRACTICE_EVAL_REPO },
    training: {
      ...training,
      learningRate: lora.targets === "all-linear" ? LEARNING_RATE.allLinear : LEARNING_RATE.some,
      warmupSteps: Math.min(training.warmupSteps, WARMUP_STEPS),
    },
  };
  if (scorer.kind !== "benchmark") return practised;
  return {
    ...practised,
    scorer: { ...scorer, ...BENCH },
    trainingFailureLoss: trainingFailureLoss === null ? null : BENCH.bench,
  };
}

/** A competition of the user's own has no subnet on a sandbox yet, and takes the place of any other. */
function subnetFor({ netuids }: CompetitionProfile): number {
  const known = builtInProfiles.map((builtIn) => builtIn.netuids.sandbox);
  return known.includes(netuids.sandbox) ? netuids.sandbox : (known[0] as number);
}
