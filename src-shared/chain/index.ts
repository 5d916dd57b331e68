export * from "./client.ts";
export { ChainError } from "./errors.ts";
export type { Signer } from "./signer.ts";
