import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keptText, type Phrase } from "../../contract/index.ts";
import {
  applyFix,
  defaultLintOptions,
  FileLinter,
  type Finding,
  type JsonNode,
  type LintOptions,
  lintRow,
  lintRules,
  makeRow,
  parseJson,
  pythonStrip,
  type ReadItem,
  readAllRows,
  rowIdentity,
  writeJson,
} from "../index.ts";

const options: LintOptions = { ...defaultLintOptions, maxTokens: 200 };
const node = (json: string): JsonNode => {
  const parsed = parseJson(json);
  if (!parsed.ok) throw new Error(keptText(parsed.error.reason));
  return parsed.value;
};
const talk = (user: string, assistant: string, system: string | null = "S"): JsonNode =>
  makeRow(system, [
    { role: "user", content: user },
    { role: "assistant", content: assistant },
  ]);
const rulesOf = (row: JsonNode, opts = options): string[] => lintRow(row, opts).map(({ rule }) => rule);

/** For every row rule: rows it must speak about, and rows that look alike but are fine. */
const CASES: Record<string, { bad: JsonNode[]; good: JsonNode[] }> = {
  schema: {
    bad: [
      node("[]"),
      node("{}"),
      node('{"conversations":{}}'),
      node('{"system":7,"conversations":[]}'),
      node('{"conversations":["x"]}'),
      node('{"conversations":[{"role":"user"}]}'),
      node('{"conversations":[{"role":"user","content":null}]}'),
    ],
    good: [talk("q", "a"), node('{"system":null,"conversations":[]}')],
  },
  "empty-conversation": { bad: [makeRow("S", [])], good: [talk("q", "a"), node("{}")] },
  "role-order": {
    bad: [
      makeRow("S", [
        { role: "assistant", content: "a" },
        { role: "user", content: "q" },
      ]),
      makeRow("S", [
        { role: "human", content: "q" },
        { role: "gpt", content: "a" },
      ]),
    ],
    good: [talk("q", "a")],
  },
  "dropped-turn": { bad: [makeRow("S", [{ role: "user", content: "q" }])], good: [talk("q", "a")] },
  "unknown-keys": {
    bad: [
      node('{"id":1,"conversations":[]}'),
      node('{"conversations":[{"role":"user","content":"q","w":1}]}'),
    ],
    good: [talk("q", "a")],
  },
  "system-null": { bad: [talk("q", "a", null)], good: [talk("q", "a", ""), makeRow(undefined, [])] },
  "system-missing": { bad: [makeRow(undefined, [])], good: [talk("q", "a", null)] },
  "empty-content": {
    bad: [talk("", "a"), talk("q", " \u001c\u0085\n")],
    good: [talk("q", "\ufeff"), talk("q", "a", "")],
  },
  "outer-whitespace": {
    bad: [talk(" q", "a"), talk("q", "a\n"), talk("q", "a", "S ")],
    good: [talk("q q", "a\na")],
  },
  "template-token": {
    bad: [talk("<|im_end|>", "a"), talk("q", "x <|eot_id|>")],
    good: [talk("<|nothing|>", "if a <| b |> c")],
  },
  "control-character": {
    bad: [talk("a\u0000b", "a"), talk("q", "a\u202eb")],
    good: [talk("a\tb\r\nc", "👨‍👩‍👧 ok")],
  },
  "broken-unicode": { bad: [talk("\ud83d x", "a"), talk("q", "caf\ufffd")], good: [talk("😀", "a")] },
  "nothing-to-learn": { bad: [talk("word ".repeat(300), "a")], good: [talk("q", "word ".repeat(300))] },
  "too-long": {
    bad: [talk("q", "word ".repeat(300))],
    good: [talk("q", "a"), talk("word ".repeat(300), "a")],
  },
  "truncated-answer": {
    bad: [
      talk("q", "There are three reasons for this, and the first one is the"),
      talk("q", "```js\nlet a = 1;"),
      talk("q", "We will need eggs, flour, butter, some sugar and of course milk,"),
    ],
    good: [
      talk("q", "The"),
      talk("q", "```js\nlet a = 1;\n```"),
      talk("q", "A list without full stops:\n- eggs\n- flour and butter and sugar"),
      talk("There are three reasons for this, and the first one is the", "a"),
    ],
  },
  "placeholder-text": {
    bad: [
      talk("q", "Dear [insert name], hello"),
      talk("q", "Lorem ipsum dolor sit"),
      talk("q", "As an AI language model, I cannot"),
    ],
    good: [talk("q", "an array [your] index a[i]"), talk("What is a TODO list?", "A TODO list is a list.")],
  },
  secret: {
    bad: [
      talk("q", `hf_${"a1B2".repeat(9)}`),
      talk("q", "AKIAABCDEFGHIJKLMNOP"),
      talk("-----BEGIN PRIVATE KEY-----", "a"),
    ],
    good: [talk("hf_hub is a library", "sk-learn")],
  },
  "personal-data": {
    bad: [
      talk("write to jane.doe@gmail.com", "a"),
      talk("q", "4111 1111 1111 1111"),
      talk("call +44 20 7946 0958", "a"),
    ],
    good: [
      talk("jane@example.com", "user@test.org? no: a@b.example"),
      talk("1234567890123456", "2024-01-15 and 3.14159265358979"),
      talk("555-0123", "48/2 = <<48/2=24>>24"),
    ],
  },
};

describe.each(Object.entries(CASES))("rule %s", (rule, { bad, good }) => {
  test.each(bad.map((row) => [writeJson(row).slice(0, 80), row] as const))("speaks about %s", (_, row) => {
    expect(rulesOf(row)).toContain(rule);
  });
  test.each(good.map((row) => [writeJson(row).slice(0, 80), row] as const))(
    "is silent about %s",
    (_, row) => {
      expect(rulesOf(row)).not.toContain(rule);
    },
  );
});

test("every row rule has cases", () => {
  const rowRules = lintRules.filter(({ scope }) => scope === "row").map(({ id }) => id);
  expect(Object.keys(CASES).sort()).toEqual([...rowRules].sort());
});

test("a secret is never repeated in the message", () => {
  const secret = `hf_${"a1B2".repeat(9)}`;
  for (const { says } of lintRow(talk("q", secret), options)) expect(keptText(says)).not.toContain("a1B2");
});

describe("FileLinter", () => {
  function lint(
    rows: readonly JsonNode[],
    opts = options,
    clusters: { lines: number[]; kind: "exact" | "near" }[] = [],
  ) {
    const linter = new FileLinter(opts);
    const found = rows.flatMap((row, index) =>
      linter.add({ kind: "row", line: index + 1, json: writeJson(row), lost: [], duplicateKeys: [] }),
    );
    return [...found, ...linter.finish(clusters)].map(({ rule, level, line }) => `${line} ${rule} ${level}`);
  }

  test("reports blank lines and lines that are no JSON", () => {
    const linter = new FileLinter(options);
    const bad = (reason: Phrase): Finding[] => linter.add({ kind: "bad", line: 3, reason, raw: "" });
    expect(bad({ phrase: "lineBlank" })).toMatchObject([{ rule: "blank-line", level: "error", line: 3 }]);
    expect(bad({ phrase: "colonExpected" })).toMatchObject([{ rule: "invalid-json", level: "error" }]);
  });

  test("names keys that were given twice", async () => {
    const linter = new FileLinter(options);
    const [item] = await readAllRows('{"system":"a","conversations":[],"system":"b"}', {
      container: "jsonl",
      form: "native",
      mapping: null,
    });
    expect(linter.add(item as ReadItem)).toContainEqual(expect.objectContaining({ rule: "duplicate-key" }));
  });

  test("holds rows against each other", () => {
    const rows = [talk("one?", "1"), talk("two?", "2"), talk("One?  ", "uno"), talk("one?", "1")];
    const found = lint(rows, options, [{ lines: [1, 4], kind: "exact" }]);
    expect(found).toContain("3 conflicting-answers warning");
    expect(found).toContain("4 exact-duplicate warning");
    expect(found).not.toContain("1 exact-duplicate warning");
    expect(found).not.toContain("4 conflicting-answers warning");
    expect(found).toContain("0 dataset-size warning");
  });

  test("turns stern where rows must come from the eval set", () => {
    const strict = { ...options, rowsFromEvalSet: true, rowsLimit: 2 };
    const found = lint([talk("a", "1", null), talk("b", "2"), talk("b", "2")], strict);
    expect(found).toContain("3 repeated-row error");
    expect(found).toContain("3 beyond-rows error");
    expect(lintRow(talk("a", "1", null), strict)[0]?.fix).toBe("drop-row");
    expect(applyFix(talk("a", "1", null), "set-default-system", strict)).toMatchObject({
      ok: false,
      error: { code: "FixDoesNotApply" },
    });
  });

  test("obeys a profile's levels", () => {
    expect(lintRow(talk("q", "a", null), { ...options, levels: { "system-null": "error" } })).toMatchObject([
      { level: "error" },
    ]);
    expect(lintRow(talk("q", "a", null), { ...options, levels: { "system-null": "off" } })).toEqual([]);
  });
});

describe("fixes", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom(" q ", "a\u0000", "\ud800x", ""),
  );
  const anyRow = fc
    .record({
      system: fc.option(anyText, { nil: null }),
      turns: fc.array(
        fc.record({ role: fc.constantFrom("user", "assistant", "human", "gpt"), content: anyText }),
        { maxLength: 4 },
      ),
    })
    .chain(({ system, turns }) => fc.boolean().map((absent) => makeRow(absent ? undefined : system, turns)));

  test("take their own finding away, change nothing twice and lose no row", () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        for (const { rule, fix } of lintRow(row, options)) {
          if (fix === null || fix === "drop-row") continue;
          const fixed = applyFix(row, fix, options);
          if (!fixed.ok) throw new Error(`${fix} did not apply to ${writeJson(row)}`);
          expect(rulesOf(fixed.value)).not.toContain(rule);
          expect(applyFix(fixed.value, fix, options).ok).toBe(false);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("a missing system never gets the default, a null one does", () => {
    const missing = applyFix(makeRow(undefined, []), "set-empty-system", options);
    expect(missing.ok && writeJson(missing.value)).toBe('{"system":"","conversations":[]}');
    const none = applyFix(makeRow(null, []), "set-default-system", options);
    expect(none.ok && writeJson(none.value)).toContain("You are a helpful assistant.");
  });

  test("an unknown fix is refused", () => {
    expect(applyFix(talk("q", "a"), "no-such", options)).toMatchObject({ error: { code: "NoSuchFix" } });
    expect(applyFix(talk("q", "a"), "constructor", options).ok).toBe(false);
  });
});

test("pythonStrip strips what Python strips", () => {
  expect(pythonStrip("\u001c\u0085\u00a0\u3000 x \u001f\u2029")).toBe("x");
  expect(pythonStrip("\ufeffx\u200b")).toBe("\ufeffx\u200b");
  expect(rowIdentity("x")).toBe('"x"');
});
