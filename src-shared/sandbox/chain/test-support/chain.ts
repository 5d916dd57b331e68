import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiPromise, WsProvider } from "@polkadot/api";
import type { ApiOptions, SubmittableExtrinsic } from "@polkadot/api/types";
import type { KeyringPair } from "@polkadot/keyring/types";
import type { ISubmittableResult } from "@polkadot/types/types";
import { stringToHex } from "@polkadot/util";
import { onTestFinished } from "vitest";
import { type SandboxChain, type SandboxChainOptions, startSandboxChain } from "../index.ts";
import { testGenesis } from "./genesis.ts";
import { testKeys } from "./keys.ts";

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "assay-chain-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A chain that makes blocks only when told, closed after the test. */
export async function startTestChain(options: Partial<SandboxChainOptions> = {}): Promise<SandboxChain> {
  const keys = await testKeys();
  const chain = await startSandboxChain({
    dataDir: options.dataDir ?? temporaryFolder(),
    mode: "manual",
    clock: "virtual",
    genesisTimeMs: 1_700_000_000_000,
    genesis: testGenesis(keys),
    ...options,
  });
  onTestFinished(() => chain.close());
  return chain;
}

/** @polkadot/api at the chain, with nothing but the chain's own metadata. */
export async function connectApi(
  chain: SandboxChain,
  options: Partial<ApiOptions> = {},
): Promise<ApiPromise> {
  const noEffect = { extrinsic: {}, payload: {} };
  const api = await ApiPromise.create({
    provider: new WsProvider(chain.url) as unknown as NonNullable<ApiOptions["provider"]>,
    noInitWarn: true,
    throwOnConnect: true,
    signedExtensions: {
      SudoTransactionExtension: noEffect,
      CheckShieldedTxValidity: noEffect,
      SubtensorTransactionExtension: noEffect,
      DrandPriority: noEffect,
    },
    ...options,
  });
  onTestFinished(() => api.disconnect());
  return api;
}

/** Sends a transaction, makes a block as soon as it is ready, and answers how it stood in that block. */
export async function inNextBlock(
  chain: SandboxChain,
  extrinsic: SubmittableExtrinsic<"promise">,
  signer: KeyringPair,
): Promise<ISubmittableResult> {
  return new Promise((resolve, reject) => {
    extrinsic
      .signAndSend(signer, { nonce: -1 }, (result) => {
        if (result.status.isReady) chain.advanceBlocks(1);
        if (result.status.isInBlock) resolve(result);
        if (result.isError) reject(new Error(result.status.type));
      })
      .catch(reject);
  });
}

/** Names of the events of a transaction. */
export const eventNames = (result: ISubmittableResult): readonly string[] =>
  result.events.map(({ event }) => `${event.section}.${event.method}`);

/** The module error a transaction failed with. */
export function errorName(api: ApiPromise, result: ISubmittableResult): string | null {
  const { dispatchError } = result;
  if (dispatchError === undefined) return null;
  return dispatchError.isModule
    ? api.registry.findMetaError(dispatchError.asModule).name
    : dispatchError.type;
}

/** A commitment's one raw field, as @polkadot/api takes it. */
export const rawField = (text: string) => ({ fields: [{ [`Raw${text.length}`]: stringToHex(text) }] });
