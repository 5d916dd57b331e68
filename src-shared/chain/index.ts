export * from "./client.ts";
export { type ConnectOptions, connectChain } from "./connect.ts";
export { ChainError } from "./errors.ts";
export * from "./keys/index.ts";
export { type PublicNetwork, publicNetworks } from "./networks.ts";
export type { Signer } from "./signer.ts";
export { openLocked, roundMessage } from "./timelock/lock.ts";
export { newSalt, weightCommitHash } from "./weights/commit-hash.ts";
