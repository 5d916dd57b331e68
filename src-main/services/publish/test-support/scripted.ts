import type { ChainClient, Signer } from "../../../../src-shared/chain/index.ts";
import { ok } from "../../../../src-shared/contract/index.ts";
import type { HubClient } from "../../../../src-shared/hub/index.ts";
import type { PublicationRecord } from "../record.ts";
import type { PublishTools } from "../steps.ts";

const GENESIS = `0x${"11".repeat(32)}`;

/** A record on its way, as it is before anything but the snapshot is known. */
export const freshRecord: PublicationRecord = {
  profileId: "flock-off",
  profileHash: "test",
  competitionId: "f127",
  networkId: "sandbox",
  netuid: 12,
  hotkey: "5Miner",
  repo: "miner/dataset",
  id: "0000",
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  outcome: "running",
  checkedAt: "2026-01-01T00:00:00.000Z",
  snapshot: { rows: 1, sizeBytes: 1, sha256: "ab" },
  genesisHash: GENESIS,
  repoReadyAt: null,
  revision: null,
  verifiedAt: null,
  commitment: null,
  mayCommitAt: null,
  signed: null,
  inBlock: null,
  finalized: null,
  committedBlock: null,
  waiting: null,
  error: null,
  turn: 1,
  times: {},
};

export const committable: PublicationRecord = {
  ...freshRecord,
  repoReadyAt: "t",
  revision: "c".repeat(40),
  verifiedAt: "t",
  commitment: `miner/dataset:f127:${"c".repeat(40)}`,
};

export const sent: PublicationRecord = {
  ...committable,
  mayCommitAt: "t",
  signed: { extrinsic: "0x00", hash: "0xaa", nonce: 0, birthBlock: 10, deathBlock: 20 },
};

export interface Script {
  readonly tools: PublishTools;
  /** The record with everything learned so far. */
  readonly record: () => PublicationRecord;
  readonly controller: AbortController;
}

/** Tools whose chain and hub answer what a test says; every call that it says nothing about is a failure. */
export function script(
  start: PublicationRecord,
  chain: Partial<ChainClient>,
  hub: Partial<HubClient> = {},
): Script {
  let record = start;
  const controller = new AbortController();
  const info = { chain: "Test", specName: "t", specVersion: 1, genesisHash: GENESIS, ss58Prefix: 42 };
  const usual: Partial<ChainClient> = {
    info: () => ({ ...info, blockTimeMs: 12_000, endpoint: "ws://test" }),
    status: () => ({ kind: "online", endpoint: "ws://test" }),
    registration: async () => ok({ uid: 1, block: 1 }),
    commitment: async () => ok(null),
    commitWindow: async () => ok({ kind: "now" }),
    head: async () => ok({ number: 10, hash: "0x0a" }),
    finalizedHead: async () => ok({ number: 8, hash: "0x08" }),
    findExtrinsic: async () => ok(null),
    onHeads: () => () => {},
  };
  return {
    controller,
    record: () => record,
    tools: {
      hub: hub as HubClient,
      chain: { ...usual, ...chain } as ChainClient,
      signer: { address: start.hotkey } as Signer,
      snapshotPath: (sha256) => sha256,
      learn: (facts) => {
        record = { ...record, ...facts };
        return record;
      },
      isOvertaken: () => false,
      onUploaded: () => {},
      onOutage: "stop",
      signal: controller.signal,
      sleep: async () => {},
      now: () => new Date(0),
    },
  };
}
