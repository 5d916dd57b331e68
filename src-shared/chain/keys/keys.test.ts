import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sr25519Verify } from "@polkadot/util-crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  cryptoWaitReady,
  generateKey,
  type KeyPair,
  parseHotkey,
  readHotkey,
  readKeyFile,
  signerOf,
  writeColdkey,
  writeHotkey,
  writeKeyFileText,
} from "./index.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-keys-"));
let pair: KeyPair;
let fields: Record<string, string>;
beforeAll(async () => {
  await cryptoWaitReady();
  pair = await generateKey();
  fields = JSON.parse(writeKeyFileText(pair)) as Record<string, string>;
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const read = (content: object | string) =>
  readKeyFile(Buffer.from(typeof content === "string" ? content : JSON.stringify(content)), "key");

describe("key files", () => {
  test("are read back with the same address, by phrase, by seed and by private key", () => {
    const { secretPhrase, secretSeed, privateKey, publicKey, ss58Address } = fields;
    for (const content of [
      fields,
      { secretPhrase },
      { secretSeed },
      { privateKey },
      { privateKey, publicKey },
      { secretSeed, ss58Address },
    ]) {
      expect(read(content)).toMatchObject({ ok: true, value: { address: pair.address } });
    }
  });

  /** Made with bittensor-wallet 4.1.1 from a seed of 32 bytes 0x11. */
  const seed = `0x${"11".repeat(32)}`;
  const bare =
    "0x704b72419b89bab3a4632685428901bf5715b44e40ec0df50f01fdc1553bf60b092539815e61663c7f9c4c9c377346f5d2936875bd760f0ac5c5f4f6e78a6d76";
  const address = "5DtDLm5rQHShDqojQpsvcN8tRXHVFaecfDoRet1SU6BFD9Fi";
  /** The same secret as polkadot-js keeps it. */
  const timesEight = `0x805b920bda4cd49d251d3329144a0cf8bdaaa07502626fa87f08e80faedab15f${bare.slice(66)}`;

  test("hold a private key as Bittensor writes it, or as polkadot-js does where the address says so", () => {
    const message = new TextEncoder().encode("hello");
    for (const content of [
      { privateKey: bare },
      { privateKey: bare.slice(2), ss58Address: address },
      { privateKey: timesEight, ss58Address: address },
      { privateKey: bare, publicKey: "0x50780547322a1ceba67ea8c552c9bc6c686f8698ac9a8cafab7cd15a1db19859" },
    ]) {
      const result = read(content);
      if (!result.ok) throw result.error;
      expect(result.value.address).toBe(address);
      expect(sr25519Verify(message, signerOf(result.value).sign(message), result.value.publicKey)).toBe(true);
    }
    const fromSeed = read({ secretSeed: seed });
    if (!fromSeed.ok) throw fromSeed.error;
    expect(JSON.parse(writeKeyFileText(fromSeed.value))).toMatchObject({ privateKey: bare });
  });

  test("whose public key is another's, or whose key is of another kind, are refused", () => {
    expect(read({ secretSeed: seed, publicKey: fields.publicKey })).toMatchObject({
      error: { code: "WalletAddressDiffers" },
    });
    expect(read({ ...fields, cryptoType: 1 })).toMatchObject({ ok: true });
    expect(read({ ...fields, cryptoType: 0 })).toMatchObject({ error: { code: "WalletMalformed" } });
  });

  test("take the phrase before the seed before the private key", async () => {
    const other = await generateKey();
    const otherFields = JSON.parse(writeKeyFileText(other)) as Record<string, string>;
    expect(read({ secretPhrase: fields.secretPhrase, secretSeed: otherFields.secretSeed })).toMatchObject({
      value: { address: pair.address },
    });
    expect(
      read({
        secretSeed: fields.secretSeed,
        privateKey: otherFields.privateKey,
      }),
    ).toMatchObject({ value: { address: pair.address } });
  });

  test.each([
    ["$NACLxxxx", "WalletLocked"],
    ["$ANSIBLE_VAULT;1.1;AES256", "WalletLocked"],
    ["gAAAAABkxyz", "WalletLocked"],
    ["hello", "WalletMalformed"],
    ['{"secretPhrase":"one two three"}', "WalletMalformed"],
    ['{"secretSeed":"0x12"}', "WalletMalformed"],
    [`{"privateKey":"0x${"ff".repeat(64)}"}`, "WalletMalformed"],
    ['{"privateKey":"0x12"}', "WalletMalformed"],
    ['{"ss58Address":"5abc"}', "WalletNoSecret"],
  ])("%s is %s", (content, code) => {
    expect(read(content)).toMatchObject({ ok: false, error: { code } });
  });

  test("whose address is another's are refused, without telling the secret", () => {
    const result = read({ ...fields, ss58Address: "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM" });
    expect(result).toMatchObject({ error: { code: "WalletAddressDiffers" } });
    const told = JSON.stringify(result.ok ? "" : [result.error.message, result.error.details]);
    for (const secret of [fields.secretPhrase, fields.secretSeed, fields.privateKey])
      expect(told).not.toContain(secret);
  });
});

describe("wallet folders", () => {
  test("a written hotkey signs what its public key verifies, is private and is never overwritten", async () => {
    const place = { walletPath: dir, wallet: "miner", hotkey: "default" };
    const written = await writeHotkey(place, pair);
    if (!written.ok) throw written.error;
    expect(statSync(written.value).mode & 0o777).toBe(0o600);
    const signer = await readHotkey(place);
    if (!signer.ok) throw signer.error;
    const message = new TextEncoder().encode("hello");
    expect(sr25519Verify(message, signer.value.sign(message), pair.publicKey)).toBe(true);
    expect(await writeHotkey(place, await generateKey())).toMatchObject({ error: { code: "WalletExists" } });
    expect(readFileSync(written.value, "utf8")).toContain(pair.address);
  });

  test("a coldkey comes with its public file", async () => {
    await writeColdkey(dir, "cold", pair);
    expect(readFileSync(join(dir, "cold", "coldkeypub.txt"), "utf8")).not.toContain("secret");
    expect(JSON.parse(readFileSync(join(dir, "cold", "coldkey"), "utf8"))).toMatchObject({
      ss58Address: pair.address,
    });
  });

  test("names are names and paths are paths", async () => {
    expect(parseHotkey("miner/default", dir)).toEqual({
      walletPath: dir,
      wallet: "miner",
      hotkey: "default",
    });
    expect(parseHotkey("/x/y", dir)).toEqual({ file: "/x/y" });
    expect(parseHotkey("../etc/passwd", dir)).toEqual({ file: "../etc/passwd" });
    expect(await readHotkey({ walletPath: dir, wallet: "..", hotkey: "x" })).toMatchObject({
      error: { code: "WalletNameInvalid" },
    });
    expect(await readHotkey({ walletPath: dir, wallet: "miner", hotkey: "none" })).toMatchObject({
      error: { code: "WalletNotFound" },
    });
    writeFileSync(join(dir, "locked"), "$NACLabc");
    expect(await readHotkey({ file: join(dir, "locked") })).toMatchObject({
      error: { code: "WalletLocked" },
    });
    expect(await readHotkey({ file: dir })).toMatchObject({ error: { code: "WalletUnreadable" } });
  });

  test("a signer shows no secret", () => {
    expect(Object.keys(signerOf(pair)).sort()).toEqual(["address", "publicKey", "sign"]);
  });
});
