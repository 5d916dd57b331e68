import { join } from "node:path";
import envPaths from "env-paths";
import type { HotkeyPlace } from "../../../src-shared/chain/index.ts";
import { findRunningSandbox, type SandboxEndpoints } from "../../../src-shared/sandbox/index.ts";
import type { ValidatorConfig } from "./config.ts";
import { Secret } from "./secret.ts";
import type { Environment } from "./secrets.ts";

/** Everything it takes to speak to a network, and to sign there. */
export interface ReachedNetwork {
  readonly endpoints: readonly string[];
  readonly genesisHash: string | null;
  readonly hub: { readonly endpoint: string; readonly token: Secret | null };
  readonly hotkey: HotkeyPlace;
}

/**
 * Where the configured network is to be reached. On the sandbox, what was not given comes from the one that runs on this
 * machine: its addresses, its token and its hotkey.
 * @returns null where a sandbox is meant and none runs
 */
export function reachNetwork(config: ValidatorConfig, env: Environment): ReachedNetwork | null {
  const { network, hub, wallet } = config;
  const named: HotkeyPlace = { walletPath: wallet.path, wallet: wallet.name, hotkey: wallet.hotkey };
  if (network.name !== "sandbox") {
    const { endpoints, genesisHash } = network;
    return { endpoints, genesisHash, hub: { endpoint: hub.endpoint ?? "", token: hub.token }, hotkey: named };
  }
  const running = findRunningSandbox(
    join(env.ASSAY_HOME || envPaths("assay", { suffix: "" }).data, "sandbox"),
  );
  const isTold = network.endpoints.length > 0 && hub.endpoint !== null && wallet.isNamed;
  if (running === null && !isTold) return null;
  const sandboxToken = running === null ? null : new Secret(running.token);
  return {
    endpoints: network.endpoints.length > 0 ? network.endpoints : [running?.chainUrl ?? ""],
    genesisHash: null,
    hub: {
      endpoint: hub.endpoint ?? running?.hubUrl ?? "",
      token: hub.endpoint === null ? sandboxToken : hub.token,
    },
    hotkey: wallet.isNamed || running === null ? named : practiceValidator(running),
  };
}

/** The sandbox has a validator of its own, with permit and stake, beside the miner. */
const practiceValidator = ({ hotkeyFile }: SandboxEndpoints): HotkeyPlace => ({
  walletPath: join(hotkeyFile, "..", "..", ".."),
  wallet: "validator",
  hotkey: "default",
});
