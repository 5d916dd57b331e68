import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DuplicateGroup, equalLossGroups, membership, rowOverlap, sharedRowGroups } from "../index.ts";

const rows = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

/** The definition, pair by pair. */
function groupsByDefinition<T extends { uid: number; block: number }>(
  entries: readonly T[],
  isDuplicate: (a: T, b: T) => boolean,
): DuplicateGroup[] {
  const kept: { entry: T; losers: number[] }[] = [];
  for (const entry of [...entries].sort((a, b) => a.block - b.block || a.uid - b.uid)) {
    const keeper = kept.find((other) => isDuplicate(other.entry, entry));
    if (keeper === undefined) kept.push({ entry, losers: [] });
    else keeper.losers.push(entry.uid);
  }
  return kept
    .filter(({ losers }) => losers.length > 0)
    .map(({ entry, losers }) => ({ keeper: entry.uid, losers }));
}

const byKeeper = (groups: readonly DuplicateGroup[]): DuplicateGroup[] =>
  [...groups].sort((a, b) => a.keeper - b.keeper);

describe("datasets with rows in common", () => {
  const entries = fc.uniqueArray(
    fc.record({
      uid: fc.nat(30),
      block: fc.nat(6),
      rows: fc.array(fc.constantFrom(..."abcdefghijkl"), { maxLength: 8 }).map((list) => new Set(list)),
    }),
    { selector: ({ uid }) => uid, maxLength: 20 },
  );

  test("are grouped as comparing every pair would", () => {
    fc.assert(
      fc.property(entries, fc.nat(4), (list, moreThan) => {
        const expected = groupsByDefinition(list, (a, b) => rowOverlap(a.rows, b.rows) > moreThan);
        expect(byKeeper(sharedRowGroups(list, moreThan))).toEqual(byKeeper(expected));
      }),
    );
  });

  test("the earliest commitment stays, of equal ones the lower UID", () => {
    const same = rows("a", "b", "c");
    const list = [
      { uid: 1, block: 9, rows: same },
      { uid: 2, block: 5, rows: same },
      { uid: 3, block: 5, rows: same },
    ];
    expect(sharedRowGroups(list, 2)).toEqual([{ keeper: 2, losers: [3, 1] }]);
    expect(sharedRowGroups(list, 3)).toEqual([]);
  });

  test("a late bridge of two honest datasets costs neither its place", () => {
    const list = [
      { uid: 1, block: 1, rows: rows("a", "b", "c") },
      { uid: 2, block: 2, rows: rows("x", "y", "z") },
      { uid: 3, block: 3, rows: rows("a", "b", "x", "y") },
    ];
    expect(sharedRowGroups(list, 1)).toEqual([{ keeper: 1, losers: [3] }]);
  });

  test("who resembles only what was thrown out stays", () => {
    const list = [
      { uid: 1, block: 1, rows: rows("a", "b") },
      { uid: 2, block: 2, rows: rows("a", "b", "c", "d") },
      { uid: 3, block: 3, rows: rows("c", "d") },
    ];
    expect(sharedRowGroups(list, 1)).toEqual([{ keeper: 1, losers: [2] }]);
  });

  test("256 miners with 250 rows of one eval set look each row up once for each who holds it", () => {
    const lookedAt = { rows: 0 };
    const pick = (uid: number): ReadonlySet<string> => {
      const set = new Set(
        Array.from({ length: 250 }, (_, at) => `row ${(uid * 37 + at * (1 + (uid % 7))) % 5000}`),
      );
      return {
        size: set.size,
        *[Symbol.iterator]() {
          for (const row of set) {
            lookedAt.rows++;
            yield row;
          }
        },
      } as unknown as ReadonlySet<string>;
    };
    sharedRowGroups(
      Array.from({ length: 256 }, (_, uid) => ({ uid, block: uid, rows: pick(uid) })),
      100,
    );
    expect(lookedAt.rows).toBeLessThanOrEqual(2 * 256 * 250);
  });
});

describe("equal losses", () => {
  test("are equal within the tolerance of Python's isclose", () => {
    const list = [
      { uid: 1, block: 2, loss: 2 },
      { uid: 2, block: 1, loss: 2 * (1 + 0.9e-9) },
      { uid: 3, block: 0, loss: 2 * (1 + 3e-9) },
    ];
    expect(equalLossGroups(list, 1e-9)).toEqual([{ keeper: 2, losers: [1] }]);
  });

  test("invalid miners' losses of 0 are no duplicates", () => {
    expect(
      equalLossGroups(
        [
          { uid: 1, block: 1, loss: 0 },
          { uid: 2, block: 2, loss: 0 },
        ],
        1e-9,
      ),
    ).toEqual([]);
  });

  test("are grouped as comparing every pair would; each miner is in one group at most", () => {
    const entries = fc.uniqueArray(
      fc.record({ uid: fc.nat(30), block: fc.nat(6), loss: fc.integer({ min: 1, max: 8 }) }),
      { selector: ({ uid }) => uid, maxLength: 25 },
    );
    fc.assert(
      fc.property(entries, (list) => {
        const groups = equalLossGroups(list, 1e-9);
        expect(byKeeper(groups)).toEqual(byKeeper(groupsByDefinition(list, (a, b) => a.loss === b.loss)));
        const all = groups.flatMap(({ keeper, losers }) => [keeper, ...losers]);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });
});

describe("membership", () => {
  test("fails on rows from outside and on repeated ones, and says where", () => {
    expect(membership(["a", "b"], rows("a", "b", "c"))).toEqual({
      isMember: true,
      repeats: [],
      strangers: [],
    });
    expect(membership(["a", "x", "a", "x"], rows("a"))).toEqual({
      isMember: false,
      repeats: [
        { at: 2, firstAt: 0 },
        { at: 3, firstAt: 1 },
      ],
      strangers: [1, 3],
    });
  });

  test("is the reference's count: as many distinct rows in the eval set as there are rows", () => {
    const list = fc.array(fc.constantFrom(..."abcdef"), { maxLength: 6 });
    fc.assert(
      fc.property(list, list, (dataset, evalSet) => {
        const verdict = membership(dataset, new Set(evalSet));
        expect(verdict.isMember).toBe(rowOverlap(dataset, evalSet) === dataset.length);
      }),
    );
  });
});
