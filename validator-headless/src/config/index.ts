export type { ValidatorConfig } from "./config.ts";
export { isLoopback, isPractice } from "./cross-checks.ts";
export { ConfigError, type ConfigMistake, wordMistake } from "./errors.ts";
export { addConfigOptions, flagsGiven, type GivenFlags } from "./flags.ts";
export { type ConfigInput, type LoadedConfig, loadConfig } from "./load-config.ts";
export { type ReachedNetwork, reachNetwork } from "./reach-network.ts";
export { Secret } from "./secret.ts";
export { type Environment, type FoundSecret, handedSecret, secretIn } from "./secrets.ts";
export { type SettingRow, settingRows } from "./show.ts";
