import type { ChainClient, ChainError, WalletError } from "../../../src-shared/chain/index.ts";
import type { Result } from "../../../src-shared/contract/index.ts";
import type { EngineFacts } from "../../../src-shared/engine/index.ts";
import type { HubClient } from "../../../src-shared/hub/index.ts";
import type { ValidatorConfig } from "../config/index.ts";
import type { SigningError, SigningHistory } from "../keys/index.ts";
import type { MachineProbe } from "./machine-probe.ts";

/** What checks look at, each at as little of it as it needs. */
export interface DoctorContext {
  readonly config: ValidatorConfig;
  readonly machine: MachineProbe;
  readonly hub: HubClient;
  readonly chain: Result<Pick<ChainClient, ChainReads>, ChainError>;
  /** The hotkey's address, or why its file does not tell it. */
  readonly hotkey: Result<string, WalletError | SigningError>;
  readonly known: StoredFacts;
  /** Opens the engine for a moment; null where that is not wanted. */
  readonly engineFacts: (() => Promise<EngineFacts>) | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export type ChainReads = "info" | "metagraph" | "subnetRules" | "chainTime" | "validatorTrust";

/** What the service's store knows; all null for a new one. */
export interface StoredFacts {
  /** Measured with this profile on this machine. */
  readonly secondsPerDataset: number | null;
  readonly signing: Pick<SigningHistory, "ours" | "underWay" | "accepted"> | null;
}

export const NOTHING_STORED: StoredFacts = { secondsPerDataset: null, signing: null };
