import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ByteState, Hex } from "./bytes.ts";
import { Ledger, type StoredBlock } from "./ledger.ts";

const keys: readonly Hex[] = ["0xaa01", "0xaa02", "0xaaff", "0xab00", "0xb000"];
const hashOf = (number: number, fork: number): Hex => `0x${number.toString(16).padStart(8, "0")}${fork}0`;

type Model = ReadonlyMap<Hex, number>;

const block = (number: number, fork: number): StoredBlock => ({
  hash: hashOf(number, fork),
  number,
  parentHash: hashOf(number - 1, 0),
  header: "0x00",
  extrinsics: [],
  isCanonical: true,
});

const seen = (state: ByteState): Model =>
  new Map([...state.keys("0x")].map((key) => [key, state.get(key)?.[0] ?? -1]));

describe("the ledger", () => {
  it("tells the state at every block it still has, whatever was written, removed, taken back and pruned", () => {
    const write = fc.tuple(fc.constantFrom(...keys), fc.option(fc.nat(255)));
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant("append" as const), writes: fc.array(write) }) },
      { weight: 2, arbitrary: fc.constant({ kind: "retract" as const, writes: [] }) },
      { weight: 1, arbitrary: fc.constant({ kind: "prune" as const, writes: [] }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const ledger = new Ledger(":memory:");
        const models: Model[] = [new Map()];
        let oldest = 0;
        let forks = 0;
        for (const { kind, writes } of steps) {
          const number = models.length;
          if (kind === "append") {
            const changes = new Map(writes.map(([key, value]) => [key, value]));
            ledger.transaction(() =>
              ledger.append(
                block(number, forks),
                [...changes].map(([key, value]) => [key, value === null ? null : Uint8Array.of(value)]),
              ),
            );
            const next = new Map(models.at(-1));
            for (const [key, value] of changes) value === null ? next.delete(key) : next.set(key, value);
            models.push(next);
          } else if (kind === "retract" && number - 1 > oldest) {
            const best = ledger.best();
            if (best !== null) ledger.transaction(() => ledger.retract(best));
            models.pop();
            forks += 1;
          } else if (kind === "prune" && number > 1) {
            oldest = Math.max(oldest, number - 3);
            ledger.transaction(() => ledger.prune(oldest));
          }
          expect(seen(ledger.state)).toEqual(models.at(-1));
          for (let at = oldest; at < models.length; at++) {
            expect(seen(ledger.stateAt(at)), `at ${at}`).toEqual(models[at]);
          }
        }
        ledger.close();
      }),
      { numRuns: 60 },
    );
  });

  it("lists keys of a prefix in order, from behind a key", () => {
    const ledger = new Ledger(":memory:");
    ledger.transaction(() =>
      ledger.append(
        block(0, 0),
        keys.map((key) => [key, Uint8Array.of(1)]),
      ),
    );
    for (const state of [ledger.state, ledger.stateAt(0)]) {
      expect([...state.keys("0xaa")]).toEqual(["0xaa01", "0xaa02", "0xaaff"]);
      expect([...state.keys("0xaa", "0xaa02")]).toEqual(["0xaaff"]);
      expect([...state.keys("0xff")]).toEqual([]);
    }
    ledger.close();
  });
});
