import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { needsPassword, readHotkey, unlockHotkey } from "./index.ts";

/** The development phrase that everybody knows, encrypted by Bittensor's own wallet (bittensor_wallet 4). */
const PASSWORD = "correct horse \u00e4";
const ADDRESS = "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV";
const LOCKED = `
JE5BQ0xeUP9qpBXPOjqavd1rmem4gzjf2O/45KWb1v0sF3HT6s3tnk+UIaIGL+qOu0IwJkHZl9KuD9V6XKKIqBTrReoA+e7jAJ2n
TeY/f8fMx/i/0H6rQgqOQrZX/pftf2maqbuVVapf4LLnj7YZV1/MhEzMOIPU91RwFCWjugDpAxOn4/VILdesRT8jkmCT9as6sTgl
Z9Ho5cKzcV2EABKb/zSJhB4TF8/z6buS9fEdhLEBhBvzCWzYLG3R9s0VPwFkh3mL+hKEaPwacL2tmdGxZk7ZPcFLfqIWRt65SImo
GWksI9lmjf+dOOyF/nfU0K4HT0GjHdKnju7PPGoQp8OqhaWmtO2eegqGeYbEDpnoKM6mDDvoT4DBLWTxPXgnxQZ++gQSK0xBvhUh
DdlLurCoS604Xq7Qw9KHcQVtJh48+nbCutTc7bVSgujeA+dWXG6W13TQUozbMLjnHcGX/2TNi2Ab5Pr3DFBBaUPvunNH2+M5RAB6
rDdhoDAldPBT4n9JcJpYI7o8JZBcLKiUpfM7v0VlokN/hZR6Vf9QaKCh/HakGKWBkx3h2uvCtiocKG54D3q+CrLiUPJhJrXQLKX9
C7bgmwi1RFYYn2gL58Hef9+tk9IYVRzmdLrmucILq2xtkIWV5CBjttB2qRIQNh9LoxsTUKiPdmwhwCfxfMrXH57+QWFF2jnxTYqW
0GOnhDTni8yK4b4Ep4wy6Iajyyc8jWwCGeuq8Zo9eapvU4lfS2rT9zwLwvCo6/PPeTry3vp3UvnoR1JqIOJICBMO5DPMj4/5xq5C
e4aI
`;

const dir = mkdtempSync(join(tmpdir(), "assay-locked-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function place(hotkey: string, bytes: Buffer): { walletPath: string; wallet: string; hotkey: string } {
  mkdirSync(join(dir, "w", "hotkeys"), { recursive: true });
  writeFileSync(join(dir, "w", "hotkeys", hotkey), bytes);
  return { walletPath: dir, wallet: "w", hotkey };
}

describe("a key file that Bittensor's wallet encrypted", () => {
  const locked = place("locked", Buffer.from(LOCKED, "base64"));

  test("opens with its password", async () => {
    expect(await unlockHotkey(locked, PASSWORD)).toMatchObject({ ok: true, value: { address: ADDRESS } });
  });

  test("does not open with another one", async () => {
    expect(await unlockHotkey(locked, "correct horse")).toMatchObject({
      ok: false,
      error: { code: "WalletPasswordWrong" },
    });
  });

  test("is told apart from one that needs none, and from one of old", async () => {
    const old = place("old", Buffer.from("$ANSIBLE_VAULT;1.1;AES256"));
    expect(await needsPassword(locked)).toEqual({ ok: true, value: true });
    expect(await needsPassword(old)).toEqual({ ok: true, value: false });
    expect(await readHotkey(locked)).toMatchObject({ error: { code: "WalletLocked" } });
    expect(await unlockHotkey(old, PASSWORD)).toMatchObject({ error: { code: "WalletLocked" } });
  });
});
