import type { KeyringPair } from "@polkadot/keyring/types";
import { onTestFinished } from "vitest";
import {
  type ChainClient,
  type ChainError,
  connectChain,
  type Signer,
  type TxOutcome,
  type WeightAction,
} from "../../../chain/index.ts";
import type { Result } from "../../../contract/index.ts";
import type { SandboxChain, SubnetSettings } from "../index.ts";
import { startTestChain } from "./chain.ts";
import { testKeys } from "./keys.ts";

export const GENESIS_MS = 1_750_000_000_000;

/** A chain whose clock says 12 s a block, a client of it, and who lives on its subnets. */
export interface Practice {
  readonly chain: SandboxChain;
  readonly client: ChainClient;
  /** Uid 0, with a permit; not the owner's. */
  readonly validator: Signer;
  /** Uid 1, the owner's hotkey. */
  readonly miner: Signer;
  /** Uid 2. */
  readonly rival: Signer;
  /** On no subnet. */
  readonly stranger: Signer;
  /** The owner's coldkey. */
  readonly owner: string;
}

/** Starts a subnet for each settings given, five blocks ago. Everything is closed after the test. */
export async function startPractice(subnets: Readonly<Record<number, SubnetSettings>>): Promise<Practice> {
  const keys = await testKeys();
  const owner = keys.coldkey.address;
  const chain = await startTestChain({
    genesisTimeMs: GENESIS_MS,
    genesis: {
      accounts: [],
      subnets: Object.entries(subnets).map(([netuid, settings]) => ({
        netuid: Number(netuid),
        owner,
        registrations: [
          { hotkey: keys.validator.address, coldkey: keys.validator.address, validatorPermit: true },
          { hotkey: keys.miner.address, coldkey: owner },
          { hotkey: keys.rival.address, coldkey: keys.rival.address },
        ],
        ...settings,
      })),
    },
  });
  const client = value(await connectChain({ endpoints: [chain.url], timeoutMs: 5000 }));
  onTestFinished(() => client.close());
  chain.advanceBlocks(5);
  const [validator, miner, rival, stranger] = [keys.validator, keys.miner, keys.rival, keys.stranger].map(
    signerOf,
  ) as [Signer, Signer, Signer, Signer];
  return { chain, client, validator, miner, rival, stranger, owner };
}

const signerOf = (pair: KeyringPair): Signer => ({
  address: pair.address,
  publicKey: pair.publicKey,
  sign: (bytes) => pair.sign(bytes),
});

export function value<T>(result: Result<T, ChainError>): T {
  if (!result.ok) throw result.error;
  return result.value;
}

/** Signs and sends an action about weights, and makes blocks until it has its end. */
export async function send(
  { chain, client, validator }: Practice,
  netuid: number,
  action: WeightAction,
  signer = validator,
): Promise<TxOutcome> {
  const prepared = value(await client.prepareWeights({ netuid, signer, action }));
  return client.submit(prepared, ({ kind }) => {
    if (kind === "broadcast") chain.advanceBlocks(3);
  });
}

/** Goes on until the best block is this one. */
export function goTo({ chain }: Practice, block: number): void {
  chain.advanceBlocks(block - chain.bestBlock.number);
}
