import type { CompetitionProfile } from "../schema.ts";

export type DailySchedule = Extract<CompetitionProfile["schedule"], { readonly kind: "daily" }>;
export type DailyPhaseName = "rewards" | "submissions" | "validation" | "idle";

export interface DailyPhase {
  /** "idle" where the schedule's windows leave a gap. Where windows overlap, the first of the list above counts. */
  readonly name: DailyPhaseName;
  /** The day (UTC, such as 2026-07-31) on which the competition that this phase belongs to opened for submissions. */
  readonly day: string;
  /** When this phase gives way to the next. */
  readonly until: Date;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

/**
 * Where a daily competition stands. All times are UTC, whose days have no summer time and always 24 hours. A competition
 * lasts from the start of its submissions to the next day's: validation goes on over midnight, and the rewards decided
 * before the next submissions are still its own.
 */
export function dailyPhase(schedule: DailySchedule, now: Date): DailyPhase {
  const minute = Math.floor((now.getTime() - startOfDay(now)) / MINUTE_MS);
  const name = phaseAt(schedule, minute);
  const lasts = minutesToEdges(schedule, minute).find(
    (ahead) => phaseAt(schedule, (minute + ahead) % DAY_MINUTES) !== name,
  );
  const openedToday = minute >= minutesOf(schedule.submissions.from);
  return {
    name,
    day: dayOf(startOfDay(now) - (openedToday ? 0 : DAY_MS)),
    until: new Date(startOfDay(now) + (minute + (lasts ?? DAY_MINUTES)) * MINUTE_MS),
  };
}

/** The submission window of the competition that opened on that day: from its start up to, but not including, its end. */
export function submissionWindow(
  schedule: DailySchedule,
  day: string,
): { readonly from: Date; readonly to: Date } {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const from = minutesOf(schedule.submissions.from);
  const to = minutesOf(schedule.submissions.to);
  return {
    from: new Date(midnight + from * MINUTE_MS),
    to: new Date(midnight + (to > from ? to : to + DAY_MINUTES) * MINUTE_MS),
  };
}

/** How far ahead the windows' edges are, the nearest first: 1 minute to a day. */
function minutesToEdges({ rewards, submissions, validation }: DailySchedule, minute: number): number[] {
  return [rewards, submissions, validation]
    .flatMap(({ from, to }) => [minutesOf(from), minutesOf(to)])
    .map((edge) => ((edge - minute + DAY_MINUTES - 1) % DAY_MINUTES) + 1)
    .sort((a, b) => a - b);
}

function phaseAt(schedule: DailySchedule, minute: number): DailyPhaseName {
  const names = ["rewards", "submissions", "validation"] as const;
  return names.find((name) => isWithin(schedule[name], minute)) ?? "idle";
}

function isWithin({ from, to }: DailySchedule["rewards"], minute: number): boolean {
  const start = minutesOf(from);
  const end = minutesOf(to);
  return start < end ? minute >= start && minute < end : minute >= start || minute < end;
}

function minutesOf(clockTime: string): number {
  const [hours, minutes] = clockTime.split(":").map(Number) as [number, number];
  return hours * 60 + minutes;
}

const startOfDay = (now: Date): number => Math.floor(now.getTime() / DAY_MS) * DAY_MS;
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
