import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PublicationRecord } from "./record.ts";
import { stepTimes } from "./step-times.ts";
import { committable, freshRecord, sent } from "./test-support/scripted.ts";

const inBlock = { number: 12, hash: "0x12" };
const at = (second: number): string => new Date(second * 1_000).toISOString();

/** The record after each of its changes, one a second. */
function live(...changes: readonly PublicationRecord[]): PublicationRecord {
  let record: PublicationRecord | null = null;
  for (const [second, changed] of changes.entries()) {
    const times: PublicationRecord["times"] = stepTimes(
      record,
      { ...changed, times: record?.times ?? {} },
      at(second),
    );
    record = { ...changed, times };
  }
  return record as PublicationRecord;
}

describe("the time of a step", () => {
  test("is told from when it became active to when it was done", () => {
    const { times } = live(freshRecord, { ...freshRecord, repoReadyAt: "t" }, committable);
    expect(times).toMatchObject({
      check: { startedAt: at(0), endedAt: at(0) },
      freeze: { startedAt: at(0), endedAt: at(0) },
      repo: { startedAt: at(0), endedAt: at(1) },
      upload: { startedAt: at(1), endedAt: at(2) },
      submission: { startedAt: at(2), endedAt: at(2) },
      wait: { startedAt: at(2), endedAt: null },
    });
    expect(times.sign).toBeUndefined();
  });

  test("goes on over a stop, and begins anew where what was done is undone", () => {
    const stopped = live(
      freshRecord,
      { ...freshRecord, outcome: "stopped" },
      { ...freshRecord, outcome: "running" },
    );
    expect(stopped.times.repo).toEqual({ startedAt: at(0), endedAt: null });
    const retracted = live(sent, { ...sent, inBlock }, sent, { ...sent, inBlock });
    expect(retracted.times.inBlock).toEqual({ startedAt: at(2), endedAt: at(3) });
  });

  test("never ends before it began, and ends for all that is done", () => {
    const states = [
      freshRecord,
      committable,
      sent,
      { ...sent, inBlock },
      { ...sent, inBlock, finalized: inBlock },
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 12 }), (changes) => {
        for (const { startedAt, endedAt } of Object.values(live(...changes).times)) {
          expect(endedAt === null || endedAt >= startedAt).toBe(true);
        }
      }),
    );
    const { times } = live({ ...sent, inBlock, finalized: inBlock, outcome: "done", committedBlock: 12 });
    expect(Object.values(times).every(({ endedAt }) => endedAt !== null)).toBe(true);
  });
});
