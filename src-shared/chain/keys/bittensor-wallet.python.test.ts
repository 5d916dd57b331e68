import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sr25519Verify } from "@polkadot/util-crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonPeers } from "../../../scripts/needs.ts";
import { cryptoWaitReady, generateKey, readHotkey, readKeyFile, signerOf, writeHotkey } from "./index.ts";

const peers = pythonPeers();
const dir = mkdtempSync(join(tmpdir(), "assay-wallet-peer-"));
beforeAll(() => cryptoWaitReady());
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function python(script: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(peers?.python ?? "", ["-c", script, ...args], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

describe.skipIf(peers === null)("bittensor-wallet", () => {
  test("opens a hotkey that we wrote and signs with it", async () => {
    const place = { walletPath: dir, wallet: "ours", hotkey: "default" };
    const pair = await generateKey();
    const written = await writeHotkey(place, pair);
    if (!written.ok) throw written.error;
    const said = python(
      `import sys
from bittensor_wallet import Wallet
key = Wallet(name="ours", hotkey="default", path=sys.argv[1]).hotkey
print(key.ss58_address, key.sign(b"hello").hex())`,
      dir,
    );
    const [address, signature] = said.split(" ");
    expect(address).toBe(pair.address);
    const message = new TextEncoder().encode("hello");
    expect(sr25519Verify(message, Buffer.from(signature ?? "", "hex"), pair.publicKey)).toBe(true);
  });

  test("understands our private key without phrase and seed, and we understand its", async () => {
    const place = { walletPath: dir, wallet: "other", hotkey: "default" };
    python(
      `import sys
from bittensor_wallet import Wallet
Wallet(name="other", hotkey="default", path=sys.argv[1]).create_new_hotkey(use_password=False, suppress=True)`,
      dir,
    );
    const signer = await readHotkey(place);
    if (!signer.ok) throw signer.error;
    const stripped = python(
      `import sys, json
fields = json.load(open(sys.argv[1]))
print(json.dumps({"privateKey": fields["privateKey"]}))`,
      join(dir, "other", "hotkeys", "default"),
    );
    const bare = readKeyFile(Buffer.from(stripped), "bare");
    if (!bare.ok) throw bare.error;
    const message = new TextEncoder().encode("hello");
    const verified = python(
      `import sys
from bittensor_wallet import Keypair
print(Keypair(ss58_address=sys.argv[1]).verify(b"hello", bytes.fromhex(sys.argv[2])))`,
      signer.value.address,
      Buffer.from(signerOf(bare.value).sign(message)).toString("hex"),
    );
    expect(verified).toBe("True");
  });
});
