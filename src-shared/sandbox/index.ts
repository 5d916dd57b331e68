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
export {
  openPracticeGround,
  type PracticeGround,
  type PracticeGroundOptions,
  type PracticeParticipant,
} from "./practice/ground.ts";
export { PRACTICE_EVAL_REPO } from "./practice/practice-profile.ts";
export { type Sandbox, type SandboxOptions, startSandbox } from "./start.ts";
