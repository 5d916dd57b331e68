import fc from "fast-check";
import { expect, test } from "vitest";
import { readTranscript } from "./transcript.ts";

const turn = (role: "user" | "assistant", content: string) => ({ role, content });

test.each([
  [
    "plain names",
    "User: Hi\nAssistant: Hello!\nHow are you?",
    [turn("user", "Hi"), turn("assistant", "Hello!\nHow are you?")],
  ],
  ["bold names", "**You:** Hi\n\n**ChatGPT:** Hello!", [turn("user", "Hi"), turn("assistant", "Hello!")]],
  ["headings", "## Human\nHi\n## AI\nHello!", [turn("user", "Hi"), turn("assistant", "Hello!")]],
  ["no names", "Just a question\nover two lines", [turn("user", "Just a question\nover two lines")]],
  [
    "words that only look like names",
    "Q: What is a: b?\nA: A user: someone",
    [turn("user", "What is a: b?"), turn("assistant", "A user: someone")],
  ],
  [
    "one who goes on",
    "User: one\nUser: two\nAI: three",
    [turn("user", "one\n\ntwo"), turn("assistant", "three")],
  ],
  ["nothing", " \n ", []],
] as const)("reads %s", (_, text, turns) => {
  expect(readTranscript(text).turns).toEqual(turns);
});

test("keeps what the system was told", () => {
  expect(readTranscript("System: Be brief.\nUser: Hi")).toEqual({
    system: "Be brief.",
    turns: [turn("user", "Hi")],
  });
});

test("a conversation that was written with names comes back turn by turn", () => {
  const content = fc
    .stringMatching(/^[a-z]{3,12} [a-z]{3,12}( [a-z]{3,12}\n[a-z]{3,12} [a-z]{2,8})?$/)
    .filter((text) => !/^(?:said|user|human|you|me|bot|model)/m.test(text));
  fc.assert(
    fc.property(fc.array(content, { minLength: 1, maxLength: 6 }), (contents) => {
      const turns = contents.map((text, index) => turn(index % 2 === 0 ? "user" : "assistant", text));
      const written = turns.map(({ role, content: text }) => `${role}: ${text}`).join("\n\n");
      expect(readTranscript(written).turns).toEqual(turns);
    }),
  );
});
