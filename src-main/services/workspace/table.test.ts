import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { FILE_ORDER, inWords, NO_FILTER, type RowSort } from "../../../src-shared/contract/index.ts";
import { freely, NATIVE, Projects, questions, talk } from "./test-support/projects.ts";

const projects = new Projects();
afterAll(() => projects.remove());
const letters = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => talk(String.fromCharCode(97 + index), `answer ${index}`));
const all = { kind: "filter", filter: NO_FILTER } as const;

describe("rows on their way in", () => {
  test("can be read and edited before they are worked out, and are worked out all the same", async () => {
    const project = await projects.open(projects.path(".assay"), "create");
    const rows = Array.from({ length: 3_000 }, (_, index) => talk(`question ${index} of many`, `${index} `));
    await project.importFile({ path: projects.file(...rows), name: "many" }, NATIVE, freely);
    expect(project.counts()).toMatchObject({ rows: 3_000 });
    expect((await questions(project)).slice(0, 2)).toEqual(["question 0 of many", "question 1 of many"]);
    expect(await questions(project, { text: "question 2999" })).toEqual(["question 2999 of many"]);
    await project.edit(3_000, { kind: "setTurnContent", turn: 0, content: "edited meanwhile" });
    await project.delete([2_999]);
    await project.settled();
    expect(project.counts()).toMatchObject({ rows: 2_999, pending: 0 });
    expect(await questions(project, { text: "edited mean" })).toEqual(["edited meanwhile"]);
    expect(await questions(project, { text: "question 2998" })).toEqual([]);
    const trim = (await project.problemGroups()).find(({ rule }) => rule === "outer-whitespace");
    expect(trim?.rows).toBe(2_999);
    await project.close();
  });

  test("left behind by a crash they are taken back, and what was yet to be worked out is", async () => {
    const path = projects.path(".assay");
    const before = await projects.open(path, "create");
    await before.importFile({ path: projects.file(talk("first", "1")), name: "one" }, NATIVE, freely);
    await before.close();
    const many = projects.file(
      ...Array.from({ length: 60_000 }, (_, n) => talk(`row ${n}`, "x".repeat(500))),
    );
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL("./test-support/importing-child.ts", import.meta.url)), path, many],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    const project = await projects.open(path, "open");
    await project.settled();
    expect(project.counts()).toMatchObject({
      rows: 1,
      badLines: 0,
      pending: 0,
      canUndo: { phrase: "imported", name: "one" },
    });
    expect(await questions(project)).toEqual(["first"]);
    await project.close();
  });

  test("what was worked out in another way than today's is worked out anew", async () => {
    const before = await projects.withRows(talk("what is a quick test of it", "1 "), talk("b", "2"));
    const { path } = before;
    await before.close();
    const db = new Database(path);
    db.exec("UPDATE meta SET value = 'of old' WHERE key = 'facts'; UPDATE facts SET tokens = 7, level = 9");
    db.close();
    const project = await projects.open(path, "open");
    await project.settled();
    expect(project.counts()).toMatchObject({ rows: 2, pending: 0 });
    expect(project.detail(1)?.tokens).not.toBe(7);
    expect(await questions(project, { text: "quick test" })).toEqual(["what is a quick test of it"]);
    expect(await questions(project, { rule: "outer-whitespace" })).toHaveLength(1);
    await project.close();
  });

  test("an import is undone and done again as one step", async () => {
    const project = await projects.withRows(...letters(4));
    await project.edit(2, { kind: "setTurnContent", turn: 0, content: "B" });
    await project.goOver("undo");
    await project.goOver("undo");
    expect(project.counts()).toMatchObject({ rows: 0, pending: 0 });
    await project.goOver("redo");
    expect(await questions(project)).toEqual(["a", "b", "c", "d"]);
    await project.goOver("redo");
    expect(await questions(project)).toEqual(["a", "B", "c", "d"]);
    await project.close();
  });
});

describe("the order of rows", () => {
  test("rows move before another, again and again, and back", async () => {
    const project = await projects.withRows(...letters(5));
    const model = ["a", "b", "c", "d", "e"];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 3 }), fc.nat(4)), {
          maxLength: 30,
        }),
        async (moves) => {
          const start = await questions(project);
          model.splice(0, 5, ...start);
          let done = 0;
          for (const [rows, target] of moves) {
            if (rows.includes(target)) continue;
            const moved = [...rows].sort(
              (a, b) => model.indexOf(names[a] ?? "") - model.indexOf(names[b] ?? ""),
            );
            const rowIds = moved.map((row) => row + 1);
            const before = model.join();
            await project.bulk({ kind: "rows", rowIds }, { kind: "moveBefore", rowId: target + 1 }, freely);
            const rest = model.filter((name) => !moved.some((row) => names[row] === name));
            rest.splice(rest.indexOf(names[target] ?? ""), 0, ...moved.map((row) => names[row] ?? ""));
            model.splice(0, 5, ...rest);
            expect(await questions(project)).toEqual(model);
            if (before !== "") done++;
          }
          for (let step = 0; step < done; step++) await project.goOver("undo");
          expect(await questions(project)).toEqual(start);
        },
      ),
      { numRuns: 5 },
    );
    await project.close();
  });

  test("there is always room between two rows", async () => {
    const project = await projects.withRows(...letters(3));
    await project.delete([3]);
    for (let added = 0; added < 60; added++) await project.insert(1);
    const { rows } = await project.window(NO_FILTER, FILE_ORDER, 0, 100);
    expect(rows.map(({ id }) => id)).toEqual([1, ...Array.from({ length: 60 }, (_, index) => 63 - index), 2]);
    for (let added = 0; added < 60; added++) await project.goOver("undo");
    await project.goOver("undo");
    expect(await questions(project)).toEqual(["a", "b", "c"]);
    await project.close();
  });

  const names = ["a", "b", "c", "d", "e"];

  test.each([
    ["user", ["a", "b", "c"]],
    ["assistant", ["b", "c", "a"]],
    ["system", ["c", "b", "a"]],
    ["tokens", ["b", "a", "c"]],
  ] as const)("by %s, both ways", async (by, expected) => {
    const project = await projects.withRows(
      talk("c", "2 and so on and on, at length", "A"),
      talk("a", "3 of them all", null),
      talk("b", "1", "B"),
    );
    const sorted = (descending: boolean): Promise<string[]> =>
      questions(project, {}, { by, descending } satisfies RowSort);
    if (by === "system" || by === "tokens" || by === "assistant") {
      const up = await sorted(false);
      expect(new Set(up)).toEqual(new Set(expected));
      if (by === "tokens") expect(await sorted(true)).toEqual([...up].reverse());
    } else expect(await sorted(false)).toEqual(expected);
    await project.close();
  });
});

describe("tags", () => {
  test("are given to many rows as one step, found by, and kept with the row through undo", async () => {
    const project = await projects.withRows(...letters(3));
    await project.bulk({ kind: "rows", rowIds: [1, 3] }, { kind: "tag", tag: "to fix", isOn: true }, freely);
    await project.bulk({ kind: "rows", rowIds: [3] }, { kind: "tag", tag: "kept", isOn: true }, freely);
    expect(project.tags()).toEqual([
      { tag: "to fix", rows: 2 },
      { tag: "kept", rows: 1 },
    ]);
    expect(await questions(project, { tag: "to fix" })).toEqual(["a", "c"]);
    await project.edit(3, { kind: "setTurnContent", turn: 0, content: "C" });
    expect(project.detail(3)?.tags).toEqual(["kept", "to fix"]);
    await project.delete([3]);
    expect(project.tags()).toEqual([{ tag: "to fix", rows: 1 }]);
    await project.goOver("undo");
    expect(project.detail(3)?.tags).toEqual(["kept", "to fix"]);
    for (let step = 0; step < 3; step++) await project.goOver("undo");
    expect(project.tags()).toEqual([]);
    await project.bulk(all, { kind: "tag", tag: "x", isOn: true }, freely);
    await project.bulk(all, { kind: "tag", tag: "x", isOn: false }, freely);
    expect(project.tags()).toEqual([]);
    await project.close();
  });
});

describe("what is no duplicate", () => {
  const same = "the quick brown fox jumps over the lazy dog and runs away into the wide dark forest";
  const near = [talk(same, "yes it does today"), talk(same, "yes it does now"), talk("other", "no")];

  test("is remembered, found again after an edit and forgotten by undo", async () => {
    const project = await projects.withRows(...near);
    expect(project.counts().clusters).toBe(1);
    await project.setApart([1, 2]);
    expect(project.counts().clusters).toBe(0);
    expect(inWords(project.counts().canUndo ?? "")).toBe("Not duplicates (2 rows)");
    await project.edit(1, { kind: "setTurnContent", turn: 1, content: "yes it does again" });
    expect(project.counts().clusters).toBe(1);
    await project.goOver("undo");
    expect(project.counts().clusters).toBe(0);
    await project.goOver("undo");
    expect(project.counts().clusters).toBe(1);
    await project.goOver("redo");
    await project.hold(
      {
        profileId: "test",
        lint: (await import("../../../src-shared/dataset/index.ts")).defaultLintOptions,
        threshold: 0.7,
        evalSet: null,
        tokenizer: null,
      },
      freely,
    );
    expect(project.counts().clusters).toBe(0);
    await project.close();
  });

  test("leaves the others of a group together", async () => {
    const project = await projects.withRows(...near.slice(0, 2), talk(same, "yes it does soon"));
    expect(project.clusters(null, 0, 10).clusters[0]?.size).toBe(3);
    await project.setApart([1, 2]);
    expect(project.clusters(null, 0, 10).clusters[0]?.size).toBe(3);
    await project.setApart([1, 3]);
    expect(
      project.clusters(null, 0, 10).clusters.map(({ members }) => members.map(({ rowId }) => rowId)),
    ).toEqual([[2, 3]]);
    await project.close();
  });

  test("equal rows can be meant to be there twice", async () => {
    const project = await projects.withRows(talk("a b c", "d e f"), talk("a b c", "d e f"));
    await project.setApart([1, 2]);
    expect(project.counts().clusters).toBe(0);
    await project.close();
  });
});

describe("likeness", () => {
  const long = "tell me the story of the old lighthouse keeper who counted every ship that passed by";

  test("is told of a row that is being written", async () => {
    const project = await projects.withRows(talk(long, "He counted 12 ships."), talk("else", "nothing"));
    const alike = await project.alike(talk(long, "He counted 12 boats."), null);
    expect(alike).toMatchObject([{ rowId: 1, line: 1 }]);
    expect(alike[0]?.similarity).toBeGreaterThan(0.8);
    expect(await project.alike(talk(long, "He counted 12 boats."), 1)).toEqual([]);
    expect(await project.alike("{", null)).toEqual([]);
    await project.close();
  });

  test("with the rows of a file is tagged, as one step", async () => {
    const project = await projects.withRows(talk(long, "He counted 12 ships."), talk("else", "nothing"));
    const file = projects.file(talk(long, "He counted 12 boats."), "no row");
    expect(await project.tagAlike({ path: file, name: "other.jsonl" }, NATIVE, "like other", freely)).toBe(1);
    expect(await questions(project, { tag: "like other" })).toEqual([long]);
    await project.goOver("undo");
    expect(project.tags()).toEqual([]);
    await project.close();
  });

  test("rows that ask the same and answer differently stand together", async () => {
    const project = await projects.withRows(talk("a?", "1"), talk("b?", "1"), talk("A?", "2"));
    const { clusters, total } = project.clusters("question", 0, 10);
    expect(total).toBe(1);
    expect(clusters[0]?.members.map(({ rowId }) => rowId)).toEqual([1, 3]);
    await project.close();
  });
});

test("rows that changed since they were published can be shown alone", async () => {
  const project = await projects.withRows(...letters(3));
  await project.setPublished(projects.file(...letters(2)), "first");
  expect(await questions(project, { changedOnly: true })).toEqual(["c"]);
  await project.edit(1, { kind: "setTurnContent", turn: 0, content: "A" });
  expect(await questions(project, { changedOnly: true })).toEqual(["A", "c"]);
  await project.close();
});

test("rows are found by the language of their question", async () => {
  const project = await projects.withRows(
    talk("Wie viele Äpfel hat Anna heute auf dem Markt gekauft?", "Drei."),
    talk("How many apples did Anna buy at the market today?", "Three."),
    talk("12 + 3 = ?", "15"),
  );
  expect(await questions(project, { language: "de" })).toEqual([
    "Wie viele Äpfel hat Anna heute auf dem Markt gekauft?",
  ]);
  expect((await project.glance()).byLanguage.map(({ language }) => language).sort()).toEqual([
    "de",
    "en",
    "und",
  ]);
  await project.close();
});

test("what a preview found rows to do is sorted and filtered by, until a row is changed", async () => {
  const [a, b, c, d] = ["a", "b", "c", "d"].map((user) => talk(user, "1")) as [
    string,
    string,
    string,
    string,
  ];
  const project = await projects.withRows(a, b, c, d);
  const ranked = (rowId: number, json: string, value: number) => ({
    rowId,
    identity: project.identityOf(json),
    value,
  });
  const ranking = { previewId: "p", at: "2026-01-01T00:00:00.000Z" };
  await project.setRanking(ranking, [ranked(1, a, -0.5), ranked(3, c, 2), ranked(4, d, 1)]);
  expect(project.counts().ranking).toEqual(ranking);
  const best = { by: "helpfulness", descending: true } as const;
  const worst = { by: "helpfulness", descending: false } as const;
  expect(await questions(project, {}, best)).toEqual(["c", "d", "a", "b"]);
  expect(await questions(project, {}, worst)).toEqual(["a", "d", "c", "b"]);
  expect(await questions(project, { helpfulness: "ranked" })).toEqual(["a", "c", "d"]);
  expect(await questions(project, { helpfulness: "helps" }, best)).toEqual(["c", "d"]);
  expect(await questions(project, { helpfulness: "hurts" })).toEqual(["a"]);
  const values = async (): Promise<(number | null)[]> =>
    (await project.window(NO_FILTER, FILE_ORDER, 0, 10)).rows.map(({ helpfulness }) => helpfulness);
  expect(await values()).toEqual([-0.5, null, 2, 1]);

  await project.edit(3, { kind: "setTurnContent", turn: 1, content: "2" });
  expect(await values()).toEqual([-0.5, null, null, 1]);
  expect(await questions(project, { helpfulness: "helps" })).toEqual(["d"]);
  await project.goOver("undo");
  expect(await values()).toEqual([-0.5, null, 2, 1]);

  await project.setRanking({ ...ranking, previewId: "q" }, [ranked(2, b, 3)]);
  expect(await values()).toEqual([null, 3, null, null]);
  await project.setRanking(null, []);
  expect(await values()).toEqual([null, null, null, null]);
  expect(project.counts().ranking).toBeNull();
  await project.close();
});
