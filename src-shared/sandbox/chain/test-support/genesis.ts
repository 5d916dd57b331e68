import type { Genesis, GenesisSubnet } from "../runtime/genesis.ts";
import type { Keys } from "./keys.ts";

export const NETUID = 96;
export const TEMPO = 20;
export const RICH_RAO = 1_000_000_000_000n;

/** One subnet: uid 0 the owner's validator, uid 1 and 2 miners; the coldkey is rich. */
export function testGenesis(keys: Keys, subnet: Partial<GenesisSubnet> = {}): Genesis {
  const coldkey = keys.coldkey.address;
  return {
    accounts: [{ address: coldkey, balanceRao: RICH_RAO }],
    subnets: [
      {
        netuid: NETUID,
        tempo: TEMPO,
        owner: coldkey,
        weightsRateLimitBlocks: 5,
        registrations: [
          { coldkey, hotkey: keys.validator.address, validatorPermit: true },
          { coldkey, hotkey: keys.miner.address },
          { coldkey, hotkey: keys.rival.address },
        ],
        ...subnet,
      },
    ],
  };
}
