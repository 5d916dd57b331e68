import { stringToHex } from "@polkadot/util";
import { virtualClock } from "../node/clock.ts";
import { ChainNode } from "../node/node.ts";
import { NETUID, testGenesis } from "./genesis.ts";
import { testKeys } from "./keys.ts";
import { signFor } from "./sign.ts";

/** Makes blocks with a commitment in each, as fast as it can, and says number and hash of each once it is kept. */
const keys = await testKeys();
const [, , dataDir = "."] = process.argv;
const node = new ChainNode({
  file: `${dataDir}/chain.sqlite`,
  rule: "spacePerEpoch",
  genesis: testGenesis(keys),
  clock: virtualClock(12_000),
  genesisTimeMs: 1_700_000_000_000,
  finalityLag: 2,
  poolLimit: 100,
  keptStates: 100,
});
const info = { fields: [{ Raw5: [stringToHex("words")] }] };
for (let nonce = 0; nonce < 10_000; nonce++) {
  const bytes = signFor(node, keys.miner, nonce, {
    pallet: "Commitments",
    name: "set_commitment",
    args: { netuid: NETUID, info },
  });
  node.submit(node.decode(bytes));
  const block = node.makeBlock();
  process.stdout.write(`${block.number} ${block.hash}\n`);
}
