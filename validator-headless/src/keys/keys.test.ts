import { EventEmitter } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { generateKey, writeHotkey } from "../../../src-shared/chain/index.ts";
import { unwrap } from "../../../src-shared/contract/index.ts";
import { askHidden } from "./ask-hidden.ts";
import { findSecondSigner, openHotkey, type SigningHistory, takeLease } from "./index.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "assay-keys-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

class Typist extends EventEmitter {
  readonly isTTY = true;
  isRaw = false;
  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
  }
  resume(): void {}
  pause(): void {}
}

describe("opening the hotkey", () => {
  const place = () => ({ walletPath: dir, wallet: "w", hotkey: "h" });
  /** Encrypted by its looks; no password opens it. */
  const writeLocked = (): void => {
    mkdirSync(join(dir, "w", "hotkeys"), { recursive: true });
    writeFileSync(join(dir, "w", "hotkeys", "h"), "$NACL and nothing else");
  };
  const options = (changes = {}) => ({
    hotkey: place(),
    passwordFile: null,
    env: {},
    keyboard: null,
    write: () => {},
    ...changes,
  });

  test("takes no password where none is needed", async () => {
    const pair = await generateKey();
    unwrap(await writeHotkey(place(), pair));
    expect(unwrap(await openHotkey(options())).address).toBe(pair.address);
  });

  test("says how a password can be given where nobody can be asked", async () => {
    writeLocked();
    expect(await openHotkey(options())).toMatchObject({ error: { code: "HotkeyPasswordMissing" } });
    const missing = options({ passwordFile: join(dir, "none") });
    expect(await openHotkey(missing)).toMatchObject({
      error: { code: "HotkeyPasswordUnreadable", details: { reason: "ENOENT" } },
    });
  });

  test("gives up with whoever is asked and gives up", async () => {
    writeLocked();
    const keyboard = new Typist();
    const opening = openHotkey(options({ keyboard }));
    await expect.poll(() => keyboard.listenerCount("data")).toBe(1);
    keyboard.emit("data", Buffer.from("\u0003"));
    expect(await opening).toMatchObject({ error: { code: "HotkeyPasswordMissing" } });
  });
});

describe("asking without showing", () => {
  test("takes what is typed, erasures included, and shows none of it", async () => {
    const keyboard = new Typist();
    const written: string[] = [];
    const asked = askHidden("Password: ", keyboard, (text) => written.push(text));
    expect(keyboard.isRaw).toBe(true);
    for (const keys of ["sec", "x", "\u007f", "ret ä", "\r"]) keyboard.emit("data", Buffer.from(keys));
    expect(await asked).toBe("secret ä");
    expect(written.join("")).toBe("Password: \n");
    expect(keyboard.isRaw).toBe(false);
    expect(keyboard.listenerCount("data")).toBe(0);
  });
});

describe("the lease", () => {
  const request = (changes = {}) => ({
    folders: [dir] as [string],
    hotkey: "5Hot",
    network: "0xabc",
    ...changes,
  });

  test("is one service's at a time, for each hotkey and network", () => {
    const lease = unwrap(takeLease(request()));
    expect(takeLease(request())).toMatchObject({ error: { code: "ServiceAlreadyRuns" } });
    unwrap(takeLease(request({ hotkey: "5Other" }))).release();
    unwrap(takeLease(request({ network: "0xdef" }))).release();
    lease.release();
    unwrap(takeLease(request())).release();
  });

  test("is noticed between services that share only one of their folders", () => {
    const lease = unwrap(takeLease(request({ folders: [join(dir, "a"), join(dir, "user")] })));
    const other = request({ folders: [join(dir, "b"), join(dir, "user")] });
    expect(takeLease(other)).toMatchObject({ error: { code: "ServiceAlreadyRuns" } });
    lease.release();
    unwrap(takeLease(other)).release();
    // What was refused holds nothing.
    unwrap(takeLease(request({ folders: [join(dir, "b")] }))).release();
  });

  test("does without a folder that is not its own and cannot be written to", () => {
    writeFileSync(join(dir, "no-folder"), "");
    unwrap(takeLease(request({ folders: [dir, join(dir, "no-folder")] }))).release();
    expect(() => takeLease(request({ folders: [join(dir, "no-folder")] }))).toThrow();
  });
});

describe("a second signer", () => {
  const history = (changes: Partial<SigningHistory>): SigningHistory => ({
    hotkey: "5Hot",
    lastUpdate: 100,
    registeredAt: 10,
    ours: 100,
    underWay: null,
    accepted: null,
    ...changes,
  });

  test.each<[string, Partial<SigningHistory>]>([
    ["alone", {}],
    ["alone", { ours: null, registeredAt: 100 }],
    ["alone", { ours: 50, accepted: 100 }],
    ["second-signer", { ours: 99 }],
    ["second-signer", { ours: null, accepted: 99 }],
    ["second-signer", { ours: 50, underWay: { birthBlock: 101, deathBlock: 164 } }],
    ["undecided", { ours: 50, underWay: { birthBlock: 90, deathBlock: 154 } }],
    ["undecided", { ours: null, underWay: { birthBlock: 100, deathBlock: 164 } }],
    ["first-start", { ours: null }],
  ])("%s: %j", (kind, changes) => {
    expect(findSecondSigner(history(changes)).kind).toBe(kind);
  });

  test("a service that is by itself is never stopped, and another one always is", () => {
    const block = fc.nat(1_000);
    fc.assert(
      fc.property(block, fc.array(block, { minLength: 1 }), block, (registeredAt, sent, late) => {
        const known = { registeredAt, ours: Math.max(...sent) };
        const lastUpdate = Math.max(registeredAt, ...sent);
        expect(findSecondSigner(history({ ...known, lastUpdate })).kind).toBe("alone");
        expect(findSecondSigner(history({ ...known, lastUpdate: lastUpdate + 1 + late })).kind).toBe(
          "second-signer",
        );
      }),
    );
  });
});
