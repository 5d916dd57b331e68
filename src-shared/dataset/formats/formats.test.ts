import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inWords } from "../../contract/index.ts";
import { worded } from "../../contract/test-support/worded.ts";
import {
  detectFormat,
  exportRow,
  headingOf,
  type ImportFormat,
  makeRow,
  parseJson,
  type ReadItem,
  readAllRows,
  readRows,
  writeJson,
} from "../index.ts";

const NATIVE: ImportFormat = { container: "jsonl", form: "native", mapping: null };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function read(text: string | Uint8Array, fileName = ""): Promise<{ form: string; items: ReadItem[] }> {
  const sample = typeof text === "string" ? bytes(text) : text;
  const format = await detectFormat(sample, fileName);
  return { form: `${format.container}/${format.form}`, items: await readAllRows(sample, format) };
}

const row = (system: string | null, ...texts: string[]): string =>
  writeJson(
    makeRow(
      system,
      texts.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content })),
    ),
  );

describe("detection and conversion", () => {
  test.each([
    [
      "native",
      '{"system":"S","conversations":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}',
      "jsonl/native",
      row("S", "q", "a"),
    ],
    [
      "messages",
      '{"messages":[{"role":"system","content":"S"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}',
      "jsonl/messages",
      row("S", "q", "a"),
    ],
    [
      "messages in parts",
      '{"messages":[{"role":"user","content":[{"type":"text","text":"q"}]},{"role":"assistant","content":"a"}]}',
      "jsonl/messages",
      row(null, "q", "a"),
    ],
    [
      "ShareGPT",
      '{"conversations":[{"from":"system","value":"S"},{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}',
      "jsonl/sharegpt",
      row("S", "q", "a"),
    ],
    [
      "Alpaca",
      '{"instruction":"do","input":"this","output":"a"}',
      "jsonl/alpaca",
      row(null, "do\n\nthis", "a"),
    ],
    [
      "Alpaca's response and history",
      '{"instruction":"q2","input":"","response":"a2","history":[["q1","a1"]],"system":"S"}',
      "jsonl/alpaca",
      row("S", "q1", "a1", "q2", "a2"),
    ],
    ["pairs", '{"question":"q","answer":"a"}', "jsonl/qa", row(null, "q", "a")],
    ["prompt and completion", '{"prompt":"q","completion":"a"}', "jsonl/qa", row(null, "q", "a")],
    [
      "an array",
      '[\n {"question":"q",\n  "answer":"a ] , } \\" b"}\n]',
      "json/qa",
      row(null, "q", 'a ] , } " b'),
    ],
    ["CSV", 'question,answer\n"q, ""1""","a\nb"\n', "csv/qa", row(null, 'q, "1"', "a\nb")],
    ["TSV", "prompt\tresponse\nq\ta\n", "csv/qa", row(null, "q", "a")],
  ])("reads %s", async (_, text, form, expected) => {
    const result = await read(text);
    expect(result.form).toBe(form);
    expect(result.items).toMatchObject([{ kind: "row", json: expected }]);
  });

  test("guesses columns of a table it does not know, and takes a mapping", async () => {
    const table = bytes("title,body,score\nhow?,so.,7\n");
    const detected = await detectFormat(table, "a.csv");
    expect(detected).toMatchObject({
      form: "mapped",
      mapping: { user: "title", assistant: "body", system: null },
    });
    const [item] = await readAllRows(table, {
      ...detected,
      mapping: { user: "body", assistant: "title", system: null },
    });
    expect(worded(item)).toMatchObject({ json: row(null, "so.", "how?"), lost: ['the column "score"'] });
  });

  test("keeps unknown keys, their order and numbers of native rows", async () => {
    const text =
      '{"id":1.50,"conversations":[{"role":"user","content":"q","w":1e0}],"system":null,"z":{"b":1,"a":2}}';
    expect((await readAllRows(text, NATIVE))[0]).toMatchObject({ json: text });
  });

  test("says what a conversion loses", async () => {
    const { items } = await read('{"question":"q","answer":"a","source":"book"}');
    expect(worded(items[0])).toMatchObject({ lost: ['the column "source"'] });
  });
});

/** What a table's reader leaves as it is: a carriage return before a line feed is an end of line like any other. */
const word = fc
  .array(fc.constantFrom("a", "ä", '"', ",", "\n", ";", "\t", " ", "=1+1", "😀"), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => `x${parts.join("")}x`);

describe("what a form cannot hold", () => {
  const talk = (...turns: object[]): string => JSON.stringify({ system: "S", conversations: turns });
  const user = { role: "user", content: "q" };
  const assistant = { role: "assistant", content: "a" };
  const lostOf = (json: string, form: Parameters<typeof exportRow>[1]): readonly string[] => {
    const parsed = parseJson(json);
    return parsed.ok ? exportRow(parsed.value, form).lost.map((loss) => inWords(loss)) : ["no JSON"];
  };

  test.each([
    ["nothing of one exchange", talk(user, assistant), "csv", []],
    ["a key of the row", `{"id":1,${talk(user, assistant).slice(1)}`, "messages", ['the key "id"']],
    ["a key of a turn", talk(user, { ...assistant, weight: 1 }), "sharegpt", ['the key "weight" of turns']],
    ["a second exchange", talk(user, assistant, user, assistant), "csv", ["all turns after the first pair"]],
    ["a missing answer", talk(user), "csv", ["a turn without an answer, which gets an empty one"]],
    ["a missing answer", talk(user), "alpaca", ["a turn without an answer, which gets an empty one"]],
    ["the order of speakers", talk(assistant, user), "qa", ["who says what", "the system prompt"]],
    ["another speaker", talk(user, { role: "tool", content: "a" }), "alpaca", ["who says what"]],
    [
      "a turn that is none",
      talk({ role: "user", content: 1 }, assistant),
      "messages",
      ["that a turn is no role and text"],
    ],
    [
      "a system prompt that is no text",
      '{"system":1,"conversations":[]}',
      "csv",
      ["a system prompt that is no text"],
    ],
    ["no turns", '{"system":"S"}', "messages", ["a row without a list of turns, which becomes an empty one"]],
    ["nothing", '{"system":1,"more":[]}', "native", []],
  ] as const)("%s is told", (_, json, form, lost) => {
    expect(lostOf(json, form)).toEqual(lost);
  });

  test("a table's texts come back as they were", async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(word, word, word), async ([system, question, answer]) => {
        const parsed = parseJson(row(system, question, answer));
        const line = parsed.ok ? exportRow(parsed.value, "csv").text : "";
        const mapping = { system: "system", user: "user", assistant: "assistant" };
        const table = `${headingOf("csv")}\n${line}\n`;
        const [back] = await readAllRows(table, { container: "csv", form: "mapped", mapping });
        expect(back).toMatchObject({ kind: "row", json: row(system, question, answer) });
      }),
    );
  });
});

describe("bad lines", () => {
  test("come with line, reason and text, and stop nothing", async () => {
    const good = row("S", "q", "a");
    const text = `${good}\n\n{"system": }\n[1]\n${good}`;
    expect(worded(await readAllRows(text, NATIVE))).toMatchObject([
      { kind: "row", line: 1 },
      { kind: "bad", line: 2, reason: "the line is blank" },
      { kind: "bad", line: 3, reason: expect.stringContaining("column 12"), raw: '{"system": }' },
      { kind: "bad", line: 4, reason: "it is no JSON object" },
      { kind: "row", line: 5 },
    ]);
  });

  test("are those that are no UTF-8, never silently mended", async () => {
    const text = new Uint8Array([...bytes('{"a":"'), 0xff, ...bytes('"}\n{"a":1}\n')]);
    expect(worded(await readAllRows(text, NATIVE))).toMatchObject([
      { kind: "bad", line: 1, reason: expect.stringContaining("UTF-8") },
      { kind: "row", line: 2 },
    ]);
  });

  test.each([
    ["a table", 'question,answer\nq,a\nq,"', '"\nq,a\n', [2, 3, 4]],
    [
      "an array",
      '[{"question":"q","answer":"a"},\n{"question":"',
      '"},\n{"question":"q","answer":"a"}]',
      [1, 2, 3],
    ],
  ])("in %s as well", async (name, before, after, lines) => {
    const damaged = new Uint8Array([...bytes(before), 0xff, ...bytes(after)]);
    const { items } = await read(damaged, name === "a table" ? "x.csv" : "x.json");
    expect(worded(items)).toMatchObject([
      { kind: "row", line: lines[0] },
      { kind: "bad", line: lines[1], reason: expect.stringContaining("UTF-8") },
      { kind: "row", line: lines[2] },
    ]);
  });

  test("of tables and arrays are named with the line where they start", async () => {
    expect((await read('question,answer\nq,a\nq\n"q\n2",a,b\nq,a\n', "x.csv")).items).toMatchObject([
      { kind: "row", line: 2 },
      { kind: "bad", line: 3 },
      { kind: "bad", line: 4 },
      { kind: "row", line: 6 },
    ]);
    const tooMuch = '[{"question":"q","answer":"a"},\n\n tru,\n{"question":"q","answer":"b"}] x';
    expect(worded((await read(tooMuch)).items)).toMatchObject([
      { kind: "row", line: 1 },
      { kind: "bad", line: 3 },
      { kind: "row", line: 4 },
      { kind: "bad", line: 4, reason: expect.stringContaining("after the end") },
    ]);
    expect(worded((await read('[{"question":"q","answer":"a"},')).items.at(-1))).toMatchObject({
      kind: "bad",
      reason: expect.stringContaining("ends inside"),
    });
  });

  test("a byte order mark and CRLF are no harm", async () => {
    const good = row("S", "q", "a");
    const items = await readAllRows(`\ufeff${good}\r\n${good}\r\n`, NATIVE);
    expect(items).toMatchObject([
      { kind: "row", json: good },
      { kind: "row", json: good },
    ]);
  });
});

describe("properties", () => {
  const text = fc.string({ unit: "binary", maxLength: 30 });
  const anyRow = fc
    .record({ system: fc.option(text), turns: fc.array(text, { maxLength: 5 }), extra: fc.jsonValue() })
    .map(({ system, turns, extra }) =>
      JSON.stringify({
        system,
        conversations: turns.map((content, i) => ({ role: i % 2 ? "assistant" : "user", content })),
        extra,
      }),
    );

  test("import(export(x)) = x, however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRow, { maxLength: 6 }),
        fc.integer({ min: 1, max: 50 }),
        async (rows, cut) => {
          const nodes = rows
            .map((json) => parseJson(json))
            .map((parsed) => (parsed.ok ? parsed.value : null));
          const exported = nodes.map((node) => `${exportRow(node, "native").text}\n`).join("");
          const source = bytes(exported);
          async function* chunks(): AsyncGenerator<Uint8Array> {
            for (let at = 0; at < source.length; at += cut) yield source.subarray(at, at + cut);
          }
          const back: ReadItem[] = [];
          for await (const batch of readRows(chunks(), NATIVE)) back.push(...batch.items);
          expect(back.map((item) => (item.kind === "row" ? item.json : item.reason))).toEqual(
            nodes.map((node) => writeJson(node)),
          );
        },
      ),
    );
  });

  test("an array gives its elements, however they are written and the bytes are cut", async () => {
    const space = fc.constantFrom("", " ", "\n", "\r\n\t");
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRow, { maxLength: 5 }),
        space,
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (rows, gap, hasMark, cut) => {
          const source = bytes(
            `${hasMark ? "\ufeff" : ""}${gap}[${gap}${rows.join(`${gap},${gap}`)}${gap}]${gap}`,
          );
          async function* chunks(): AsyncGenerator<Uint8Array> {
            for (let at = 0; at < source.length; at += cut) yield source.subarray(at, at + cut);
          }
          const back: ReadItem[] = [];
          for await (const batch of readRows(chunks(), { ...NATIVE, container: "json" }))
            back.push(...batch.items);
          const expected = await readAllRows(rows.join("\n"), NATIVE);
          expect(back.map((item) => (item.kind === "row" ? item.json : item))).toEqual(
            expected.map((item) => (item.kind === "row" ? item.json : item)),
          );
        },
      ),
    );
  });

  test.each(["messages", "sharegpt", "alpaca"] as const)(
    "%s carries whole conversations there and back",
    async (form) => {
      await fc.assert(
        fc.asyncProperty(
          fc.string({ minLength: 1 }),
          fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1, maxLength: 3 }),
          async (system, pairs) => {
            const node = makeRow(
              system,
              pairs.flatMap(([user, assistant]) => [
                { role: "user", content: user },
                { role: "assistant", content: assistant },
              ]),
            );
            const { text: line, lost } = exportRow(node, form);
            const [back] = await readAllRows(line, { container: "jsonl", form, mapping: null });
            expect(back).toMatchObject({ kind: "row", json: writeJson(node) });
            expect(lost).toEqual([]);
          },
        ),
      );
    },
  );
});

describe("a record without an end", () => {
  const MIB = 1024 * 1024;
  async function* endless(start: string): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(start);
    const chunk = new TextEncoder().encode(`${"x".repeat(MIB - 1)} `);
    for (let sent = 0; sent < 80; sent++) yield chunk;
  }

  test.each([
    ["jsonl", '{"question":"a","answer":"b"}\n{"question":"', 2],
    ["json", '[{"question":"a","answer":"b"},\n{"question":"', 2],
    ["csv", 'question,answer\na,b\n"', 3],
  ] as const)("is refused in %s with its line, and does not fill memory", async (container, start, line) => {
    const found: string[] = [];
    for await (const { items } of readRows(endless(start), { container, form: "qa", mapping: null }))
      for (const item of items)
        found.push(
          item.kind === "row"
            ? "row"
            : `${item.line}: ${inWords(item.reason).slice(0, 32)}, ${item.raw.length <= 4_000}`,
        );
    expect(found).toEqual(["row", `${line}: the record is longer than 64 MiB, true`]);
  });

  test("in an array is left out alone where it has an end after all", async () => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield* endless('[{"question":"a","answer":"b"},\n{"question":"');
      yield bytes('"},\n{"question":"c","answer":"d"}]');
    }
    const found: string[] = [];
    for await (const { items } of readRows(chunks(), { container: "json", form: "qa", mapping: null }))
      found.push(...items.map(({ kind, line }) => `${kind} ${line}`));
    expect(found).toEqual(["row 1", "bad 2", "row 3"]);
  });
});

describe("a file of many records", () => {
  const MIB = 1024 * 1024;
  const RECORDS = 75_000;
  const AT_ONCE = 100;
  const record = `{"question":"${"q".repeat(2_000)}","answer":"${"a".repeat(2_000)}"}`;

  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const BATCHES_BETWEEN_LOOKS = 50;
  const heldBytes = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };

  /** 300 MB, of which never more than a chunk is there. */
  async function* many(first: string, each: string, last: string): AsyncGenerator<Uint8Array> {
    yield bytes(first);
    const chunk = bytes(each.repeat(AT_ONCE));
    for (let sent = 0; sent < RECORDS; sent += AT_ONCE) yield chunk;
    yield bytes(last);
  }

  test.each([
    ["jsonl", "", `${record}\n`, "", RECORDS],
    ["json", "[", `${record},`, `${record}]`, RECORDS + 1],
    ["csv", "question,answer\n", `${"q".repeat(2_000)},${"a".repeat(2_000)}\n`, "", RECORDS],
  ] as const)(
    "in %s is read whole, and never held whole",
    async (container, first, each, last, expected) => {
      const before = heldBytes();
      let rows = 0;
      let most = 0;
      let batches = 0;
      const format: ImportFormat = { container, form: "qa", mapping: null };
      for await (const { items } of readRows(many(first, each, last), format)) {
        rows += items.filter(({ kind }) => kind === "row").length;
        if (batches++ % BATCHES_BETWEEN_LOOKS === 0) most = Math.max(most, heldBytes() - before);
      }
      expect(rows).toBe(expected);
      expect(most).toBeLessThan(32 * MIB);
    },
    60_000,
  );
});
