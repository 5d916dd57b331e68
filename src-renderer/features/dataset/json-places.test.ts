import fc from "fast-check";
import { expect, test } from "vitest";
import { placesOf } from "./json-places.ts";

const rows = fc.record(
  {
    note: fc.jsonValue(),
    system: fc.option(fc.string()),
    conversations: fc.array(
      fc.record(
        { role: fc.string(), content: fc.string(), extra: fc.jsonValue() },
        { requiredKeys: ["role"] },
      ),
    ),
  },
  { requiredKeys: ["conversations"] },
);

test("every turn and the system stand where they are said to, however the JSON is laid out", () => {
  fc.assert(
    fc.property(rows, fc.constantFrom(undefined, 2, "\t"), (row, indent) => {
      const text = JSON.stringify(row, null, indent);
      const { system, turns } = placesOf(text);
      const read = ({ start, end }: { start: number; end: number }): unknown =>
        JSON.parse(text.slice(start, end).trim());
      expect(turns.map(read)).toEqual(JSON.parse(JSON.stringify(row.conversations)));
      expect(system === null ? undefined : read(system)).toEqual(row.system);
    }),
  );
});

test("text that is no JSON does not hold it up", () => {
  fc.assert(fc.property(fc.string(), (text) => void placesOf(text)));
  expect(placesOf("")).toEqual({ system: null, turns: [] });
});
