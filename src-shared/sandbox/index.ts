export {
  type Genesis,
  type SandboxChain,
  type SandboxChainOptions,
  type SubnetSettings,
  startSandboxChain,
} from "./chain/index.ts";
export { findRunningSandbox, type SandboxEndpoints } from "./discovery.ts";
export { SandboxError } from "./errors.ts";
export { type SandboxHub, startSandboxHub } from "./hub/index.ts";
export { type Sandbox, type SandboxOptions, startSandbox } from "./start.ts";
