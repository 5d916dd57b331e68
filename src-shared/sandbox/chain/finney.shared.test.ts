import { readFileSync } from "node:fs";
import { join } from "node:path";
import { u8aToHex } from "@polkadot/util";
import { expect, test } from "vitest";
import { sharedDir } from "../../../scripts/needs.ts";
import { runtimeVersion } from "./metadata/index.ts";
import { connectApi, eventNames, inNextBlock, rawField, startTestChain } from "./test-support/chain.ts";
import { NETUID } from "./test-support/genesis.ts";
import { testKeys } from "./test-support/keys.ts";

test("a client that uses the live chain's metadata instead of the sandbox's notices no difference", async () => {
  const shared = sharedDir();
  if (shared === null) throw new Error("the reference data is not there");
  const blob = readFileSync(join(shared, "chain", "finney-spec424-metadata-v16.scale"));
  const keys = await testKeys();
  const chain = await startTestChain();
  const api = await connectApi(chain, {
    metadata: { [`${chain.genesisHash}-${runtimeVersion.specVersion}`]: u8aToHex(blob) },
  });
  expect(api.query.contracts).toBeDefined();

  const commit = api.tx.commitments!.setCommitment!(NETUID, rawField("words"));
  expect(eventNames(await inNextBlock(chain, commit, keys.miner))).toEqual([
    "commitments.Commitment",
    "system.ExtrinsicSuccess",
  ]);
  const found = await api.query.commitments!.commitmentOf!(NETUID, keys.miner.address);
  expect(found.toHuman()).toMatchObject({ block: "1", info: { fields: [{ Raw5: "words" }] } });
  const register = api.tx.subtensorModule!.burnedRegister!(NETUID, keys.stranger.address);
  expect(eventNames(await inNextBlock(chain, register, keys.coldkey))).toContain(
    "subtensorModule.NeuronRegistered",
  );
  const graph = await api.call.subnetInfoRuntimeApi!.getMetagraph!(NETUID);
  expect(graph.toJSON()).toMatchObject({ netuid: NETUID, numUids: 4, blockAtRegistration: [0, 0, 0, 2] });
});
