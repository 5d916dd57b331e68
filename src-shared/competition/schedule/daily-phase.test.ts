import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type CompetitionProfile,
  type DailySchedule,
  dailyPhase,
  findBuiltIn,
  submissionWindow,
} from "../index.ts";

const schedule = (findBuiltIn("flock-off-daily") as CompetitionProfile).schedule as DailySchedule;
const at = (time: string) => dailyPhase(schedule, new Date(time));
const phase = (name: string, day: string, until: string) => ({ name, day, until: new Date(until) });

test.each([
  ["2026-03-28T11:29:59.999Z", phase("validation", "2026-03-27", "2026-03-28T11:30:00Z")],
  ["2026-03-28T11:30:00Z", phase("rewards", "2026-03-27", "2026-03-28T12:00:00Z")],
  ["2026-03-28T11:59:59Z", phase("rewards", "2026-03-27", "2026-03-28T12:00:00Z")],
  ["2026-03-28T12:00:00Z", phase("submissions", "2026-03-28", "2026-03-28T12:30:00Z")],
  ["2026-03-28T12:30:00Z", phase("validation", "2026-03-28", "2026-03-29T11:30:00Z")],
  ["2026-03-28T23:59:59Z", phase("validation", "2026-03-28", "2026-03-29T11:30:00Z")],
  ["2026-03-29T00:00:00Z", phase("validation", "2026-03-28", "2026-03-29T11:30:00Z")],
  // The hour that local clocks leave out or repeat.
  ["2026-03-29T02:30:00Z", phase("validation", "2026-03-28", "2026-03-29T11:30:00Z")],
  ["2026-10-25T01:30:00Z", phase("validation", "2026-10-24", "2026-10-25T11:30:00Z")],
  ["2028-02-29T12:10:00Z", phase("submissions", "2028-02-29", "2028-02-29T12:30:00Z")],
  ["2027-01-01T00:00:00Z", phase("validation", "2026-12-31", "2027-01-01T11:30:00Z")],
])("at %s", (time, expected) => {
  expect(at(time)).toEqual(expected);
});

test("every minute of a day is in one phase of the day's length, and the phase holds until it says so", () => {
  const midnight = Date.parse("2026-10-25T00:00:00Z");
  const minutes = Array.from({ length: 24 * 60 }, (_, minute) =>
    dailyPhase(schedule, new Date(midnight + minute * 60_000)),
  );
  const counts = Map.groupBy(minutes, ({ name }) => name);
  expect([...counts].map(([name, list]) => [name, list.length]).sort()).toEqual([
    ["rewards", 30],
    ["submissions", 30],
    ["validation", 23 * 60],
  ]);
  for (const [minute, { name, day, until }] of minutes.entries()) {
    const last = dailyPhase(schedule, new Date(until.getTime() - 1));
    const next = dailyPhase(schedule, until);
    expect([last.name, last.day, last.until]).toEqual([name, day, until]);
    expect(next.name).not.toBe(name);
    expect(until.getTime()).toBeGreaterThan(midnight + minute * 60_000);
    expect(next.day >= day).toBe(true);
  }
});

test("a competition goes through its phases in order and lasts exactly a day", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4102444800 }), (second) => {
      const now = new Date(second * 1000);
      const { from, to } = submissionWindow(schedule, dailyPhase(schedule, now).day);
      expect(from.getTime()).toBeLessThanOrEqual(now.getTime());
      expect(now.getTime() - from.getTime()).toBeLessThan(24 * 60 * 60 * 1000);
      expect(dailyPhase(schedule, from).name).toBe("submissions");
      expect(dailyPhase(schedule, to).name).toBe("validation");
    }),
  );
});

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const window = fc
  .tuple(fc.nat(1439), fc.nat(1439))
  .map(([from, to]) => ({ from: clock(from), to: clock(to) }));

test("any schedule, with gaps and overlaps, is followed", () => {
  fc.assert(
    fc.property(window, window, window, fc.nat(2 ** 32), (rewards, submissions, validation, second) => {
      const own: DailySchedule = { kind: "daily", rewards, submissions, validation };
      const now = new Date(second * 1000);
      const { name, until } = dailyPhase(own, now);
      expect(until.getTime()).toBeGreaterThan(now.getTime());
      expect(dailyPhase(own, new Date(until.getTime() - 1)).name).toBe(name);
      if (until.getTime() - now.getTime() < 23 * 3_600_000)
        expect(dailyPhase(own, until).name).not.toBe(name);
      if (name !== "idle") {
        const { from, to } = own[name];
        const time = now.toISOString().slice(11, 16);
        expect(from < to ? time >= from && time < to : time >= from || time < to).toBe(true);
      }
    }),
  );
});
