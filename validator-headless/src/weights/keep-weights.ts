import type { EpochClock, Neuron } from "../../../src-shared/chain/index.ts";
import { unwrap } from "../../../src-shared/contract/index.ts";
import { weightBlocks } from "../round/slots.ts";
import { advanceSetting, mayBePlannedAnew } from "./advance-setting.ts";
import { isOnlySigner } from "./check-signer.ts";
import type { WeightsContext } from "./context.ts";
import { planSetting } from "./plan-setting.ts";
import { targetNow } from "./target.ts";

/** So often are an epoch's weights planned where the subnet's rules change between plan and block. */
const MOST_PLANS = 3;

/**
 * Does what is to be done about weights in this block: takes open settings on, and in the last blocks of an epoch plans
 * this epoch's, once. Throws a `ChainError` or a `RoundError`; the next block tries again. After the signal nothing new is
 * sent, and nothing that was sent is waited for.
 */
export async function keepWeights(context: WeightsContext, signal: AbortSignal): Promise<void> {
  const { chain, netuid, store, competition } = context;
  const before = unwrap(await chain.epochClock({ netuid }));
  for (const setting of store.openSettings(competition)) {
    if (signal.aborted) return;
    // Another hotkey's can only be taken on with its key.
    if (setting.hotkey === context.signer.address) await advanceSetting(context, setting, before, signal);
  }
  // Waiting for transactions may have taken blocks.
  const clock = unwrap(await chain.epochClock({ netuid }));
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
  const isOurs = store.transaction(() => {
    if (!isTimeToSet(context, clock)) return false;
    store.saveSetting(planned);
    return true;
  });
  if (!isOurs) return;
  context.log.info({ epoch: clock.epoch, mode: planned.mode, round: planned.roundId }, "setting weights");
  if (!signal.aborted) await advanceSetting(context, planned, clock, signal);
}

/**
 * In the epoch's last blocks, unless its weights are set, on their way, or given up. A round that ends with them is waited
 * for as long as half of them are left: what it decides is what should be set.
 */
export function isTimeToSet(
  { store, competition, profile, blocksBeforeEpochEnd }: WeightsContext,
  clock: EpochClock,
): boolean {
  const { block, epoch, blocksLeft, nextEpochBlock } = clock;
  if (block.number < profile.effectiveFromBlock) return false;
  const window = weightBlocks(clock, blocksBeforeEpochEnd);
  if (blocksLeft > window) return false;
  const open = store.latestRound(competition, ["gathering", "evaluating"]);
  const roundEnds = open?.deadline.block ?? null;
  const waitUntil = nextEpochBlock - window / 2;
  if (roundEnds !== null && roundEnds <= waitUntil && block.number < waitUntil) return false;
  const planned = store.settings(competition, 10).filter((setting) => setting.epoch === epoch);
  return planned.length < MOST_PLANS && planned.every(mayBePlannedAnew);
}

/** Sooner than the chain takes them there is no use in signing. */
function keepsRate(own: Neuron | undefined, rateLimitBlocks: number, { block }: EpochClock): boolean {
  if (own === undefined || own.lastUpdate === 0) return true;
  return block.number + 1 - own.lastUpdate >= rateLimitBlocks;
}
