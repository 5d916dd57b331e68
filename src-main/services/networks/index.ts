export {
  findNetwork,
  hubOf,
  modelHubOf,
  type Network,
  namedNetworks,
  SANDBOX_ID,
  sandboxDir,
  sandboxNetwork,
} from "./networks.ts";
export { type RunningSandbox, runSandbox } from "./sandbox-runner.ts";
