import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, test } from "vitest";
import { type AssayError, inWords, sentenceOf } from "../../../src-shared/contract/index.ts";
import { detectFormat, readRows } from "../../../src-shared/dataset/index.ts";
import { entriesOf, openReadable, readHead } from "./index.ts";
import { makeZip, type ZipPart } from "./test-support/make-zip.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-files-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let made = 0;
function fileOf(bytes: Buffer, name: string): string {
  const path = join(dir, `${made++}-${name}`);
  writeFileSync(path, bytes);
  return path;
}

/** The rows of a file in the native form, as the app would read them. */
async function rowsOf(path: string, entry?: string): Promise<unknown[]> {
  const file = await openReadable(path, path, entry);
  const { head } = await readHead(file, 65_536);
  const rows: unknown[] = [];
  for await (const { items } of readRows(file.chunks(), await detectFormat(head, file.name)))
    for (const item of items) rows.push(item.kind === "row" ? JSON.parse(item.json) : inWords(item.reason));
  return rows;
}

/** Why a file could not be read, in words. */
const refusalOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => "it was read",
    (error: AssayError) => `${error.code}: ${inWords(sentenceOf(error))}`,
  );

describe("Parquet", () => {
  const write = (...columns: Parameters<typeof parquetWriteBuffer>[0]["columnData"]): string =>
    fileOf(Buffer.from(parquetWriteBuffer({ columnData: columns, rowGroupSize: 2 })), "rows.parquet");

  test("columns of texts become rows, over several row groups", async () => {
    const path = write(
      { name: "question", data: ["a?", "b?", "c?"], type: "STRING" },
      { name: "answer", data: ["1", "zwei ä", "3"], type: "STRING" },
    );
    expect(await rowsOf(path)).toMatchObject([
      { conversations: [{ content: "a?" }, { content: "1" }] },
      { conversations: [{ content: "b?" }, { content: "zwei ä" }] },
      { conversations: [{ content: "c?" }, { content: "3" }] },
    ]);
  });

  test("lists of structs become conversations, and whole numbers keep their digits", async () => {
    const turns = [
      { role: "user", content: "hello" },
      { role: "assistant", content: "good day" },
    ];
    const path = write(
      { name: "conversations", data: [turns], type: "JSON" },
      { name: "id", data: [9_007_199_254_740_993n], type: "INT64" },
    );
    const file = await openReadable(path);
    const { head } = await readHead(file, 1_000);
    expect(head.toString()).toContain("9007199254740993");
    expect(await rowsOf(path)).toMatchObject([{ conversations: turns }]);
  });

  const LIST_OF_TURNS: SchemaElement[] = [
    { name: "root", num_children: 2 },
    { name: "messages", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", repetition_type: "OPTIONAL", num_children: 2 },
    { name: "role", repetition_type: "OPTIONAL", type: "BYTE_ARRAY", converted_type: "UTF8" },
    { name: "content", repetition_type: "OPTIONAL", type: "BYTE_ARRAY", converted_type: "UTF8" },
    { name: "note", repetition_type: "OPTIONAL", type: "BYTE_ARRAY", converted_type: "UTF8" },
  ];

  test.each([
    ["SNAPPY", {}],
    ["UNCOMPRESSED", {}],
    ["GZIP", { GZIP: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)) }],
    ["ZSTD", { ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdCompressSync(bytes)) }],
  ] as const)("lists of structs and nulls are read, packed as %s", async (codec, own) => {
    const turns = [
      { role: "user", content: "hello" },
      { role: "assistant", content: "good day" },
    ];
    const path = fileOf(
      Buffer.from(
        parquetWriteBuffer({
          schema: LIST_OF_TURNS,
          codec,
          compressors: own,
          columnData: [
            { name: "messages", data: [turns, null, [], [...turns, ...turns]] },
            { name: "note", data: [null, "x", null, "ä"] },
          ],
        }),
      ),
      "lists.parquet",
    );
    const [first, second, third, last] = await rowsOf(path);
    expect(first).toMatchObject({ conversations: turns });
    expect(second).toEqual(expect.any(String));
    expect(third).toMatchObject({ conversations: [] });
    expect(last).toMatchObject({ conversations: [...turns, ...turns] });
  });

  test("a row group of many rows is read whole and in order", async () => {
    const questions = Array.from({ length: 2_500 }, (_, number) => `${number}?`);
    const path = fileOf(
      Buffer.from(
        parquetWriteBuffer({
          columnData: [
            { name: "question", data: questions, type: "STRING" },
            { name: "answer", data: questions, type: "STRING" },
          ],
          rowGroupSize: 2_400,
        }),
      ),
      "many.parquet",
    );
    const rows = (await rowsOf(path)) as { conversations: { content: string }[] }[];
    expect(rows.map(({ conversations }) => conversations[0]?.content)).toEqual(questions);
  });

  test("one that is damaged in the middle or cut off is refused with a reason", async () => {
    const whole = Buffer.from(
      parquetWriteBuffer({
        columnData: [{ name: "question", data: Array(500).fill("what is tea?".repeat(9)), type: "STRING" }],
      }),
    );
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 4, 60);
    for (const bytes of [damaged, whole.subarray(0, whole.length - 20), whole.subarray(0, 6)])
      expect(await refusalOf(rowsOf(fileOf(bytes, "damaged.parquet")))).toMatch(/^FileUnreadable: .*Parquet/);
  });

  test("a damaged file is refused with a reason", async () => {
    const path = fileOf(Buffer.from("PAR1 and nothing else that would be one"), "broken.parquet");
    expect(await refusalOf(rowsOf(path))).toMatch(/^FileUnreadable: .*Parquet/);
  });
});

describe("archives", () => {
  const line = (text: string): Buffer => Buffer.from(`${JSON.stringify({ question: text, answer: "x" })}\n`);
  const zip = (...parts: ZipPart[]): string => fileOf(makeZip(parts), "rows.zip");

  test("the only file with rows is read, wherever it lies", async () => {
    const path = zip(
      { name: "readme.md", bytes: Buffer.from("hello") },
      { name: "__MACOSX/._rows.jsonl", bytes: line("not this") },
      { name: "../../etc/rows.jsonl", bytes: Buffer.concat([line("a"), line("b")]) },
    );
    await expect(rowsOf(path)).rejects.toMatchObject({ code: "FileUnreadable" });
    const good = zip({ name: "deep/down/rows.jsonl", bytes: Buffer.concat([line("a"), line("b")]) });
    expect(await rowsOf(good)).toHaveLength(2);
  });

  test("a Parquet file in it is read, and nothing of it stays behind", async () => {
    const inside = Buffer.from(
      parquetWriteBuffer({
        columnData: [
          { name: "question", data: ["a?"], type: "STRING" },
          { name: "answer", data: ["1"], type: "STRING" },
        ],
      }),
    );
    const leftovers = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith("assay-unpacked-"));
    const before = leftovers();
    const path = zip({ name: "data/train.parquet", bytes: inside });
    expect(await rowsOf(path)).toMatchObject([{ conversations: [{ content: "a?" }, { content: "1" }] }]);
    expect(leftovers()).toEqual(before);
  });

  test("a file that unpacks to more than it says is not read on", async () => {
    const path = zip({ name: "a.jsonl", bytes: Buffer.alloc(4_000_000, "x"), claimedSize: 5_000 });
    await expect(rowsOf(path)).rejects.toMatchObject({ code: "FileUnreadable" });
  });

  test("of several files one is asked for by its name", async () => {
    const path = zip(
      { name: "one.jsonl", bytes: line("one") },
      { name: "two.csv", bytes: Buffer.from("question,answer\ntwo,2\n") },
    );
    expect((await entriesOf(path, "x")).map(({ name }) => name)).toEqual(["one.jsonl", "two.csv"]);
    await expect(rowsOf(path)).rejects.toMatchObject({
      code: "ArchiveHasSeveral",
      details: { names: "one.jsonl, two.csv" },
    });
    expect(await rowsOf(path, "two.csv")).toMatchObject([
      { conversations: [{ content: "two" }, { content: "2" }] },
    ]);
    await expect(rowsOf(path, "three.csv")).rejects.toMatchObject({ code: "FileUnreadable" });
  });

  test.each([
    ["locked", [{ name: "a.jsonl", bytes: line("a"), isEncrypted: true }], "password"],
    [
      "a bomb",
      [
        { name: "a.jsonl", bytes: Buffer.alloc(40_000_000, "x") },
        { name: "b.csv", bytes: line("b"), claimedSize: 4_000_000_000 },
      ],
      "far more",
    ],
    ["without rows", [{ name: "a.png", bytes: line("a") }], "holds no"],
  ] as const)("%s is refused with a reason", async (_, parts, reason) => {
    expect(await refusalOf(rowsOf(zip(...parts)))).toMatch(new RegExp(`^FileUnreadable: .*${reason}`));
  });

  test("one that is cut off is refused", async () => {
    const whole = makeZip([{ name: "a.jsonl", bytes: line("a") }]);
    const path = fileOf(whole.subarray(0, whole.length - 10), "cut.zip");
    await expect(rowsOf(path)).rejects.toMatchObject({ code: "FileUnreadable" });
  });
});
