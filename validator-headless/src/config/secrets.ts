import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Environment variables, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const DOCKER_SECRETS = "/run/secrets";

/** A secret that was handed to the service, and where it was found. */
export interface FoundSecret {
  readonly value: string;
  readonly source: string;
}

/**
 * A secret by its name, as systemd (`LoadCredential=`) or Docker hand it to a service; null where neither does.
 * A line's end after it does not belong to it.
 * @param dockerSecrets the folder of Docker's secrets
 */
export function handedSecret(
  name: string,
  env: Environment,
  dockerSecrets = DOCKER_SECRETS,
): FoundSecret | null {
  const credentials = env.CREDENTIALS_DIRECTORY;
  const places = [
    ...(credentials === undefined || credentials === ""
      ? []
      : [{ file: join(credentials, name), source: `systemd credential ${name}` }]),
    { file: join(dockerSecrets, name), source: `Docker secret ${name}` },
  ];
  for (const { file, source } of places) {
    const value = existsSync(file) ? secretIn(file) : null;
    if (value !== null) return { value, source };
  }
  return null;
}

/** The secret that a file holds; null for an empty file. Throws what reading throws. */
export function secretIn(file: string): string | null {
  const value = readFileSync(file, "utf8").replace(/\r?\n$/, "");
  return value === "" ? null : value;
}

/**
 * The hub token: HF_TOKEN, else what systemd or Docker hand over as `hub-token`, else HF_TOKEN of a `.env` file, else
 * what the hub's own tools stored at login.
 */
export function findHubToken(env: Environment, dotenv: Environment): FoundSecret | null {
  const stored = env.HF_TOKEN_PATH ?? join(env.HF_HOME ?? join(homedir(), ".cache", "huggingface"), "token");
  return (
    named("HF_TOKEN", env.HF_TOKEN) ??
    handedSecret("hub-token", env) ??
    named("HF_TOKEN in .env", dotenv.HF_TOKEN) ??
    named("the hub's stored login", existsSync(stored) ? secretIn(stored)?.trim() : undefined)
  );
}

const named = (source: string, value: string | null | undefined): FoundSecret | null =>
  value === undefined || value === null || value === "" ? null : { source, value };
