import type { ConfigMistake } from "./errors.ts";

/** Flags of Bittensor's tools that choose how much is logged. */
export const LOGGING_FLAGS = ["trace", "debug", "info"] as const;

/** Flags of the reference validator for what is not an operator's choice here, and why. */
export const MEANINGLESS_FLAGS: Readonly<Record<string, { readonly why: string; readonly mend: string }>> = {
  "--blocks_per_epoch": {
    why: "an epoch is as long as the subnet's tempo, which is read from the chain",
    mend: "Leave it out.",
  },
  "--miner_sample_size": {
    why: "how many miners an epoch evaluates stands in the profile, so that validators agree",
    mend: "Leave it out, or give a profile file of your own with --profile.",
  },
};

export const meaningless = (flag: string): ConfigMistake => ({
  where: flag,
  what: `has no meaning here: ${MEANINGLESS_FLAGS[flag]?.why}`,
  mend: MEANINGLESS_FLAGS[flag]?.mend ?? "",
});
