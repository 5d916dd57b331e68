import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DailyCompetition, type DailySubmission, dailyWinner, strictDifference } from "../index.ts";

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, uid) => `${prefix}${uid}`);

const submission = (
  uid: number,
  loss: number | null,
  change: Partial<DailySubmission> = {},
): DailySubmission => ({
  uid,
  hotkey: `hk${uid}`,
  coldkey: `ck${uid}`,
  block: 100 + uid,
  timestamp: 0,
  loss,
  ...change,
});

const day = (change: Partial<DailyCompetition>): DailyCompetition => ({
  hotkeys: names("hk", 40),
  coldkeys: names("ck", 40),
  submissions: [],
  eligibleShare: 0.05,
  rules: "reference",
  fallbackLoss: 999,
  ...change,
});

describe("the daily winner", () => {
  test("is the earliest among the best twentieth", () => {
    const submissions = [submission(9, 2.0), submission(5, 2.1), submission(1, 2.2)];
    expect(dailyWinner(day({ submissions }))).toMatchObject({ uid: 5, loss: 2.1, route: "same-hotkey" });
    expect(dailyWinner(day({ submissions, eligibleShare: 0.025 }))).toMatchObject({ uid: 9 });
    expect(dailyWinner(day({ submissions, eligibleShare: 0 }))).toMatchObject({ uid: 9 });
  });

  test("of one block, the first read wins", () => {
    const submissions = [
      submission(3, 2.0, { block: 7, timestamp: 9 }),
      submission(4, 2.1, { block: 7, timestamp: 8 }),
    ];
    expect(dailyWinner(day({ submissions }))?.uid).toBe(4);
  });

  test("is nobody where nothing was evaluated; a loss of 0 is no loss", () => {
    expect(dailyWinner(day({}))).toBeNull();
    expect(dailyWinner(day({ submissions: [submission(1, null), submission(2, 0)] }))).toBeNull();
  });

  test("UID 0 can win", () => {
    expect(dailyWinner(day({ submissions: [submission(0, 2)] }))?.uid).toBe(0);
  });

  describe("whose UID has another hotkey today", () => {
    const submissions = [submission(1, 2.0), submission(2, 2.1), submission(3, 2.2)];
    const replaced = (change: Record<number, string>): string[] =>
      names("hk", 40).map((hotkey, uid) => change[uid] ?? hotkey);
    const strangers = names("other", 40);

    test("is followed to the hotkey's new UID", () => {
      const hotkeys = replaced({ 1: "new", 30: "hk1" });
      expect(dailyWinner(day({ submissions, hotkeys }))).toMatchObject({ uid: 30, route: "hotkey-moved" });
    });

    test("else the first UID of its coldkey is rewarded", () => {
      const coldkeys = names("ck", 40).map((coldkey, uid) => (uid === 20 || uid === 31 ? "ck1" : coldkey));
      const hotkeys = replaced({ 1: "new" });
      expect(dailyWinner(day({ submissions, hotkeys, coldkeys: coldkeys.with(1, "x") }))).toMatchObject({
        uid: 20,
        hotkey: "hk20",
        route: "same-coldkey",
      });
    });

    test("else the next eligible, with the winning submission's loss", () => {
      const hotkeys = replaced({ 1: "new" });
      expect(dailyWinner(day({ submissions, hotkeys, coldkeys: strangers }))).toMatchObject({
        uid: 2,
        loss: 2.0,
        route: "next-eligible",
      });
    });

    test("else the next by loss whose hotkey still matches", () => {
      const hotkeys = replaced({ 1: "new", 2: "new2" });
      expect(dailyWinner(day({ submissions, hotkeys, coldkeys: strangers }))).toMatchObject({
        uid: 3,
        route: "next-by-loss",
      });
    });

    test("else, as in the reference, the UID keeps it; one that is gone gets nothing", () => {
      const gone = { submissions: [submission(1, 2.0)], coldkeys: strangers };
      expect(dailyWinner(day({ ...gone, hotkeys: replaced({ 1: "new" }) }))).toMatchObject({
        uid: 1,
        hotkey: "new",
        route: "nobody-left",
      });
      expect(dailyWinner(day({ ...gone, hotkeys: ["a"] }))).toBeNull();
    });
  });
});

describe("the strict rules", () => {
  test("let nothing invalid, late or of another competition win, and say so", () => {
    const submissions = [
      submission(1, 2.0, { isOutsideWindow: true }),
      submission(2, 2.05, { isOtherCompetition: true }),
      submission(3, 2.1, { block: 500 }),
      submission(4, 999, { block: 1 }),
      submission(5, null),
    ];
    const { reference, strict, differs, leftOut } = strictDifference(
      day({ submissions, eligibleShare: 0.5 }),
    );
    expect([reference?.uid, strict?.uid, differs]).toEqual([4, 3, true]);
    expect(leftOut).toEqual([
      { uid: 1, reasons: ["outside-window"] },
      { uid: 2, reasons: ["other-competition"] },
      { uid: 4, reasons: ["invalid"] },
    ]);
  });

  const someDay = fc
    .uniqueArray(
      fc.record({
        uid: fc.nat(39),
        loss: fc.oneof(fc.constant(null), fc.constant(999), fc.double({ min: 1.5, max: 3, noNaN: true })),
        block: fc.nat(4),
        timestamp: fc.nat(1000),
        isOutsideWindow: fc.boolean(),
        isOtherCompetition: fc.boolean(),
      }),
      { selector: ({ uid }) => uid, maxLength: 40 },
    )
    .map((entries) => day({ submissions: entries.map((entry) => submission(entry.uid, entry.loss, entry)) }));

  test("agree with the reference where there is nothing to mend", () => {
    fc.assert(
      fc.property(someDay, (competition) => {
        const { leftOut, strict, reference, differs } = strictDifference(competition);
        if (leftOut.length === 0) expect(strict).toEqual(reference);
        if (strict !== null) expect(leftOut.map(({ uid }) => uid)).not.toContain(strict.submission.uid);
        expect(differs).toBe(strict?.uid !== reference?.uid);
      }),
    );
  });

  test("a winner is among the eligible, and no eligible one is earlier", () => {
    fc.assert(
      fc.property(someDay, (competition) => {
        const winner = dailyWinner(competition);
        const losses = competition.submissions.flatMap(({ loss }) => (loss === null ? [] : [loss]));
        if (winner === null) {
          expect(losses).toEqual([]);
          return;
        }
        const better = losses.filter((loss) => loss < winner.loss);
        expect(better.length).toBeLessThan(2);
        const certainlyEligible = competition.submissions.filter(
          ({ loss }) => loss !== null && losses.filter((other) => other <= loss).length <= 2,
        );
        for (const { block } of certainlyEligible)
          expect(block).toBeGreaterThanOrEqual(winner.submission.block);
      }),
    );
  });
});
