import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { connectApi, inNextBlock, rawField, startTestChain, temporaryFolder } from "./test-support/chain.ts";
import { NETUID } from "./test-support/genesis.ts";
import { testKeys } from "./test-support/keys.ts";

describe("the chain's memory", () => {
  it("goes on after a restart where it was, with all state and all blocks", async () => {
    const keys = await testKeys();
    const dataDir = temporaryFolder();
    const first = await startTestChain({ dataDir });
    const api = await connectApi(first);
    await inNextBlock(first, api.tx.commitments!.setCommitment!(NETUID, rawField("kept")), keys.miner);
    first.advanceBlocks(30);
    const { bestBlock, finalizedBlock, genesisHash } = first;
    await first.close();

    const second = await startTestChain({ dataDir });
    expect(second).toMatchObject({ bestBlock, finalizedBlock, genesisHash });
    const later = await connectApi(second);
    const found = await later.query.commitments!.commitmentOf!(NETUID, keys.miner.address);
    expect(found.toHuman()).toMatchObject({ block: "1", info: { fields: [{ Raw4: "kept" }] } });
    second.advanceBlocks(1);
    const header = await later.rpc.chain.getHeader();
    expect(header.parentHash.toHex()).toBe(bestBlock.hash);
  });

  it("won't go on under other rules", async () => {
    const dataDir = temporaryFolder();
    await (await startTestChain({ dataDir })).close();
    await expect(startTestChain({ dataDir, rules: "interval" })).rejects.toThrow("commitment rule");
  });

  it("comes back whole when killed while making blocks", async () => {
    const dataDir = temporaryFolder();
    const entry = fileURLToPath(new URL("./test-support/busy-chain.ts", import.meta.url));
    const child = spawn(process.execPath, [entry, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout });
    let last = "";
    lines.on("line", (line) => {
      last = line;
      if (Number(line.split(" ")[0]) === 40) child.kill("SIGKILL");
    });
    await once(child, "close");
    const [number, hash] = last.split(" ");
    const chain = await startTestChain({ dataDir });
    expect(chain.bestBlock.number).toBeGreaterThanOrEqual(Number(number));
    const api = await connectApi(chain);
    expect((await api.rpc.chain.getBlockHash(number)).toHex()).toBe(hash);
    for (let at = chain.bestBlock.number; at > 0; at -= 10) {
      const header = await api.rpc.chain.getHeader(await api.rpc.chain.getBlockHash(at));
      const parent = await api.rpc.chain.getBlockHash(at - 1);
      expect(header.parentHash.toHex()).toBe(parent.toHex());
    }
    expect((await api.query.system!.number!()).toString()).toBe(String(chain.bestBlock.number));
    const { miner } = await testKeys();
    const { number: best } = chain.bestBlock;
    expect((await api.query.system!.account!(miner.address)).toJSON()).toMatchObject({ nonce: best });
    const commitment = await api.query.commitments!.commitmentOf!(NETUID, miner.address);
    expect(commitment.toJSON()).toMatchObject({ block: best });
    chain.advanceBlocks(3);
  });
});
