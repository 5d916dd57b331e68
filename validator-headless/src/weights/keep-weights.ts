import type { EpochClock, Neuron } from "../../../src-shared/chain/index.ts";
import { unwrap } from "../../../src-shared/contract/index.ts";
import type { SettingRecord } from "../store/records.ts";
import { advanceSetting } from "./advance-setting.ts";
import { isOnlySigner } from "./check-signer.ts";
import type { WeightsContext } from "./context.ts";
import { planSetting } from "./plan-setting.ts";
import { targetNow } from "./target.ts";

/**
 * Does what is to be done about weights in this block: takes open settings on, and in the last blocks of an epoch plans
 * this epoch's, once. Throws a `ChainError` or a `RoundError`; the next block tries again.
 */
export async function keepWeights(context: WeightsContext): Promise<void> {
  const { chain, netuid, store, competition } = context;
  const clock = unwrap(await chain.epochClock({ netuid }));
  for (const setting of store.openSettings(competition)) await advanceSetting(context, setting, clock);
  if (!isTimeToSet(context, clock)) return;
  const at = clock.block.hash;
  const rules = unwrap(await chain.subnetRules({ netuid, at }));
  const metagraph = unwrap(await chain.metagraph({ netuid, at }));
  const own = metagraph.neurons.find(({ hotkey }) => hotkey === context.signer.address);
  if (own !== undefined && !isOnlySigner(context, own)) return;
  if (!keepsRate(own, rules.weightsRateLimitBlocks, clock)) return;
  const target = targetNow(context, metagraph);
  if (target === null) return;
  const planned = await planSetting(context, target, { metagraph, rules, clock });
  store.saveSetting(planned);
  context.log.info({ epoch: clock.epoch, mode: planned.mode, round: planned.roundId }, "setting weights");
  await advanceSetting(context, planned, clock);
}

/** In the epoch's last blocks, unless its weights are set, on their way, or given up. */
export function isTimeToSet(
  { store, competition, blocksBeforeEpochEnd }: WeightsContext,
  { epoch, blocksLeft, tempo }: EpochClock,
): boolean {
  const window = Math.min(blocksBeforeEpochEnd, Math.max(1, Math.floor(tempo / 2)));
  if (blocksLeft > window) return false;
  return !store.settings(competition, 10).some((setting: SettingRecord) => setting.epoch === epoch);
}

/** Sooner than the chain takes them there is no use in signing. */
function keepsRate(own: Neuron | undefined, rateLimitBlocks: number, { block }: EpochClock): boolean {
  if (own === undefined || own.lastUpdate === 0) return true;
  return block.number + 1 - own.lastUpdate >= rateLimitBlocks;
}
