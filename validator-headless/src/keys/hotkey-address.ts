import { readFile } from "node:fs/promises";
import { z } from "zod";
import { hotkeyFile, readHotkey, type WalletError } from "../../../src-shared/chain/index.ts";
import { err, ok, type Result } from "../../../src-shared/contract/index.ts";
import type { SigningError } from "./errors.ts";
import { openHotkey, type UnlockOptions } from "./unlock.ts";

const publicFileSchema = z.object({ ss58Address: z.string().min(1) });

/**
 * A hotkey's address, without asking anybody: from its file, from the public file that Bittensor's wallets put beside an
 * encrypted one, or by a password that was handed to the service.
 */
export async function hotkeyAddress(
  options: Omit<UnlockOptions, "keyboard" | "write">,
): Promise<Result<string, WalletError | SigningError>> {
  const plain = await readHotkey(options.hotkey);
  if (plain.ok) return ok(plain.value.address);
  const file = hotkeyFile(options.hotkey);
  if (plain.error.code !== "WalletLocked" || !file.ok) return plain;
  try {
    const text = await readFile(`${file.value}pub.txt`, "utf8");
    return ok(publicFileSchema.parse(JSON.parse(text)).ss58Address);
  } catch {
    const opened = await openHotkey({ ...options, keyboard: null, write: () => {} });
    return opened.ok ? ok(opened.value.address) : err(opened.error);
  }
}
