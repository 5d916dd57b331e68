import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkoutRoot } from "../../../scripts/needs.ts";
import { FILE_ORDER, NO_FILTER } from "../../../src-shared/contract/index.ts";
import {
  defaultLintOptions,
  estimateLengths,
  makeRow,
  parseRow,
  type RowView,
  viewRow,
  writeJson,
} from "../../../src-shared/dataset/index.ts";
import { RowTokenizer } from "../../../src-shared/engine/index.ts";
import type { Project, Standards, TokenizerFile } from "./index.ts";
import { freely, NATIVE, Projects, talk } from "./test-support/projects.ts";

const projects = new Projects();
const empty = mkdtempSync(join(tmpdir(), "assay-no-tokenizer-"));
afterAll(() => {
  projects.remove();
  rmSync(empty, { recursive: true, force: true });
});

const folderOf = (name: string): string => join(checkoutRoot, "node_modules", "@lenml", name, "models");
const QWEN: TokenizerFile = {
  id: "qwen@1",
  model: "Qwen/Qwen2.5-1.5B-Instruct",
  folder: folderOf("tokenizer-qwen2_5"),
  template: "qwen2.5",
};
const LLAMA: TokenizerFile = {
  id: "llama@1",
  model: "meta-llama/Llama-3.2-1B",
  folder: folderOf("tokenizer-llama3_2"),
  template: "llama-3",
};

const ROWS = [
  talk("What is 12345 + 67890?", "It is 80235."),
  talk("  naïve café — “quotes” ", "日本語のテキスト、中文字符，한국어 텍스트 👩‍👩‍👧‍👦"),
  talk("ends <|im_end|> early <|eot_id|>", "def f(x):\n    return x**2\n", ""),
  writeJson(
    makeRow("You are brief.", [
      { role: "user", content: "One?" },
      { role: "assistant", content: "One." },
      { role: "user", content: "Two?" },
      { role: "assistant", content: "Two." },
      { role: "user", content: "A turn that is left over, and never trained on." },
    ]),
  ),
];
const viewOf = (json: string): RowView => {
  const parsed = parseRow(json);
  if (!parsed.ok) throw parsed.error;
  return viewRow(parsed.value);
};

async function tokensIn(project: Project): Promise<[tokens: number, isEstimate: boolean][]> {
  const { rows } = await project.window(NO_FILTER, FILE_ORDER, 0, 500);
  return rows.map(({ tokens, tokensEstimated }) => [tokens, tokensEstimated]);
}

async function trainedTokens(
  { folder, template }: TokenizerFile,
  rows: readonly string[],
): Promise<number[]> {
  const tokenizer = await RowTokenizer.open(folder, template, 4096);
  return rows.map((json) => {
    const encoded = tokenizer.encode(viewOf(json));
    if (typeof encoded === "string") throw new Error(encoded);
    return encoded.fullLength;
  });
}

describe.each([QWEN, LLAMA])("with the tokenizer of $model", (tokenizer) => {
  let project: Project;
  let expected: number[];
  beforeAll(async () => {
    project = await projects.withRows(...ROWS);
    expected = await trainedTokens(tokenizer, ROWS);
  });
  afterAll(() => project.close());

  test("rows have just the tokens that are trained on; before, they were estimated", async () => {
    expect(await tokensIn(project)).toEqual(ROWS.map((json) => [estimateLengths(viewOf(json)).total, true]));
    expect(project.counts().tokens).toEqual({ countedBy: null, isCounted: false });
    await project.countWith(tokenizer);
    await project.counted();
    expect(await tokensIn(project)).toEqual(expected.map((tokens) => [tokens, false]));
    expect(project.counts().tokens).toEqual({ countedBy: tokenizer.model, isCounted: true });
    const glance = await project.glance();
    expect(glance.tokens).toBe(expected.reduce((sum, tokens) => sum + tokens, 0));
    expect(glance).toMatchObject({ tokensEstimated: false, tokenizer: tokenizer.model });
  });

  test("the turns of a row add up, but for one that is left over", () => {
    const { tokens, turnTokens, tokensEstimated } = project.detail(4) ?? expect.unreachable();
    expect(tokensEstimated).toBe(false);
    expect(turnTokens).toHaveLength(5);
    expect(turnTokens.every((length) => length > 0)).toBe(true);
    expect(tokens).toBe(expected[3]);
  });

  test("an edited row is estimated at once and counted soon", async () => {
    const edited = talk("What is 12345 + 67890?", "It is eighty thousand two hundred and thirty-five.");
    await project.edit(1, { kind: "setJson", json: edited });
    await project.counted();
    const [now] = await trainedTokens(tokenizer, [edited]);
    expect((await tokensIn(project))[0]).toEqual([now, false]);
    await project.goOver("undo");
    await project.counted();
    expect((await tokensIn(project))[0]).toEqual([expected[0], false]);
  });
});

const held = (tokenizer: TokenizerFile | null, maxTokens: number): Standards & { profileId: string } => ({
  profileId: "test",
  lint: { ...defaultLintOptions, maxTokens },
  threshold: 0.8,
  evalSet: null,
  tokenizer,
});
const lengthRules = (project: Project, rowId: number): string[] =>
  (project.detail(rowId)?.findings ?? [])
    .map(({ rule }) => rule)
    .filter((rule) => rule === "too-long" || rule === "nothing-to-learn");

test("what is cut away follows the count, to the token", async () => {
  const row = talk("One question, of some words.", "And an answer.");
  const project = await projects.withRows(row);
  const tokenizer = await RowTokenizer.open(QWEN.folder, QWEN.template, 4096);
  const encoded = tokenizer.encode(viewOf(row));
  if (typeof encoded === "string") throw new Error(encoded);
  const before = encoded.learn.indexOf(1);
  for (const [maxTokens, rules, cutWithin] of [
    [encoded.fullLength, [], null],
    [encoded.fullLength - 1, ["too-long"], 1],
    [before + 1, ["too-long"], 1],
    [before, ["nothing-to-learn"], 1],
    [before - 1, ["nothing-to-learn"], 0],
  ] as const) {
    await project.hold(held(QWEN, maxTokens), freely);
    await project.counted();
    expect(lengthRules(project, 1), `of ${maxTokens}`).toEqual(rules);
    expect(project.detail(1)?.cutWithinTurn).toBe(cutWithin);
    expect((await project.check(row)).map(({ rule }) => rule)).toEqual(rules);
    const [counts] = [project.counts().problems];
    expect(counts.warning + counts.hint, `of ${maxTokens}`).toBe(rules.length);
  }
  await project.close();
});

test("another tokenizer counts all rows anew, also while the project is reopened; without one they are estimates again", async () => {
  const path = projects.path(".assay");
  const open = (mode: "create" | "open", tokenizer: TokenizerFile | null): Promise<Project> =>
    projects.open(path, mode, tokenizer);
  const created = await open("create", QWEN);
  await created.importFile({ path: projects.file(...ROWS), name: "rows" }, NATIVE, freely);
  await created.counted();
  expect(await tokensIn(created)).toEqual((await trainedTokens(QWEN, ROWS)).map((tokens) => [tokens, false]));
  await created.close();
  const reopened = await open("open", LLAMA);
  await reopened.counted();
  expect(await tokensIn(reopened)).toEqual(
    (await trainedTokens(LLAMA, ROWS)).map((tokens) => [tokens, false]),
  );
  await reopened.countWith(null);
  await reopened.counted();
  expect(await tokensIn(reopened)).toEqual(ROWS.map((json) => [estimateLengths(viewOf(json)).total, true]));
  await reopened.close();
});

test("a tokenizer that cannot be used is reported, and the estimates stay", async () => {
  const reported: unknown[] = [];
  const project = await projects.open(projects.path(".assay"), "create", null, (error) =>
    reported.push(error),
  );
  await project.importFile({ path: projects.file(...ROWS), name: "rows" }, NATIVE, freely);
  await project.settled();
  await project.countWith({ ...QWEN, id: "gone@1", folder: empty });
  await expect.poll(() => project.counts().tokens.countedBy).toBeNull();
  await project.counted();
  expect(reported).toMatchObject([{ message: expect.stringContaining("ModelFileMissing") }]);
  expect((await tokensIn(project)).every(([tokens, isEstimate]) => tokens > 0 && isEstimate)).toBe(true);
  await project.close();
});
