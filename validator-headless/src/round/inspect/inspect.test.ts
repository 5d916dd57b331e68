import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { makeRow, parseRow, writeJson } from "../../../../src-shared/dataset/index.ts";
import { decodeRows } from "../../../../src-shared/engine/index.ts";
import { type InspectRequest, identityOf } from "./inspect-dataset.ts";
import { Inspector } from "./inspector.ts";
import { readLines } from "./read-lines.ts";

const resources = new URL("../../../../resources/", import.meta.url).pathname;
const inspector = new Inspector({ timeoutMs: 60_000, heapMb: 256 });
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-inspect-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => inspector.close());

const rowText = (user: string, system: string | null = "S", role = "assistant"): string =>
  writeJson(
    makeRow(system, [
      { role: "user", content: user },
      { role, content: `An answer to ${user}` },
    ]),
  );
const identityIn = (text: string): string => {
  const row = parseRow(text);
  if (!row.ok) throw row.error;
  return identityOf(row.value);
};

function inspect(content: string | Uint8Array, changes: Partial<InspectRequest> = {}) {
  const file = join(folder, "data.jsonl");
  writeFileSync(file, content);
  return inspector.inspect({
    file,
    modelFolder: join(resources, "practice-model"),
    template: "qwen2.5",
    maxTokens: 256,
    rowsLimit: null,
    members: null,
    maxLineBytes: 2 ** 20,
    maxRows: 1_000,
    rowsFolder: join(folder, "rows"),
    lenient: false,
    ...changes,
  });
}

const [a, b, c] = [rowText("a"), rowText("b"), rowText("c")] as [string, string, string];

test("a good dataset becomes tokenized rows, in order", async () => {
  const { dataset } = await inspect(`${a}\n${b}\r\n${c}`);
  expect(dataset).toMatchObject({ rows: 3, skipped: 0, identities: [a, b, c].map(identityIn) });
  expect(decodeRows(readFileSync(dataset?.tokens.file ?? ""))).toHaveLength(3);
});

test("only the first rows that count are looked at", async () => {
  const { dataset } = await inspect(`${a}\n${b}\nnot a row\n`, { rowsLimit: 2 });
  expect(dataset?.rows).toBe(2);
});

test.each([
  ["a blank line", `${a}\n\n${b}\n`, { phrase: "roundBlankLine", line: 2 }],
  ["a blank last line", `${a}\n\n`, { phrase: "roundBlankLine", line: 2 }],
  ["no system prompt", `${a}\n${rowText("b", null)}\n`, { phrase: "roundNoSystem", line: 2 }],
  ["a wrong role", `${rowText("a", "S", "user")}\n`, { phrase: "roundWrongRole", line: 1 }],
  ["broken JSON", `${a}\n{"system": \n`, { phrase: "roundNotJson", line: 2 }],
  ["a byte order mark", `\uFEFF${a}\n`, { phrase: "roundNotJson", line: 1 }],
  ["deep nesting", `${a}\n${"[".repeat(300_000)}\n`, { phrase: "roundNotJson", line: 2 }],
  ["a number where text belongs", `{"system":"S","conversations":7}\n`, { phrase: "roundNotJson", line: 1 }],
  ["an empty file", "", { phrase: "roundNoRows" }],
])("%s breaks the training, as in the reference", async (_, content, why) => {
  expect((await inspect(content)).verdict).toEqual({ fault: "training", why });
});

test("bytes that are no UTF-8 break the training", async () => {
  const bytes = Buffer.concat([Buffer.from(`${a}\n`), Buffer.from([0x22, 0xff, 0xfe, 0x0a])]);
  expect((await inspect(bytes)).verdict).toEqual({
    fault: "training",
    why: { phrase: "roundNotUtf8", line: 2 },
  });
});

test("a line of endless length and endless rows are refused before they are read through", async () => {
  const long = await inspect(`${a}\n${"x".repeat(3 * 2 ** 20)}`);
  expect(long.verdict).toEqual({
    fault: "invalid",
    why: { phrase: "roundLineTooLong", line: 2, limitMb: 1 },
  });
  const many = await inspect(`${a}\n`.repeat(1_001));
  expect(many.verdict).toEqual({ fault: "invalid", why: { phrase: "roundTooManyRows", limit: 1_000 } });
});

test("rows must stand in the eval set, each once", async () => {
  const members = new Set([a, b].map(identityIn));
  expect((await inspect(`${b}\n${a}\n`, { members })).verdict).toBeNull();
  expect((await inspect(`${a}\n${c}\n`, { members })).verdict).toEqual({
    fault: "invalid",
    why: { phrase: "roundStrangeRow", line: 2 },
  });
  expect((await inspect(`${a}\n${a}\n`, { members })).verdict).toEqual({
    fault: "invalid",
    why: { phrase: "roundRepeatedRow", line: 2 },
  });
});

test("a strange row costs more than a broken one, whichever comes first", async () => {
  const members = new Set([identityIn(a)]);
  const { verdict } = await inspect(`${rowText("x", null)}\n`, { members });
  expect(verdict).toEqual({ fault: "invalid", why: { phrase: "roundStrangeRow", line: 1 } });
});

test("an eval set goes without the rows that can't be used", async () => {
  const content = `${a}\n\n{"broken\n${rowText("b", null)}\n${c}\n`;
  const { dataset } = await inspect(content, { lenient: true });
  expect(dataset).toMatchObject({ rows: 2, skipped: 2 });
});

test("a reader that runs out of memory or time costs the dataset, and the next one is read", async () => {
  const small = new Inspector({ timeoutMs: 1, heapMb: 256 });
  const file = join(folder, "data.jsonl");
  writeFileSync(file, `${a}\n`);
  const request: InspectRequest = {
    file,
    modelFolder: join(resources, "practice-model"),
    template: "qwen2.5",
    maxTokens: 256,
    rowsLimit: null,
    members: null,
    maxLineBytes: 2 ** 20,
    maxRows: 1_000,
    rowsFolder: join(folder, "rows"),
    lenient: false,
  };
  const { verdict } = await small.inspect(request);
  expect(verdict).toMatchObject({ fault: "invalid", why: { phrase: "roundReadingFailed" } });
  await small.close();
  expect((await inspector.inspect(request)).verdict).toBeNull();
});

test("a model without a tokenizer is not held against the miner", async () => {
  await expect(inspect(`${a}\n`, { modelFolder: folder })).rejects.toMatchObject({
    code: "ModelFileMissing",
  });
});

test("lines are the same however they arrive", async () => {
  const line = fc.string({ unit: "grapheme" }).filter((text) => !/[\n\r]/.test(text));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat(30)), async (lines, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
      async function* chunks(): AsyncGenerator<Uint8Array> {
        let from = 0;
        for (const cut of cuts) {
          yield bytes.subarray(from, from + cut);
          from += cut;
        }
        yield bytes.subarray(from);
      }
      const found: string[] = [];
      for await (const read of readLines(chunks(), 1_000)) found.push(read);
      expect(found).toEqual(lines);
    }),
  );
});
