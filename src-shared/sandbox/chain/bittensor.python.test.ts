import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { pythonPeers } from "../../../scripts/needs.ts";
import { startTestChain, temporaryFolder } from "./test-support/chain.ts";
import { NETUID, TEMPO, testGenesis } from "./test-support/genesis.ts";
import { testKeys } from "./test-support/keys.ts";

const HIDDEN = 97;

test("the bittensor SDK reads, commits, registers, pays and sets weights on the sandbox chain", async () => {
  const peers = pythonPeers();
  if (peers === null) throw new Error("the Python peers are not set up");
  const keys = await testKeys();
  const plain = testGenesis(keys);
  const hidden = testGenesis(keys, {
    netuid: HIDDEN,
    tempo: 40,
    commitReveal: true,
    weightsRateLimitBlocks: 0,
  });
  const chain = await startTestChain({
    mode: "timer",
    blockTimeMs: 300,
    genesis: { ...plain, subnets: [...plain.subnets, ...hidden.subnets] },
  });
  const script = fileURLToPath(new URL("./conformance.py", import.meta.url));
  const { stdout } = await promisify(execFile)(
    peers.python,
    [script, chain.url, String(NETUID), String(HIDDEN), temporaryFolder()],
    { env: { ...process.env, HOME: temporaryFolder(), BT_NO_PARSE_CLI_ARGS: "1" } },
  );
  const seen = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as Record<string, unknown>;
  expect(seen).toEqual({
    version: "10.5.0",
    subnets: [0, NETUID, HIDDEN],
    blocks_go_on: true,
    metagraph: { n: 3, hotkeys: true, permits: [true, false, false], stake: [1000, 0, 0] },
    hyperparameters: { tempo: TEMPO, commit_reveal: false, rate: 5 },
    name: `Practice subnet ${NETUID}`,
    neurons: [0, 1, 2],
    set_commitment: true,
    get_commitment: true,
    all_commitments: true,
    commit_unregistered: false,
    register: true,
    uid: 3,
    burn_paid: true,
    transfer: true,
    received: 5,
    add_stake: true,
    stake_grew: true,
    set_weights: true,
    weights: [
      [
        0,
        [
          [1, 65_535],
          [2, 21_845],
        ],
      ],
    ],
    commit_weights: true,
    commits_waiting: 1,
    hash_commit: true,
    early_reveal: false,
    reveal: true,
    revealed: [
      [
        0,
        [
          [1, 65_535],
          [2, 32_767],
        ],
      ],
    ],
  });
});
