import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "dotenv";

/** The hub token: from HF_TOKEN, a `.env` file here, or what the hub's own tools stored at login. */
export function findToken(
  env: Readonly<Record<string, string | undefined>>,
  cwd = process.cwd(),
): string | null {
  const dotenv = join(cwd, ".env");
  const stored = env.HF_TOKEN_PATH ?? join(env.HF_HOME ?? join(homedir(), ".cache", "huggingface"), "token");
  const candidates = [
    env.HF_TOKEN,
    existsSync(dotenv) ? parse(readFileSync(dotenv)).HF_TOKEN : undefined,
    existsSync(stored) ? readFileSync(stored, "utf8").trim() : undefined,
  ];
  return candidates.find((token) => token !== undefined && token !== "") ?? null;
}
