/** Flags of Bittensor's tools that choose how much is logged. */
export const LOGGING_FLAGS = ["trace", "debug", "info"] as const;
