import { checkChain, checkSubnet } from "./chain-checks.ts";
import type { DoctorContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import { checkEvalSet, checkModel, checkToken } from "./hub-checks.ts";
import { checkDisk, checkEngine, checkGpu, checkMemory } from "./machine-checks.ts";
import { checkPace, checkProfile } from "./profile-checks.ts";

/** Looks at everything that a validator stands on, in the order in which it is mended best. */
export async function examine(
  context: DoctorContext & { readonly cachedGb: number },
): Promise<readonly Finding[]> {
  const { chain, config } = context;
  const [machine, hub, subnet, metagraph] = await Promise.all([
    Promise.all([checkGpu(context), checkEngine(context), checkMemory(context), checkDisk(context)]),
    Promise.all([checkToken(context), checkModel(context), checkEvalSet(context)]),
    checkSubnet(context),
    chain.ok ? chain.value.metagraph({ netuid: config.netuid }) : null,
  ]);
  const found = metagraph?.ok ? metagraph.value : null;
  const pace = checkPace({ ...context, tempo: found?.tempo ?? null, miners: found?.neurons.length ?? null });
  return [...machine, ...hub, checkChain(context), ...subnet, checkProfile(context), pace];
}
