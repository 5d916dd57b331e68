import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { openReadable, readHead } from "./index.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-files-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function contents(path: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of (await openReadable(path)).chunks()) parts.push(chunk);
  return Buffer.concat(parts);
}

test("a file's contents are the same, packed or not", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 2_000 }), async (text) => {
      const plain = join(dir, "rows.jsonl");
      const packed = join(dir, "rows.jsonl.gz");
      writeFileSync(plain, text);
      writeFileSync(packed, gzipSync(text));
      expect((await contents(packed)).toString()).toBe((await contents(plain)).toString());
      expect((await openReadable(packed)).name.endsWith("rows.jsonl")).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test("its head is its beginning, and told whether it is all", async () => {
  const path = join(dir, "long.gz");
  writeFileSync(path, gzipSync("x".repeat(1_000_000)));
  const file = await openReadable(path);
  expect(await readHead(file, 1_000)).toMatchObject({ isWhole: false });
  expect((await readHead(file, 1_000)).head).toHaveLength(1_000);
  expect(await readHead(file, 2_000_000)).toMatchObject({ isWhole: true });
});

test("a gzip that breaks off is an error, not a shorter file", async () => {
  const path = join(dir, "broken.gz");
  writeFileSync(path, gzipSync("hello ".repeat(10_000)).subarray(0, 60));
  await expect(contents(path)).rejects.toThrow();
  await expect(openReadable(join(dir, "missing"))).rejects.toThrow();
});
