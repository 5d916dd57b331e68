import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkoutRoot } from "../../../scripts/needs.ts";
import { describeError } from "../../../src-shared/contract/index.ts";
import { scoreText } from "./index.ts";

type Case = Readonly<Record<string, unknown>>;

function score(input: unknown): Readonly<Record<string, readonly Case[]>> {
  const scored = scoreText(typeof input === "string" ? input : JSON.stringify(input));
  if (!scored.ok) throw scored.error;
  return JSON.parse(scored.value);
}

function complaint(input: unknown): string {
  const scored = scoreText(typeof input === "string" ? input : JSON.stringify(input));
  if (scored.ok) throw new Error("accepted");
  return describeError(scored.error.code, scored.error.details).sentence;
}

const guide = readFileSync(join(checkoutRoot, "validator-headless", "docs", "score.md"), "utf8");
const examples = [...guide.matchAll(/```json\n(.+?)```/gs)].map(([, text]) => text as string);

describe("the guide's examples", () => {
  test("are of all nine kinds", () => {
    expect(examples.flatMap((text) => Object.keys(JSON.parse(text)))).toEqual(
      [...guide.matchAll(/^## (\w+)$/gm)].map(([, kind]) => kind),
    );
    expect(examples.length).toBe(9);
  });

  test.each(examples)("%s", (text) => {
    for (const one of Object.values(score(text)).flat()) {
      if ("expectWins" in one) {
        expect([one.actualWins, one.actualWinRate]).toEqual([one.expectWins, one.expectWinRate]);
      } else if ("expect" in one) {
        expect(one.actual).toEqual(closely(one.expect));
      } else {
        expect(one.actual).toHaveLength(3);
      }
    }
  });
});

function closely(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : expect.closeTo(value, 12);
  if (Array.isArray(value)) return value.map(closely);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, closely(item)]));
}

describe("cases", () => {
  test("are answered as they were written, with what was worked out at their end", () => {
    const text =
      '{"rowOverlap":[{"a":[1,1.0,1e0],"note":{"x":1.50},"b":[1.0,12345678901234567890],"expect":7}]}';
    const scored = scoreText(text);
    expect(scored).toEqual({ ok: true, value: text.replace('"expect":7', '"expect":7,"actual":1') });
  });

  test("never see what is expected of them", () => {
    const losses = [2, 2.5, 0];
    const blocks = [3, 2, 1];
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (wins, rates) => {
        const cases = [{ losses, blocks, expectWins: wins, expectWinRate: rates }];
        const [one] = score({ winRate: cases }).winRate as readonly [Case];
        expect([one.actualWins, one.actualWinRate]).toEqual([
          [1, 0, 0],
          [1, 0, 0],
        ]);
      }),
    );
    expect(complaint({ vtrust: [{ expectweights: [1], consensus: [1], vtrustMin: 0.5 }] })).toContain(
      "weights",
    );
  });

  test("keep all digits of a number", () => {
    const [one] =
      score({ vtrust: [{ weights: [0.1 + 0.2, 0], consensus: [1, 0], vtrustMin: 0.5 }] }).vtrust ?? [];
    expect(one?.actual).toEqual([0.30000000000000004, 0]);
  });

  test("of no kind at all are an empty object", () => {
    expect(scoreText("{}")).toEqual({ ok: true, value: "{}" });
  });

  test("under the strict rules leave out what the reference lets win", () => {
    const submission = { uid: 0, hotkey: "a", coldkey: "x", block: 1, timestamp: 1, loss: 2 };
    const competition = {
      hotkeys: ["a"],
      coldkeys: ["x"],
      submissions: [{ ...submission, isOutsideWindow: true }],
    };
    const cases = [competition, { ...competition, rules: "strict" }];
    expect(score({ dailyWinner: cases }).dailyWinner?.map(({ actual }) => actual)).toEqual([
      { uid: 0, loss: 2 },
      null,
    ]);
  });

  test("of the first epoch take everybody, of later ones 32, and the same each time", () => {
    const queue = { weights: Array(100).fill(0.01), ages: Array(100).fill(null), seed: "s" };
    const ask = () =>
      score({ queue: [{ ...queue, epoch: 0 }, queue] }).queue?.map(({ actual }) => actual as number[]);
    expect(ask()?.map((uids) => new Set(uids).size)).toEqual([100, 32]);
    expect(ask()).toEqual(ask());
  });
});

describe("input that cannot be used is refused with case and field", () => {
  test.each([
    ["{", /JSON.*line 1/],
    [[], /^The input must be an object/],
    [{ winrate: [] }, /^winrate is no kind of case/],
    [{ winRate: {} }, /^winRate must be a list/],
    [{ winRate: [{ losses: [1], blocks: [1] }, 7] }, /^winRate\[1\] must be an object/],
    [{ winRate: [{ losses: [1, "2"], blocks: [1, 2] }] }, /^winRate\[0\]\.losses\[1\] must be a number/],
    [{ winRate: [{ losses: [1, 2], blocks: [1] }] }, /^winRate\[0\]\.blocks must have 2 items and has 1/],
    [
      '{"vtrust":[{"weights":[1e999],"consensus":[1],"vtrustMin":0}]}',
      /^vtrust\[0\]\.weights\[0\] must be a number/,
    ],
    [{ benchmarkScore: [{ loss: null }] }, /^benchmarkScore\[0\]\.minerCompetitionId must be a text/],
    [
      { dailyWinner: [{ hotkeys: [], coldkeys: [], submissions: [{ uid: -1 }] }] },
      /^dailyWinner\[0\]\.submissions\[0\]\.uid must be a whole number/,
    ],
    [
      { dailyWinner: [{ hotkeys: [], coldkeys: [], submissions: [], rules: "mine" }] },
      /rules must be reference or/,
    ],
    [
      { duplicates: [{ rule: "equal", entries: [] }] },
      /^duplicates\[0\]\.rule must be equal-loss or shared-rows/,
    ],
    [
      { duplicates: [{ rule: "shared-rows", entries: [], moreThan: 0.5 }] },
      /moreThan must be a whole number/,
    ],
    [{ membership: [{ rows: [] }] }, /^membership\[0\]\.evalRows must be a list/],
    [{ queue: [{ weights: [1], ages: [0], seed: null }] }, /^queue\[0\]\.seed must be a text or a number/],
    [
      { queue: [{ weights: [1], ages: [0], seed: 1, top: 0 }] },
      /^queue\[0\]\.top must be a whole number, 1 or more/,
    ],
  ])("%j", (input, sentence) => {
    expect(complaint(input)).toMatch(sentence);
  });

  test("whatever comes, there is an answer or a complaint", () => {
    const kinds = ["benchmarkScore", "dailyWinner", "winRate", "vtrust", "duplicates", "membership", "queue"];
    const anyCase = fc.dictionary(
      fc.constantFrom("losses", "blocks", "weights", "consensus", "rows", "rule", "entries", "seed", "ages"),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...kinds), fc.oneof(fc.jsonValue(), fc.array(anyCase))),
        (input) => {
          const scored = scoreText(JSON.stringify(input));
          if (scored.ok) expect(Object.keys(JSON.parse(scored.value))).toEqual(Object.keys(input));
          else expect(scored.error.code).toBe("ScoreInputInvalid");
        },
      ),
    );
  });
});
