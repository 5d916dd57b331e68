import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { FILE_ORDER, NO_FILTER, type RowFilter } from "../../../src-shared/contract/index.ts";
import { defaultLintOptions, makeRow, writeJson } from "../../../src-shared/dataset/index.ts";
import { buildEvalSet, type JobControl, Project } from "./index.ts";
import { migrate } from "./schema.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-workspace-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let made = 0;
const lint = { ...defaultLintOptions, levels: { "system-null": "error" as const } };
const standards = { profileId: "test", lint, threshold: 0.8, evalSet: null, tokenizer: null };
const open = (path: string, mode: "create" | "open"): Promise<Project> =>
  Project.open({
    path,
    mode,
    standardsFor: () => standards,
    onChange: () => {},
    watch: (check) => check(freely),
    report: (error) => expect.unreachable(String(error)),
  });
const newProject = (): Promise<Project> => open(join(dir, `p${made++}.assay`), "create");
const freely: JobControl = { signal: new AbortController().signal, onProgress: () => {} };
const NATIVE = { container: "jsonl", form: "native", mapping: null } as const;
const talk = (user: string, assistant: string, system: string | null = "S"): string =>
  writeJson(
    makeRow(system, [
      { role: "user", content: user },
      { role: "assistant", content: assistant },
    ]),
  );

async function withRows(...rows: string[]): Promise<Project> {
  const project = await newProject();
  const path = join(dir, `f${made++}.jsonl`);
  writeFileSync(path, rows.map((row) => `${row}\n`).join(""));
  await project.importFile({ path, name: "rows.jsonl" }, NATIVE, freely);
  await project.settled();
  return project;
}

const linesOf = async (project: Project, filter: Partial<RowFilter> = {}): Promise<number[]> =>
  (await project.window({ ...NO_FILTER, ...filter }, FILE_ORDER, 0, 500)).rows.map(({ line }) => line);
async function exported(project: Project): Promise<string> {
  const file = join(dir, `e${made++}.jsonl`);
  await project.exportTo(file, "native", freely);
  return readFileSync(file, "utf8");
}

describe("import and export", () => {
  test("import(export(x)) = x, through the store", async () => {
    const json = fc
      .record({
        system: fc.option(fc.string()),
        n: fc.double({ noNaN: true, noDefaultInfinity: true }),
        texts: fc.array(fc.string({ unit: "binary" }), { maxLength: 4 }),
      })
      .map(({ system, n, texts }) =>
        JSON.stringify({
          n,
          system,
          conversations: texts.map((content, i) => ({ role: i % 2 ? "assistant" : "user", content })),
        }),
      );
    await fc.assert(
      fc.asyncProperty(fc.array(json, { maxLength: 8 }), async (rows) => {
        const project = await withRows(...rows);
        const first = await exported(project);
        const again = await withRows(...first.split("\n").slice(0, -1));
        expect(await exported(again)).toBe(first);
        expect(first.split("\n").slice(0, -1)).toHaveLength(rows.length);
        await project.close();
        await again.close();
      }),
      { numRuns: 8 },
    );
  });

  test("keeps bad lines to be mended, and mends them", async () => {
    const project = await withRows(talk("a", "1"), "{", "", talk("b", "2"));
    expect(project.counts()).toMatchObject({ rows: 2, badLines: 2 });
    const { items } = project.badLines(0, 10);
    expect(items.map(({ line }) => line)).toEqual([2, 3]);
    await expect(project.mendBadLine(items[0]?.id ?? 0, "{{")).rejects.toMatchObject({ code: "NotJson" });
    await project.mendBadLine(items[0]?.id ?? 0, talk("c", "3"));
    await project.discardBadLines([items[1]?.id ?? 0]);
    expect(project.counts()).toMatchObject({ rows: 3, badLines: 0 });
    await project.close();
  });

  test("cancelled, an import leaves nothing behind", async () => {
    const project = await withRows(talk("a", "1"));
    const path = join(dir, "long.jsonl");
    writeFileSync(path, `${talk("q", "a")}\n`.repeat(5_000));
    const controller = new AbortController();
    const importing = project.importFile({ path, name: "long" }, NATIVE, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(importing).rejects.toThrow();
    expect(project.counts()).toMatchObject({ rows: 1, badLines: 0 });
    expect(await linesOf(project)).toEqual([1]);
    await project.edit(1, { kind: "setSystem", system: "still works" });
    await project.close();
  });
});

describe("edits", () => {
  test("undo and redo lead through the same states, also after a restart", async () => {
    type Act = { kind: "edit" | "delete" | "insert" | "undo" | "redo" | "reopen"; row: number; text: string };
    const act: fc.Arbitrary<Act> = fc.record({
      kind: fc.constantFrom("edit", "edit", "delete", "insert", "undo", "undo", "redo", "reopen"),
      row: fc.nat(5),
      text: fc.constantFrom("a", "b", "the same words in a row", "another text"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
        let project = await withRows(talk("one", "1"), talk("two", "2"), talk("one", "3"));
        const states = [await exported(project)];
        let at = 0;
        for (const { kind, row, text } of acts) {
          const id = (await project.window(NO_FILTER, FILE_ORDER, row, 1)).rows[0]?.id;
          const before = at;
          if (kind === "reopen") {
            await project.close();
            project = await open(project.path, "open");
          } else if (kind === "undo" && at > 0) {
            await project.goOver("undo");
            at--;
          } else if (kind === "redo" && at < states.length - 1) {
            await project.goOver("redo");
            at++;
          } else if (
            kind === "insert" ||
            (kind === "edit" && id !== undefined) ||
            (kind === "delete" && id !== undefined)
          ) {
            const outcome =
              kind === "insert"
                ? await project.insert(id ?? null)
                : kind === "delete"
                  ? await project.delete([id as number])
                  : await project.edit(id as number, { kind: "setTurnContent", turn: 0, content: text });
            if (outcome.rowsChanged > 0) {
              at++;
              states.splice(at);
              states.push(await exported(project));
            }
          }
          expect(await exported(project)).toBe(states[at]);
          if (before !== at || kind === "reopen") {
            const { rows } = await project.window(NO_FILTER, FILE_ORDER, 0, 100);
            const fresh = await withRows(...(states[at] ?? "").split("\n").slice(0, -1));
            const kept = rows.map(({ line, level, problems, clusterKind }) => ({
              line,
              level,
              problems,
              clusterKind,
            }));
            const anew = (await fresh.window(NO_FILTER, FILE_ORDER, 0, 100)).rows;
            expect(kept).toEqual(
              anew.map(({ line, level, problems, clusterKind }) => ({ line, level, problems, clusterKind })),
            );
            await fresh.close();
          }
        }
        await project.close();
      }),
      { numRuns: 6 },
    );
  });

  test("tell a row's three systems apart and keep unknown keys", async () => {
    const project = await withRows(
      '{"k":1.0,"conversations":[],"system":null}',
      '{"conversations":[]}',
      '{"system":"","conversations":[]}',
    );
    expect((await project.window(NO_FILTER, FILE_ORDER, 0, 9)).rows.map(({ system }) => system.kind)).toEqual(
      ["null", "absent", "text"],
    );
    await project.edit(1, { kind: "setSystem", system: "x" });
    expect(project.detail(1)?.json).toBe('{"k":1.0,"conversations":[],"system":"x"}');
    await project.close();
  });

  test("one goes to any step, back and forth, and to the very beginning", async () => {
    const project = await withRows(talk("a", "1"));
    const states = [await exported(project)];
    for (const text of ["b", "c", "d"]) {
      await project.edit(1, { kind: "setTurnContent", turn: 0, content: text });
      states.push(await exported(project));
    }
    const steps = project
      .history(10)
      .map(({ id }) => id)
      .reverse();
    const goTo = async (index: number): Promise<void> => {
      await project.goTo(steps[index] ?? null, freely);
      expect(await exported(project)).toBe(states[index]);
      expect(project.history(10).filter(({ undone }) => undone)).toHaveLength(3 - index);
    };
    for (const index of [1, 3, 0, 2, 2]) await goTo(index);
    await project.goTo(null, freely);
    expect(project.counts()).toMatchObject({ rows: 0, canUndo: null });
    await goTo(3);
    await expect(project.goTo(999, freely)).rejects.toMatchObject({ code: "StepGone" });
    await project.close();
  });

  test("what is done after an undo begins a branch, and the other one is not lost", async () => {
    const project = await withRows(talk("a", "1"));
    const write = (content: string) => project.edit(1, { kind: "setTurnContent", turn: 0, content });
    const text = (): string | undefined => project.detail(1)?.turns[0]?.content;
    await write("b");
    await write("c");
    await project.goOver("undo");
    await write("d");
    const named = project.history(10).map(({ id, isAside, undone }) => ({ id, isAside, undone }));
    expect(named.map(({ isAside }) => isAside)).toEqual([false, true, false, false]);
    const aside = named.find(({ isAside }) => isAside)?.id ?? 0;
    await project.goTo(aside, freely);
    expect(text()).toBe("c");
    await project.goOver("undo");
    await project.goOver("redo");
    expect(text()).toBe("c");
    await project.goTo(named[0]?.id ?? 0, freely);
    expect(text()).toBe("d");
    await project.close();
  });

  test("several changes are one step, and where one cannot be made none is", async () => {
    const project = await withRows(talk("a", "1"), talk("b", "2"));
    const before = await exported(project);
    const content = (rowId: number, turn: number, text: string) => ({
      rowId,
      change: { kind: "setTurnContent" as const, turn, content: text },
    });
    const edits = [content(1, 0, "x"), content(1, 1, "y"), content(2, 0, "z")];
    expect(await project.editMany("Paste 3 cells", edits)).toMatchObject({ rowsChanged: 2, focusRowId: 1 });
    expect(project.detail(1)?.turns.map((turn) => turn.content)).toEqual(["x", "y"]);
    await expect(project.editMany("Paste", [content(2, 1, "q"), content(1, 9, "q")])).rejects.toMatchObject({
      code: "NoSuchTurn",
    });
    expect(project.history(10)[0]).toMatchObject({ name: "Paste 3 cells", rowsChanged: 2 });
    await project.goOver("undo");
    expect(await exported(project)).toBe(before);
    await project.close();
  });

  test("refuse what is not there", async () => {
    const project = await withRows(talk("a", "1"));
    await expect(project.edit(99, { kind: "removeSystem" })).rejects.toMatchObject({ code: "RowGone" });
    await expect(project.goOver("redo")).rejects.toMatchObject({ code: "NothingToRedo" });
    await project.close();
  });
});

describe("problems and duplicates", () => {
  test("are right again after every edit", async () => {
    const project = await withRows(
      talk("what is tea made of", "leaves and water", null),
      talk("what is tea made of", "leaves and water"),
      talk("what is tea made of", "magic beans"),
    );
    const rules = async (): Promise<string[]> =>
      (await project.problemGroups())
        .filter(({ wholeDataset }) => !wholeDataset)
        .map(({ rule, rows }) => `${rule} ${rows}`)
        .sort();
    expect(await rules()).toEqual(["conflicting-answers 1", "exact-duplicate 1", "system-null 1"]);
    expect(project.detail(1)?.duplicates).toMatchObject([{ rowId: 2, similarity: 1 }]);
    await project.edit(2, { kind: "setTurnContent", turn: 0, content: "something else altogether now" });
    expect(await rules()).toEqual(["system-null 1"]);
    await project.fixRow(1, "set-default-system");
    expect(project.counts().problems.error).toBe(0);
    await project.goOver("undo");
    await project.goOver("undo");
    expect(await rules()).toEqual(["conflicting-answers 1", "exact-duplicate 1", "system-null 1"]);
    await project.keepBest("exact", "first");
    expect(project.counts().rows).toBe(2);
    await project.close();
  });

  test.each([
    ["first", "What is green tea made of in the end, after all these years"],
    ["last", "what is green tea made of in the end, after all these years?"],
    ["fewestProblems", "what is green tea made of in the end, after all these years?"],
  ] as const)("of a group the best stays: %s", async (by, kept) => {
    const project = await withRows(
      talk("What is green tea made of in the end, after all these years", "It is leaves.", null),
      talk("what is green tea made of in the end, after all these years?", "It is leaves."),
    );
    await project.keepBest("near", by);
    expect((await project.window(NO_FILTER, FILE_ORDER, 0, 9)).rows.map(({ user }) => user)).toEqual([kept]);
    await project.close();
  });

  test("a fix for all is one step, and cancelled it changes nothing", async () => {
    const project = await withRows(
      ...Array.from({ length: 300 }, (_, i) => talk(`question ${i}`, `answer ${i}`, null)),
    );
    const controller = new AbortController();
    controller.abort();
    await expect(
      project.fixAll("system-null", "set-default-system", {
        signal: controller.signal,
        onProgress: () => {},
      }),
    ).rejects.toThrow();
    expect(project.counts().problems.error).toBe(300);
    expect(await project.fixAll("system-null", "set-default-system", freely)).toBe(300);
    expect(project.counts().problems.error).toBe(0);
    await project.goOver("undo");
    expect(project.counts().problems.error).toBe(300);
    await project.close();
  });

  test("while many rows are mended the table answers as before, and other changes are refused", async () => {
    const project = await withRows(
      ...Array.from({ length: 3_000 }, (_, i) => talk(`question ${i}`, `answer ${i}`, null)),
    );
    const seen: { window: ReturnType<Project["window"]>; refused: Promise<unknown> }[] = [];
    await project.fixAll("system-null", "set-default-system", {
      signal: new AbortController().signal,
      onProgress: () => {
        seen.push({
          window: project.window(NO_FILTER, FILE_ORDER, 2_999, 1),
          refused: project.edit(1, { kind: "removeSystem" }).catch((error: { code: string }) => error.code),
        });
      },
    });
    expect(seen.length).toBeGreaterThan(0);
    const windows = await Promise.all(seen.map(({ window }) => window));
    expect(new Set(windows.map(({ rows }) => rows[0]?.system.kind))).toEqual(new Set(["null"]));
    expect(new Set(await Promise.all(seen.map(({ refused }) => refused)))).toEqual(new Set(["Busy"]));
    expect(project.counts().problems.error).toBe(0);
    const controller = new AbortController();
    const undoing = project.goOver("undo", {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(undoing).rejects.toThrow();
    expect(project.counts()).toMatchObject({ canRedo: null, problems: { error: 0 } });
    await project.goOver("undo");
    expect(project.counts().problems.error).toBe(3_000);
    await project.close();
  });

  test("filters find parts of words, short words and problems", async () => {
    const project = await withRows(
      talk("green tea", "leaves"),
      talk("coffee", "beans", null),
      talk("日本茶", 'a "quote" % _'),
    );
    expect(await linesOf(project, { text: "TEA" })).toEqual([1]);
    expect(await linesOf(project, { text: "ean" })).toEqual([2]);
    expect(await linesOf(project, { text: "本茶" })).toEqual([3]);
    expect(await linesOf(project, { text: '"quote" %' })).toEqual([3]);
    expect(await linesOf(project, { rule: "system-null" })).toEqual([2]);
    expect(await linesOf(project, { level: "error" })).toEqual([2]);
    expect(await linesOf(project, { text: "t", places: ["assistant"] })).toEqual([3]);
    expect(await linesOf(project, { text: "bean|lea(f|v)", isRegex: true })).toEqual([1, 2]);
    expect(await linesOf(project, { text: "leaves", places: ["user"] })).toEqual([]);
    expect(await linesOf(project, { turns: { min: 3, max: null } })).toEqual([]);
    expect(await linesOf(project, { tokens: { min: null, max: 1_000 } })).toEqual([1, 2, 3]);
    await expect(linesOf(project, { text: "(", isRegex: true })).rejects.toMatchObject({
      code: "PatternInvalid",
    });
    expect(await project.locate(3, NO_FILTER, { by: "line", descending: true })).toBe(0);
    await project.close();
  });

  test("another competition looks at the same rows anew", async () => {
    const project = await withRows(talk("a", "1"), talk("a", "1"), talk("b", "2"));
    const daily = { ...defaultLintOptions, rowsFromEvalSet: true, rowsLimit: 2 };
    await project.hold(
      { profileId: "daily", lint: daily, threshold: 0.8, evalSet: null, tokenizer: null },
      freely,
    );
    const found = (await project.problemGroups()).map(({ rule, level }) => `${rule} ${level}`);
    expect(found).toContain("repeated-row error");
    expect(found).toContain("beyond-rows error");
    expect((await project.window(NO_FILTER, FILE_ORDER, 2, 1)).rows[0]?.level).toBe("error");
    await project.close();
  });
});

describe("many rows at once", () => {
  const everything = { kind: "filter", filter: NO_FILTER } as const;
  const users = async (project: Project): Promise<(string | undefined)[]> =>
    (await project.window(NO_FILTER, FILE_ORDER, 0, 100)).rows.map(({ user }) => user);
  const three = (): Promise<Project> => withRows(talk("a", "1"), talk("b", "2"), talk("c", "3"));

  test.each([
    ["set a system prompt", { kind: "setSystem", system: "new" }, ["a", "b", "c"]],
    ["delete", { kind: "delete" }, []],
    ["duplicate", { kind: "duplicate" }, ["a", "a", "b", "b", "c", "c"]],
    ["merge", { kind: "merge" }, ["a"]],
    ["change a role", { kind: "changeRole", from: "user", to: "human" }, ["a", "b", "c"]],
  ] as const)("%s is one step, and undo brings back every byte", async (_, action, after) => {
    const project = await three();
    const before = await exported(project);
    expect((await project.bulk(everything, action, freely)).rowsChanged).toBeGreaterThan(0);
    expect(await users(project)).toEqual(after);
    const changed = await exported(project);
    await project.goOver("undo");
    expect(await exported(project)).toBe(before);
    await project.goOver("redo");
    expect(await exported(project)).toBe(changed);
    await project.close();
  });

  test("rows move to the top or the end in the order one gives", async () => {
    const project = await three();
    await project.bulk({ kind: "rows", rowIds: [3, 2] }, { kind: "move", to: "first" }, freely);
    expect(await users(project)).toEqual(["c", "b", "a"]);
    await project.bulk({ kind: "rows", rowIds: [3] }, { kind: "move", to: "last" }, freely);
    expect(await users(project)).toEqual(["b", "a", "c"]);
    await project.close();
  });

  test("a replacement does what its preview says, in the places asked for", async () => {
    const project = await withRows(talk("Tea or tea?", "tea", "tea"), talk("coffee", "TEA"));
    const find = {
      text: "(t)ea",
      isRegex: true,
      matchCase: false,
      wholeWord: false,
      places: ["user" as const, "assistant" as const],
    };
    const preview = await project.previewReplace(everything, find, "$1ee", 10);
    expect(preview).toMatchObject({ rows: 2, matches: 4 });
    expect(preview.examples[0]).toMatchObject({ line: 1, before: "Tea or tea?", after: "Tee or tee?" });
    await project.bulk(everything, { kind: "replace", find, replacement: "$1ee" }, freely);
    expect(project.detail(1)?.turns.map(({ content }) => content)).toEqual(["Tee or tee?", "tee"]);
    expect(project.detail(1)?.system).toEqual({ kind: "text", text: "tea" });
    await expect(project.previewReplace(everything, { ...find, text: "(" }, "", 1)).rejects.toMatchObject({
      code: "PatternInvalid",
    });
    await project.close();
  });

  test("a conversation is cut in two before a turn, and only there", async () => {
    const long = writeJson(
      makeRow("S", [
        { role: "user", content: "a" },
        { role: "assistant", content: "1" },
        { role: "user", content: "b" },
        { role: "assistant", content: "2" },
      ]),
    );
    const project = await withRows(long, talk("last", "3"));
    await project.split(1, 2);
    expect(await users(project)).toEqual(["a", "b", "last"]);
    await expect(project.split(1, 2)).rejects.toMatchObject({ code: "CannotSplit" });
    await project.goOver("undo");
    expect(await exported(project)).toBe(`${long}\n${talk("last", "3")}\n`);
    await project.close();
  });
});

test("the dataset in numbers adds up, and is right after an edit", async () => {
  const project = await withRows(
    talk("what is tea", "leaves", null),
    talk("what is tea made of", "leaves and water"),
    talk("what is tea made of", "leaves and water", ""),
    '{"conversations":[]}',
  );
  const before = await project.glance();
  expect(before).toMatchObject({
    rows: 4,
    turns: 6,
    byTurns: [
      { from: 0, to: 0, rows: 1 },
      { from: 2, to: 2, rows: 3 },
    ],
    bySystem: { text: 1, empty: 1, none: 2 },
    duplicates: { exactRows: 2, nearRows: 0 },
    firstWords: [{ words: "what is tea", rows: 3 }],
  });
  const sum = (parts: readonly number[]): number => parts.reduce((total, part) => total + part, 0);
  expect(sum(before.byTokens.map(({ rows }) => rows))).toBe(4);
  expect(sum(Object.values(before.byLevel))).toBe(4);
  await project.edit(1, { kind: "setSystem", system: "S" });
  expect((await project.glance()).bySystem).toEqual({ text: 2, empty: 1, none: 1 });
  await project.close();
});

describe("rows that must come from the eval set", () => {
  async function withEvalSet(members: readonly string[], rows: readonly string[]): Promise<Project> {
    const jsonl = join(dir, `eval${made++}.jsonl`);
    writeFileSync(jsonl, members.map((row) => `${row}\n`).join(""));
    const evalSet = `${jsonl}.sqlite`;
    expect(await buildEvalSet(jsonl, evalSet)).toBe(members.length);
    const project = await withRows(...rows);
    const daily = { ...defaultLintOptions, rowsFromEvalSet: true };
    await project.hold({ profileId: "daily", lint: daily, threshold: 0.8, evalSet, tokenizer: null }, freely);
    return project;
  }
  const outside = (project: Project): Promise<number[]> => linesOf(project, { rule: "not-in-eval-set" });

  test("are told apart by their whole JSON, whatever the order of keys", async () => {
    const reordered =
      '{"conversations":[{"content":"a","role":"user"},{"content":"1","role":"assistant"}],"system":"S"}';
    const project = await withEvalSet(
      [talk("a", "1"), talk("b", "2")],
      [reordered, talk("b", "2 "), talk("c", "3")],
    );
    expect(await outside(project)).toEqual([2, 3]);
    expect([1, 2, 3].map((id) => project.detail(id)?.membership)).toEqual(["member", "outside", "outside"]);
    await project.close();
  });

  test("warn before they change, and are restored one by one or all at once", async () => {
    const project = await withEvalSet(
      [talk("a", "1"), talk("b", "2")],
      [talk("a", "1"), talk("b", "changed")],
    );
    const change = { kind: "setTurnContent", turn: 0, content: "another question" } as const;
    await expect(project.edit(1, change)).rejects.toMatchObject({ code: "MemberWouldChange" });
    await project.edit(1, change, { isMeant: true });
    expect(await outside(project)).toEqual([1, 2]);
    const fixes = project.detail(1)?.findings.map(({ fix }) => fix);
    expect(fixes).toContain("restore-member");
    await project.fixRow(1, "restore-member");
    expect(project.detail(1)?.membership).toBe("member");
    expect(await project.fixAll("not-in-eval-set", "restore-member", freely)).toBe(1);
    expect(await outside(project)).toEqual([]);
    await project.goOver("undo");
    expect(await outside(project)).toEqual([2]);
    expect(await exported(project)).toContain("changed");
    await project.close();
  });

  test("are only said to be unknown while the eval set is not here", async () => {
    const project = await withRows(talk("a", "1"));
    const daily = { ...defaultLintOptions, rowsFromEvalSet: true };
    await project.hold(
      { profileId: "daily", lint: daily, threshold: 0.8, evalSet: null, tokenizer: null },
      freely,
    );
    expect((await project.problemGroups()).map(({ rule }) => rule)).toContain("eval-set-unknown");
    expect(await outside(project)).toEqual([]);
    await project.edit(1, { kind: "setSystem", system: "free to change" });
    await project.close();
  });
});

describe("the file", () => {
  test("is one process's at a time", async () => {
    const project = await newProject();
    await expect(open(project.path, "open")).rejects.toMatchObject({ code: "ProjectInUse" });
    await project.close();
    await (await open(project.path, "open")).close();
  });

  test("that is missing, foreign, newer or taken is refused and left alone", async () => {
    const foreign = join(dir, "foreign.assay");
    writeFileSync(foreign, "hello".repeat(2_000));
    const other = join(dir, "other.assay");
    new Database(other).exec("CREATE TABLE t (a)").close();
    const project = await newProject();
    await project.close();
    const newer = join(dir, "newer.assay");
    copyFileSync(project.path, newer);
    const db = new Database(newer);
    db.pragma("user_version = 999");
    db.close();
    const codes = await Promise.all(
      [join(dir, "none.assay"), foreign, other, newer].map((path) =>
        open(path, "open").then(
          () => "opened",
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(codes).toEqual(["ProjectNotFound", "ProjectForeign", "ProjectForeign", "ProjectNewer"]);
    await expect(open(project.path, "create")).rejects.toMatchObject({ code: "ProjectExists" });
    expect(readFileSync(foreign, "utf8")).toContain("hello");
  });

  test("of the first version is brought up to date with its rows and its history", async () => {
    const path = join(dir, "first-version.assay");
    const db = new Database(path);
    db.pragma("journal_mode = WAL");
    migrate(db, 1);
    db.prepare(
      `INSERT INTO rows (id, position, json, turns, chars, tokens, identity, answer, short_answer, exact_key, signature)
       VALUES (1, 1024, ?, 2, 2, 20, randomblob(16), randomblob(16), 1, 7, zeroblob(512))`,
    ).run(talk("now", "1"));
    const step = db.prepare("INSERT INTO steps (name, at, rows, undone) VALUES (?, '2026-01-01', 1, ?)");
    const change = db.prepare("INSERT INTO changes (step, row, json, position) VALUES (?, 1, ?, ?)");
    step.run("Import", 0);
    change.run(1, null, null);
    step.run("Edit", 0);
    change.run(2, talk("before", "1"), 1024);
    step.run("Edit again", 1);
    change.run(3, talk("after", "1"), 1024);
    db.close();
    const project = await open(path, "open");
    const text = (): string | undefined => project.detail(1)?.turns[0]?.content;
    expect(project.counts()).toMatchObject({ rows: 1, canUndo: "Edit", canRedo: "Edit again" });
    await project.goOver("redo");
    expect(text()).toBe("after");
    await project.goOver("undo");
    await project.goOver("undo");
    expect(text()).toBe("before");
    await project.goOver("undo");
    expect(project.counts()).toMatchObject({ rows: 0, canUndo: null });
    await project.goTo(3, freely);
    expect(text()).toBe("after");
    await project.close();
  });

  test("killed in the middle of editing, it keeps every edit that was acknowledged", async () => {
    const project = await withRows(talk("a", "0"));
    const { path } = project;
    await project.close();
    const child = spawn(
      process.execPath,
      [
        "--disable-warning=ExperimentalWarning",
        fileURLToPath(new URL("./test-support/editing-child.ts", import.meta.url)),
        path,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let said = "";
    await new Promise<void>((resolve) => {
      child.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.split("\n").length > 25) child.kill("SIGKILL");
      });
      child.on("exit", () => resolve());
    });
    const acknowledged = Number(said.split("\n").at(-2));
    const after = await open(path, "open");
    const kept = Number(after.detail(1)?.turns[1]?.content);
    expect(kept === acknowledged || kept === acknowledged + 1).toBe(true);
    await after.goOver("undo");
    expect(Number(after.detail(1)?.turns[1]?.content)).toBe(kept - 1);
    await after.close();
    const db = new Database(path);
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    db.close();
    expect(existsSync(path)).toBe(true);
  });
});
