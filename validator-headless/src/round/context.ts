import type { ChainClient } from "../../../src-shared/chain/index.ts";
import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import type { ResidentSettings } from "../../../src-shared/engine/index.ts";
import type { HubClient } from "../../../src-shared/hub/index.ts";
import type { EvaluationPool } from "../evaluation/contract.ts";
import type { Logger } from "../logs/index.ts";
import type { ValidatorStore } from "../store/store.ts";
import type { Activity } from "./activity.ts";
import type { Inspector } from "./inspect/inspector.ts";

/** What rounds are made with. */
export interface RoundContext {
  /** Network, subnet and profile: rounds of one are counted and kept apart from those of others. */
  readonly competition: string;
  /** With the operator's choice of rules in it. */
  readonly profile: CompetitionProfile;
  readonly netuid: number;
  readonly chain: ChainClient;
  readonly hub: HubClient;
  readonly store: ValidatorStore;
  readonly pool: EvaluationPool;
  readonly inspector: Inspector;
  readonly activity: Activity;
  readonly log: Logger;
  readonly model: { readonly repo: string; readonly revision: string; readonly folder: string };
  readonly engine: Pick<ResidentSettings, "fidelity" | "device" | "threads"> & {
    readonly kind: "onnx" | "torch";
  };
  /** Refuse results that were not worked out in the reference's precision. */
  readonly mustBeExact: boolean;
  readonly evalSet: { readonly repo: string; readonly revision: string; readonly file: string };
  readonly limits: {
    readonly fileMb: number;
    readonly lineMb: number;
    readonly rows: number;
    readonly downloadTimeoutS: number;
    readonly evaluationTimeoutS: number;
    readonly memoryMb: number;
  };
  /** Rounds end so many blocks before the chain's epoch does, so that there is time to set weights. */
  readonly blocksBeforeEpochEnd: number;
  /** A round begins every so many blocks; null: with the subnet's epochs. */
  readonly blocksPerRound: number | null;
  /** Datasets, eval sets and tokenized rows: what can be fetched again. */
  readonly cacheDir: string;
  readonly newSeed: () => number;
  /** How long to wait before asking again for what failed and may succeed later. */
  readonly retryMs: number;
}
