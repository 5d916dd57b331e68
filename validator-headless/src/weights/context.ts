import type { ChainClient, Signer } from "../../../src-shared/chain/index.ts";
import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import type { Logger } from "../logs/index.ts";
import type { ValidatorStore } from "../store/store.ts";

/** What setting weights is done with. */
export interface WeightsContext {
  readonly competition: string;
  readonly profile: CompetitionProfile;
  readonly netuid: number;
  readonly chain: ChainClient;
  readonly signer: Signer;
  readonly store: ValidatorStore;
  readonly log: Logger;
  readonly blocksBeforeEpochEnd: number;
  /** Weights up to this block, set by others with this hotkey, are settled, as the operator says. */
  readonly acceptedBlock: number | null;
}
