import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { err, ok, type Result } from "../../contract/index.ts";
import type { Signer } from "../signer.ts";
import { WalletError } from "./errors.ts";
import { readKeyFile, writeKeyFileText, writePublicKeyText } from "./key-file.ts";
import { cryptoWaitReady, type KeyPair, signerOf } from "./key-pair.ts";
import { decryptKeyFile, NACL_MARK } from "./locked-key-file.ts";

export const DEFAULT_WALLET_PATH = join(homedir(), ".bittensor", "wallets");
const PRIVATE = 0o600;
const NAME = /^[A-Za-z0-9_][\w.-]*$/;

/** A hotkey by the names of its wallet and of itself, or by its file. */
export type HotkeyPlace =
  | { readonly file: string }
  | { readonly walletPath?: string; readonly wallet: string; readonly hotkey: string };

/** Opens an unencrypted hotkey for signing; an encrypted one answers `WalletLocked`. */
export async function readHotkey(place: HotkeyPlace): Promise<Result<Signer, WalletError>> {
  const read = await readPlace(place);
  return read.ok ? signerIn(read.value.bytes, read.value.file) : read;
}

/**
 * Opens an encrypted hotkey for signing. Another password answers `WalletPasswordWrong`; an encryption of old answers
 * `WalletLocked`, and a file that needs no password opens without.
 */
export async function unlockHotkey(
  place: HotkeyPlace,
  password: string,
): Promise<Result<Signer, WalletError>> {
  const read = await readPlace(place);
  if (!read.ok) return read;
  const { bytes, file } = read.value;
  if (!isLocked(bytes)) return signerIn(bytes, file);
  const opened = await decryptKeyFile(bytes, password);
  return opened === null ? err(new WalletError("WalletPasswordWrong", { file })) : signerIn(opened, file);
}

/** Whether a hotkey's file is one that `unlockHotkey` opens with its password. */
export async function needsPassword(place: HotkeyPlace): Promise<Result<boolean, WalletError>> {
  const read = await readPlace(place);
  return read.ok ? ok(isLocked(read.value.bytes)) : read;
}

const isLocked = (bytes: Buffer): boolean =>
  bytes.subarray(0, NACL_MARK.length).toString("latin1") === NACL_MARK;

function signerIn(bytes: Buffer, file: string): Result<Signer, WalletError> {
  const pair = readKeyFile(bytes, file);
  return pair.ok ? ok(signerOf(pair.value)) : pair;
}

async function readPlace(place: HotkeyPlace): Promise<Result<{ bytes: Buffer; file: string }, WalletError>> {
  const file = hotkeyFile(place);
  if (!file.ok) return file;
  await cryptoWaitReady();
  try {
    return ok({ bytes: await readFile(file.value), file: file.value });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return err(new WalletError("WalletNotFound", { file: file.value }));
    return err(new WalletError("WalletUnreadable", { file: file.value, reason: code ?? "unknown" }));
  }
}

/** Reads `WALLET/HOTKEY` or a path, as the command line takes it. */
export function parseHotkey(text: string, walletPath: string): HotkeyPlace {
  const parts = text.split("/");
  const [wallet, hotkey] = parts;
  const isNames = parts.length === 2 && NAME.test(wallet ?? "") && NAME.test(hotkey ?? "");
  return isNames ? { walletPath, wallet: wallet as string, hotkey: hotkey as string } : { file: text };
}

export function hotkeyFile(place: HotkeyPlace): Result<string, WalletError> {
  if ("file" in place) return ok(place.file);
  for (const name of [place.wallet, place.hotkey]) {
    if (!NAME.test(name)) return err(new WalletError("WalletNameInvalid", { name }));
  }
  return ok(join(place.walletPath ?? DEFAULT_WALLET_PATH, place.wallet, "hotkeys", place.hotkey));
}

/** Writes a hotkey's file where Bittensor's tools look for it. Never overwrites one. */
export async function writeHotkey(place: HotkeyPlace, pair: KeyPair): Promise<Result<string, WalletError>> {
  const file = hotkeyFile(place);
  return file.ok ? writeNew(file.value, writeKeyFileText(pair)) : file;
}

/** Writes a coldkey and its public file, unencrypted: for practice networks only. Never overwrites one. */
export async function writeColdkey(
  walletPath: string,
  wallet: string,
  pair: KeyPair,
): Promise<Result<string, WalletError>> {
  if (!NAME.test(wallet)) return err(new WalletError("WalletNameInvalid", { name: wallet }));
  const written = await writeNew(join(walletPath, wallet, "coldkey"), writeKeyFileText(pair));
  if (!written.ok) return written;
  const shown = await writeNew(join(walletPath, wallet, "coldkeypub.txt"), writePublicKeyText(pair));
  return shown.ok ? written : shown;
}

/** The file appears whole or not at all, and only where there was none. */
async function writeNew(file: string, text: string): Promise<Result<string, WalletError>> {
  const unfinished = join(dirname(file), `.${randomUUID()}`);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(unfinished, text, { mode: PRIVATE, flag: "wx", flush: true });
    await link(unfinished, file);
    return ok(file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "unknown";
    if (reason === "EEXIST") return err(new WalletError("WalletExists", { file }));
    return err(new WalletError("WalletUnwritable", { file, reason }));
  } finally {
    await rm(unfinished, { force: true });
  }
}
