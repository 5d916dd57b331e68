import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../main.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-dedup-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: string[]) {
  const said = { stdout: "", stderr: "", code: -1 };
  await runCli(["dedup", ...args], {
    stdout: (text) => {
      said.stdout += text;
    },
    stderr: (text) => {
      said.stderr += text;
    },
    isTerminal: false,
    env: {},
    exit: (code) => {
      said.code = code;
    },
  });
  return said;
}

async function fileOf(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}

const row = (question: string, answer: string, system: string | null = "Be brief.") =>
  JSON.stringify({
    system,
    conversations: [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ],
  });

const LONG = "Why is the sky blue over the sea on a clear day but red when the sun goes down";
const ANSWER = "Because air scatters short waves more than long ones";
const rows = [
  row(LONG, ANSWER),
  row("Hi", "Hello"),
  row(LONG.toUpperCase(), ANSWER, null),
  row("Hi", "Hello!"),
  row(`${LONG}?`, `${ANSWER}, you see`),
  row("HI", "hello"),
  row("Something else entirely", "Nothing like the rest of it"),
];

describe("assay dedup", () => {
  it("answers the clusters as JSON with 1-based lines, system left out", async () => {
    const { stdout, stderr, code } = await run(await fileOf("rows.jsonl", rows), "--json");
    expect(JSON.parse(stdout)).toEqual({
      threshold: 0.8,
      clusters: [
        { lines: [1, 3, 5], kind: "near" },
        { lines: [2, 6], kind: "exact" },
      ],
    });
    expect([stdout.split("\n").length, stderr, code]).toEqual([2, "", 0]);
  });

  it("compares at the threshold it is given", async () => {
    const path = await fileOf("strict.jsonl", rows);
    const strict = JSON.parse((await run(path, "--json", "--threshold", "1")).stdout);
    expect(strict).toEqual({
      threshold: 1,
      clusters: [
        { lines: [1, 3], kind: "exact" },
        { lines: [2, 6], kind: "exact" },
      ],
    });
    const loose = JSON.parse((await run(path, "--threshold=0.01", "--json")).stdout);
    expect(loose).toMatchObject({ threshold: 0.01, clusters: [{ lines: [1, 3, 5] }, { lines: [2, 6] }] });
  });

  it("tells a person how many, how alike and where, the largest first", async () => {
    const { stdout, code } = await run(await fileOf("person.jsonl", rows));
    expect(stdout).toContain("7 rows compared at threshold 0.8");
    expect(stdout).toContain("2 clusters (1 exact, 1 near) with 5 rows; keeping one of each would drop 3");
    expect(stdout).toMatch(
      /1\. near, 3 rows, \d+ to 100% like the first: lines 1, 3, 5\n {3}"why is the sky blue/,
    );
    expect(stdout).toMatch(/2\. exact, 2 rows, equal: lines 2, 6\n {3}"hi hello"/);
    expect(code).toBe(0);
  });

  it("says so when there are none", async () => {
    const { stdout, code } = await run(await fileOf("none.jsonl", rows.slice(0, 2)));
    expect(stdout).toContain("2 rows compared at threshold 0.8. No duplicates.");
    expect(code).toBe(0);
  });

  it("leaves bad lines out, names them on stderr and keeps the line numbers of the rest", async () => {
    const path = await fileOf("bad.jsonl", [rows[0]!, "{not json", rows[2]!, rows[4]!]);
    const { stdout, stderr, code } = await run(path, "--json");
    expect(JSON.parse(stdout).clusters).toEqual([{ lines: [1, 3, 4], kind: "near" }]);
    expect(stderr).toMatch(/^line 2 left out: .+\n$/);
    expect(code).toBe(0);
  });

  it("leaves out rows without conversations and compares empty ones", async () => {
    const path = await fileOf("odd.jsonl", [
      rows[1]!,
      '{"a":1}',
      '{"conversations":[]}',
      "",
      '{"conversations":[]}',
    ]);
    const { stdout, stderr, code } = await run(path, "--json");
    expect(JSON.parse(stdout).clusters).toEqual([{ lines: [3, 5], kind: "exact" }]);
    expect(stderr.match(/^line \d+ left out/gm)).toEqual(["line 2 left out", "line 4 left out"]);
    expect(code).toBe(0);
  });

  it.each([
    ["qa.jsonl", ['{"question":"Why?","answer":"So."}', '{"question":"WHY?","answer":"so."}'], [1, 2]],
    [
      "alpaca.json",
      ['[{"instruction":"a b","output":"c"},', '{"instruction":"A b","response":"c"}]'],
      [1, 2],
    ],
    ["table.csv", ["question,answer", "x y z,w", "other,thing", "X Y z,W"], [2, 4]],
  ])("reads other forms: %s", async (name, lines, expected) => {
    const { stdout, code } = await run(await fileOf(name, lines), "--json");
    expect(JSON.parse(stdout).clusters.map((cluster: { lines: number[] }) => cluster.lines)).toEqual([
      expected,
    ]);
    expect(code).toBe(0);
  });

  it("says when it had to guess what the columns mean", async () => {
    const { stderr, code } = await run(await fileOf("guess.csv", ["left,right", "a,b"]));
    expect(stderr).toMatch(/^The format is a guess: /);
    expect(code).toBe(0);
  });

  it.each(["0", "-0.5", "1.01", "abc", "", "0x1", "NaN", "Infinity"])(
    "refuses the threshold %j with a clear message",
    async (threshold) => {
      const { stdout, stderr, code } = await run("whatever.jsonl", `--threshold=${threshold}`, "--json");
      expect(stderr).toContain(
        `"${threshold}" is no similarity threshold. Give a number above 0 and at most 1`,
      );
      expect([stdout, code]).toEqual(["", 2]);
    },
  );

  it("exits with 2 for a file that can't be read and for a missing argument", async () => {
    const missing = await run(join(folder, "missing.jsonl"), "--json");
    expect(missing).toMatchObject({ stdout: "", code: 2 });
    expect(missing.stderr).toContain("missing.jsonl");
    expect(await run()).toMatchObject({ stdout: "", code: 2 });
    expect(await run(folder)).toMatchObject({ stdout: "", code: 2 });
  });
});
