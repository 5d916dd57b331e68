import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { LogBook, redact } from "./index.ts";

describe("redact", () => {
  test.each([
    ["a hub token", "upload failed with hf_abcdefghijklmnop", "hf_abcdefghijklmnop"],
    ["a bearer header", "sent Authorization: Bearer abc.def", "abc.def"],
    ["a seed", `seed 0x${"ab".repeat(32)}`, "abab"],
    ["a private key", `key 0x${"cd".repeat(64)}`, "cdcd"],
    ["a key file's field", '{"secretPhrase":"one two"}', "one two"],
    ["a link's token", "open http://127.0.0.1:1/?token=s3cr3t-token", "s3cr3t-token"],
    [
      "a recovery phrase",
      "phrase legal winner thank year wave sausage worth useful legal winner thank yellow",
      "sausage",
    ],
  ])("takes out %s", (_, text, secret) => {
    expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toContain("[redacted");
  });

  test("leaves block hashes and plain sentences alone", () => {
    const text = `finalized in block 0x${"ab".repeat(32)}`;
    expect(redact(text)).toBe(text);
    expect(redact("7,473 rows imported from gsm8k-train.jsonl")).toBe(
      "7,473 rows imported from gsm8k-train.jsonl",
    );
  });
});

describe("LogBook", () => {
  const dir = mkdtempSync(join(tmpdir(), "assay-log-"));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test("keeps redacted entries, newest first, and filters by level and text", () => {
    const book = new LogBook(dir);
    const log = book.logger("hub");
    log.info("signed in with hf_abcdefghijklmnop");
    log.warn("slow answer");
    log.debug("detail");
    const { entries, more } = book.list({ minLevel: "info", text: "", before: null, limit: 10 });
    expect(entries.map(({ level, message }) => ({ level, message }))).toEqual([
      { level: "warn", message: "slow answer" },
      { level: "info", message: "signed in with [redacted]" },
    ]);
    expect(more).toBe(false);
    expect(book.list({ minLevel: "debug", text: "SLOW", before: null, limit: 1 }).entries).toHaveLength(1);
    expect(readFileSync(join(dir, "assay.log"), "utf8")).not.toContain("hf_abcdefghijklmnop");
    expect(book.readAll()).toContain("slow answer");
  });
});
