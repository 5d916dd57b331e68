import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { z } from "zod";

/** How a value is written where it comes as text, in a flag or a variable. */
export type SettingKind = "text" | "path" | "id-or-path" | "whole" | "number" | "yes-no" | "list";

/**
 * One thing that can be set. Its path is its key in the file (`wallet.name` is `name` in `[wallet]`), its flag
 * (`--wallet.name`) and its variable (`ASSAY_VALIDATOR_WALLET_NAME`).
 */
export interface Setting<T> {
  readonly kind: SettingKind;
  readonly schema: z.ZodType<T>;
  /** What a right value is, after "is not …" and "give …". */
  readonly expects: string;
  /** Null: nothing was chosen, and what then holds follows from the rest. */
  readonly fallback: NoInfer<T> | null;
  readonly says: string;
  /** The name of its value in help. */
  readonly placeholder: string;
  /** Other flags for the same, as Bittensor's tools and the reference validator spell them. */
  readonly habitualFlags?: readonly string[];
  /** May hold a password: never printed, and better not in the file. */
  readonly isSecret?: true;
}

export const setting = <T>(settled: Setting<T>): Setting<T> => settled;

export const flagOf = (path: string): string => `--${path}`;
export const variableOf = (path: string): string =>
  `ASSAY_VALIDATOR_${path.replaceAll(/[.-]/g, "_").toUpperCase()}`;

/** A value as it comes from a flag or a variable, brought to what the file would hold; as it is where it cannot be. */
export function fromText(kind: SettingKind, text: string): unknown {
  switch (kind) {
    case "whole":
      return /^[+-]?\d+$/.test(text) ? Number(text) : text;
    case "number":
      return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
    case "yes-no":
      return (
        { true: true, yes: true, "1": true, false: false, no: false, "0": false }[text.toLowerCase()] ?? text
      );
    case "list":
      return text.split(",").map((item) => item.trim());
    default:
      return text;
  }
}

/** Paths are meant from the folder of whoever names them: the file's own, or where the command was given. */
export function placed(kind: SettingKind, value: unknown, folder: string): unknown {
  if (typeof value !== "string" || value === "") return value;
  const isPath = kind === "path" || (kind === "id-or-path" && /[./\\]/.test(value));
  return isPath ? resolve(folder, expandHome(value)) : value;
}

const expandHome = (path: string): string =>
  path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
