import {
  type HotkeyPlace,
  hotkeyFile,
  needsPassword,
  readHotkey,
  type Signer,
  unlockHotkey,
  type WalletError,
} from "../../../src-shared/chain/index.ts";
import { err, ok, type Result } from "../../../src-shared/contract/index.ts";
import { type Environment, handedSecret, secretIn } from "../config/index.ts";
import { askHidden, type Keyboard } from "./ask-hidden.ts";
import { SigningError } from "./errors.ts";

/** How systemd's credential and Docker's secret with the password are called. */
export const PASSWORD_SECRET = "hotkey-password";

export interface UnlockOptions {
  readonly hotkey: HotkeyPlace;
  /** Null: none was named. */
  readonly passwordFile: string | null;
  readonly env: Environment;
  /** Where a person could be asked; nobody is where it is no terminal. */
  readonly keyboard: Keyboard | null;
  readonly write: (text: string) => void;
}

/**
 * Opens the hotkey for signing. The password of an encrypted one comes from the named file, else from systemd or Docker,
 * else from whoever sits at the terminal; it is kept nowhere.
 */
export async function openHotkey(
  options: UnlockOptions,
): Promise<Result<Signer, WalletError | SigningError>> {
  const locked = await needsPassword(options.hotkey);
  if (!locked.ok) return locked;
  if (!locked.value) return readHotkey(options.hotkey);
  const password = await findPassword(options);
  return password.ok ? unlockHotkey(options.hotkey, password.value) : password;
}

async function findPassword({
  hotkey,
  passwordFile,
  env,
  keyboard,
  write,
}: UnlockOptions): Promise<Result<string, WalletError | SigningError>> {
  const file = hotkeyFile(hotkey);
  if (!file.ok) return file;
  try {
    const given =
      passwordFile === null ? (handedSecret(PASSWORD_SECRET, env)?.value ?? null) : secretIn(passwordFile);
    if (given !== null) return ok(given);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "unknown";
    const place = passwordFile ?? PASSWORD_SECRET;
    return err(new SigningError("HotkeyPasswordUnreadable", { file: place, reason }));
  }
  const typed =
    keyboard?.isTTY === true
      ? await askHidden(`Password of the hotkey ${file.value}: `, keyboard, write)
      : null;
  return typed === null ? err(new SigningError("HotkeyPasswordMissing", { file: file.value })) : ok(typed);
}
