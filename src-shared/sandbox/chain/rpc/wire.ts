import { u8aToHex } from "@polkadot/util";
import { digestItem } from "../metadata/declarations/types/substrate.ts";
import type { runtimeVersion } from "../metadata/index.ts";
import type { ChainNode } from "../node/node.ts";
import type { StoredBlock } from "../state/ledger.ts";

/** A header as JSON-RPC writes it: the number and digest items as hex. */
export function wireHeader(node: ChainNode, block: StoredBlock) {
  const header = node.header(block);
  return {
    parentHash: header.parent_hash,
    number: `0x${header.number.toString(16)}`,
    stateRoot: header.state_root,
    extrinsicsRoot: header.extrinsics_root,
    digest: {
      logs: header.digest.logs.map((log) => u8aToHex(node.runtime.codec.encode(digestItem, log))),
    },
  };
}

/** The runtime version as JSON-RPC writes it. */
export const wireRuntimeVersion = (version: typeof runtimeVersion): unknown => ({
  specName: version.specName,
  implName: version.implName,
  authoringVersion: version.authoringVersion,
  specVersion: version.specVersion,
  implVersion: version.implVersion,
  apis: version.apis,
  transactionVersion: version.transactionVersion,
  systemVersion: version.systemVersion,
  stateVersion: version.stateVersion,
});
