import fc from "fast-check";
import { expect, test } from "vitest";
import { changeOf } from "./change-of.ts";

test("short texts can be put together again from their change", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "😀", " "), maxLength: 30 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { start, removed, added, end } = changeOf(before, after);
      expect(start + removed + end).toBe(before);
      expect(start + added + end).toBe(after);
    }),
  );
});

test("equal texts have no change, and long ones are cut around it", () => {
  expect(changeOf("same", "same")).toMatchObject({ removed: "", added: "" });
  const long = " x ".repeat(200);
  const { start, removed, end } = changeOf(`${long}old${long}`, `${long}new${long}`);
  expect(removed).toBe("old");
  expect(start.length + end.length).toBeLessThan(120);
});
