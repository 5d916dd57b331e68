import { z } from "zod";
import type { ChainState } from "../chain-state.ts";
import type { SubnetRules } from "../client.ts";
import type { Runtime } from "../runtime.ts";
import { hasSelectiveMetagraph, noSubnet, selectMetagraph } from "../selective-metagraph.ts";
import { bigIntegerSchema, integerSchema, shaped } from "../values.ts";

const pallet = "SubtensorModule";

const demandsSchema = z.object({
  tempo: integerSchema,
  minAllowedWeights: integerSchema,
  maxWeightsLimit: integerSchema,
  weightsVersion: bigIntegerSchema,
  weightsRateLimit: integerSchema,
  commitRevealWeightsEnabled: z.boolean(),
  commitRevealPeriod: integerSchema,
});
type Demands = z.infer<typeof demandsSchema>;
/** Places of the fields above in the selective metagraph. */
const demandFields = [8, 24, 25, 26, 27, 46, 47];

/** The largest value of the chain's 16-bit shares. */
const wholeShare = 65535;

/**
 * What a subnet demands of weights. The runtime itself is asked where it answers: newer ones keep a limit of weights
 * in storage that they no longer apply.
 */
export async function readSubnetRules(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  at: string,
): Promise<SubnetRules> {
  const demands = hasSelectiveMetagraph(runtime)
    ? await selectMetagraph(state, runtime, { netuid, fields: demandFields, at }, demandsSchema)
    : await demandsFromStorage(state, runtime, netuid, at);
  const hasVersion = runtime.has(pallet, "CommitRevealWeightsVersion");
  const entries = ["StakeThreshold", ...(hasVersion ? ["CommitRevealWeightsVersion"] : [])];
  const [threshold, version] = await state.values(
    runtime,
    entries.map((entry) => ({ pallet, entry, keys: [] })),
    at,
  );
  return {
    netuid,
    weightsVersionKey: demands.weightsVersion,
    weightsRateLimitBlocks: demands.weightsRateLimit,
    minAllowedWeights: demands.minAllowedWeights,
    maxWeightShare: demands.maxWeightsLimit / wholeShare,
    commitReveal: demands.commitRevealWeightsEnabled,
    revealPeriodEpochs: demands.commitRevealPeriod,
    commitRevealVersion: hasVersion
      ? shaped(runtime, `${pallet}.CommitRevealWeightsVersion`, integerSchema, version ?? null)
      : null,
    tempo: demands.tempo,
    stakeThresholdRao: shaped(runtime, `${pallet}.StakeThreshold`, bigIntegerSchema, threshold ?? null),
  };
}

async function demandsFromStorage(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  at: string,
): Promise<Demands> {
  const read = async <T>(entry: string, schema: z.ZodType<T>): Promise<T> => {
    const value = await state.storage(runtime, pallet, entry, [netuid], at);
    return shaped(runtime, `${pallet}.${entry}`, schema, value);
  };
  if (!(await read("NetworksAdded", z.boolean()))) throw noSubnet(netuid);
  const [tempo, minAllowedWeights, maxWeightsLimit, weightsVersion, weightsRateLimit, enabled, period] =
    await Promise.all([
      read("Tempo", integerSchema),
      read("MinAllowedWeights", integerSchema),
      read("MaxWeightsLimit", integerSchema),
      read("WeightsVersionKey", bigIntegerSchema),
      read("WeightsSetRateLimit", integerSchema),
      read("CommitRevealWeightsEnabled", z.boolean()),
      read("RevealPeriodEpochs", integerSchema),
    ]);
  return {
    tempo,
    minAllowedWeights,
    maxWeightsLimit,
    weightsVersion,
    weightsRateLimit,
    commitRevealWeightsEnabled: enabled,
    commitRevealPeriod: period,
  };
}
