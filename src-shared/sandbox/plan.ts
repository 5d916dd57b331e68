import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { generateKey, type KeyPair, writeColdkey, writeHotkey } from "../chain/index.ts";
import { builtInProfiles } from "../competition/index.ts";
import type { Genesis } from "./chain/index.ts";

export const MINER = "miner";
export const VALIDATOR = "validator";
const OWNER = "owner";
export const RIVALS = ["rival-early", "rival-good", "rival-noisy"] as const;
const HOTKEY = "default";
/** The live chain's. */
const DEFAULT_RATE_LIMIT_BLOCKS = 100;
const TAO = 1_000_000_000n;

const identitySchema = z.object({ coldkey: z.string(), hotkey: z.string() });
const planSchema = z.object({
  version: z.literal(1),
  genesisTimeMs: z.number(),
  tempo: z.number().int(),
  tokens: z.record(z.string(), z.string()),
  identities: z.record(z.string(), identitySchema),
  rivalsCommitted: z.boolean(),
});

/** Who lives in this sandbox: made at its first start and the same ever after. Keys are in its wallet folder. */
export type SandboxPlan = z.infer<typeof planSchema>;

/** A hub token that nobody can guess. */
export const newToken = (): string => `hf_sandbox${randomBytes(16).toString("hex")}`;

const planFile = (dir: string): string => join(dir, "sandbox.json");
export const walletPath = (dir: string): string => join(dir, "wallets");
export const minerHotkeyFile = (dir: string): string => join(walletPath(dir), MINER, "hotkeys", HOTKEY);

/** The plan of a sandbox that was started before. */
export const readPlan = (dir: string): SandboxPlan =>
  planSchema.parse(JSON.parse(readFileSync(planFile(dir), "utf8")));

/**
 * The plan of a sandbox that was there before, or a new one with fresh keys and tokens.
 * @param others who lives there beside owner, validator and miner
 */
export async function readOrMakePlan(
  dir: string,
  tempo: number,
  others: readonly string[] = RIVALS,
): Promise<SandboxPlan> {
  if (existsSync(planFile(dir))) return readPlan(dir);
  const identities: SandboxPlan["identities"] = {};
  const tokens: SandboxPlan["tokens"] = {};
  for (const name of [OWNER, VALIDATOR, MINER, ...others]) {
    const coldkey = await generateKey();
    const hotkey = await generateKey();
    await keep(dir, name, coldkey, hotkey);
    identities[name] = { coldkey: coldkey.address, hotkey: hotkey.address };
    tokens[name] = newToken();
  }
  const plan: SandboxPlan = {
    version: 1,
    genesisTimeMs: Date.now(),
    tempo,
    tokens,
    identities,
    rivalsCommitted: false,
  };
  writePlan(dir, plan);
  return plan;
}

export function writePlan(dir: string, plan: SandboxPlan): void {
  writeFileSync(`${planFile(dir)}.new`, JSON.stringify(plan, null, 2), { mode: 0o600 });
  renameSync(`${planFile(dir)}.new`, planFile(dir));
}

async function keep(dir: string, wallet: string, coldkey: KeyPair, hotkey: KeyPair): Promise<void> {
  const cold = await writeColdkey(walletPath(dir), wallet, coldkey);
  if (!cold.ok && cold.error.code !== "WalletExists") throw cold.error;
  const hot = await writeHotkey({ walletPath: walletPath(dir), wallet, hotkey: HOTKEY }, hotkey);
  if (!hot.ok) throw hot.error;
}

/** The first block: a subnet for each built-in competition, with everyone of the plan on it. */
export function genesisOf({ identities, tempo }: SandboxPlan): Genesis {
  const owner = identities[OWNER] as z.infer<typeof identitySchema>;
  const everyone = Object.entries(identities);
  return {
    accounts: everyone.map(([, { coldkey }]) => ({ address: coldkey, balanceRao: 1_000n * TAO })),
    subnets: builtInProfiles.map((profile) => ({
      netuid: profile.netuids.sandbox,
      tempo,
      // Weights can be set in every epoch, however short.
      weightsRateLimitBlocks: Math.min(DEFAULT_RATE_LIMIT_BLOCKS, tempo),
      owner: owner.coldkey,
      name: profile.title,
      registrations: everyone.map(([name, { coldkey, hotkey }]) => ({
        coldkey,
        hotkey,
        ...(name === VALIDATOR ? { validatorPermit: true, stakeRao: 10_000n * TAO } : {}),
      })),
    })),
  };
}
