export type { HubLimits } from "./context.ts";
export type { HubFault } from "./faults.ts";
export { type SandboxHub, type SandboxHubOptions, startSandboxHub } from "./server.ts";
export type { TokenRole } from "./store.ts";
