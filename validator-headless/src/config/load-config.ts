import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse as parseDotenv } from "dotenv";
import { err, ok, type Result } from "../../../src-shared/contract/index.ts";
import { assemble } from "./assemble.ts";
import type { ValidatorConfig } from "./config.ts";
import { ConfigError, type ConfigMistake } from "./errors.ts";
import { readConfigFile } from "./file.ts";
import type { GivenFlags } from "./flags.ts";
import { gather } from "./gather.ts";
import { type Environment, type FoundSecret, findHubToken, handedSecret, secretIn } from "./secrets.ts";
import type { SettingPath } from "./settings.ts";

export interface ConfigInput {
  /** See `flagsGiven`. */
  readonly flags: GivenFlags;
  readonly env: Environment;
  readonly cwd: string;
}

export interface LoadedConfig {
  readonly config: ValidatorConfig;
  /** Where each setting comes from: a flag, a variable, a line of the file, "the profile" or "default". */
  readonly sources: ReadonlyMap<SettingPath, string>;
  /** What was given without effect, or unwisely. */
  readonly warnings: readonly ConfigMistake[];
  /** The file that was read; null without one. */
  readonly file: string | null;
}

/**
 * What the validator is told to do: flags before variables (`ASSAY_VALIDATOR_…`, `HF_TOKEN`) before a `.env` file here
 * before the TOML file before defaults. Fails with every mistake of all of them at once.
 */
export function loadConfig({ flags, env, cwd }: ConfigInput): Result<LoadedConfig, ConfigError> {
  const dotenv = readDotenv(cwd);
  const named = flags.get("--config") ?? (env.ASSAY_VALIDATOR_CONFIG || undefined);
  const read = readConfigFile(typeof named === "string" ? named : null, cwd);
  const file = read !== null && "values" in read ? read : null;
  const gathered = gather({ flags, env, dotenv, file, cwd });
  const mistakes = [...(read !== null && "what" in read ? [read] : []), ...gathered.mistakes];
  const token = attempt(mistakes, "hub.token-file", () =>
    gathered.values["hub.token-file"] === null
      ? findHubToken(env, dotenv)
      : fromFile(gathered.values["hub.token-file"]),
  );
  const queueUrl = attempt(mistakes, "queue-url", () => handedSecret("queue-url", env));
  const assembled = assemble(gathered, { token, queueUrl });
  mistakes.push(...assembled.mistakes);
  if (mistakes.length > 0) return err(new ConfigError(mistakes));
  return ok({
    config: assembled.config,
    sources: assembled.sources,
    warnings: [...gathered.warnings, ...assembled.warnings],
    file: file?.file ?? null,
  });
}

function readDotenv(cwd: string): Environment {
  const file = join(resolve(cwd), ".env");
  return existsSync(file) ? parseDotenv(readFileSync(file)) : {};
}

function fromFile(file: string): FoundSecret {
  const value = secretIn(file)?.trim() ?? "";
  if (value === "") throw new Error("it is empty");
  return { value, source: file };
}

/** Looks for a secret; one that is there but cannot be read is a mistake like any other. */
function attempt(
  mistakes: ConfigMistake[],
  where: string,
  find: () => FoundSecret | null,
): FoundSecret | null {
  try {
    return find();
  } catch (error) {
    const what = `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    mistakes.push({ where, what, mend: "Check the file's path and its rights." });
    return null;
  }
}
