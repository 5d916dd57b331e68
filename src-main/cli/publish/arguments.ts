import { join } from "node:path";
import { DEFAULT_WALLET_PATH, type HotkeyPlace, parseHotkey } from "../../../src-shared/chain/index.ts";

/** Options of `assay publish`, as commander hands them over; the reference miner's names among them. */
export interface PublishFlags {
  readonly profile: string;
  readonly network?: string;
  readonly repo?: string;
  readonly hotkey?: string;
  readonly netuid?: number;
  readonly evalSet?: string;
  readonly dryRun?: true;
  readonly wait: boolean;
  readonly commitOnly?: string;
  readonly json?: true;
  readonly hf_repo_id?: string;
  readonly dataset_path?: string;
  readonly "wallet.name"?: string;
  readonly "wallet.hotkey"?: string;
  readonly "wallet.path"?: string;
  readonly "subtensor.network"?: string;
  readonly "subtensor.chain_endpoint"?: string;
}

export interface PublishArguments {
  readonly file: string | null;
  readonly profile: string;
  readonly network: string;
  readonly repo: string | null;
  readonly netuid: number | null;
  /** Null: none was named; the sandbox has one of its own. */
  readonly hotkey: HotkeyPlace | null;
  /** A file, or a repository of the hub; null: the profile's own. */
  readonly evalSet: string | null;
  readonly dryRun: boolean;
  readonly wait: boolean;
  readonly commitOnly: { readonly repo: string; readonly revision: string } | null;
  readonly json: boolean;
}

/** Brings both families of flags together, or says what does not fit. */
export function readArguments(
  file: string | undefined,
  flags: PublishFlags,
): PublishArguments | { readonly mistake: string } {
  const commitOnly =
    flags.commitOnly === undefined ? null : /^([^@]+)@([0-9a-f]{40})$/.exec(flags.commitOnly);
  if (flags.commitOnly !== undefined && commitOnly === null) {
    return { mistake: "--commit-only takes REPO@SHA with the full commit of 40 digits" };
  }
  const dataset = file ?? flags.dataset_path ?? null;
  if (dataset === null && commitOnly === null) return { mistake: "name the dataset: assay publish FILE" };
  const repo = flags.repo ?? flags.hf_repo_id ?? commitOnly?.[1] ?? null;
  const walletPath = flags["wallet.path"] ?? DEFAULT_WALLET_PATH;
  const hotkey =
    flags.hotkey !== undefined
      ? parseHotkey(flags.hotkey, walletPath)
      : flags["wallet.name"] !== undefined || flags["wallet.hotkey"] !== undefined
        ? {
            walletPath: expandHome(walletPath),
            wallet: flags["wallet.name"] ?? "default",
            hotkey: flags["wallet.hotkey"] ?? "default",
          }
        : null;
  return {
    file: dataset,
    profile: flags.profile,
    network: flags.network ?? flags["subtensor.chain_endpoint"] ?? flags["subtensor.network"] ?? "sandbox",
    repo,
    netuid: flags.netuid ?? null,
    hotkey,
    evalSet: flags.evalSet ?? null,
    dryRun: flags.dryRun === true,
    wait: flags.wait,
    commitOnly: commitOnly === null ? null : { repo: commitOnly[1] ?? "", revision: commitOnly[2] ?? "" },
    json: flags.json === true,
  };
}

function expandHome(path: string): string {
  return path.startsWith("~/") ? join(process.env.HOME ?? "", path.slice(2)) : path;
}
