import type { en } from "../../texts/en/index.ts";

/** A stretch of a text as it is shown where every character is. */
export type Piece =
  | { readonly at: number; readonly shown: string; readonly kind: "text" }
  | {
      readonly at: number;
      readonly shown: string;
      /** `token`: it spells a special token of a chat template. `mark`: it would be invisible. */
      readonly kind: "token" | "mark";
      readonly name: PieceName;
      /** The code of a control character that has no other name. */
      readonly code?: string;
    };

type PieceName = keyof typeof en.conversation.reading.marks;

/** How characters are shown that one does not see. Line breaks break the line as well. */
const MARKS: Readonly<Record<string, readonly [shown: string, name: PieceName]>> = {
  "\t": ["→\t", "tab"],
  "\r": ["␍", "carriageReturn"],
  "\n": ["¶\n", "lineBreak"],
  "\u00a0": ["⍽", "noBreakSpace"],
  "\u00ad": ["-", "softHyphen"],
  "\u200b": ["[ZWSP]", "zeroWidthSpace"],
  "\u200c": ["[ZWNJ]", "zeroWidthNonJoiner"],
  "\u200d": ["[ZWJ]", "zeroWidthJoiner"],
  "\ufeff": ["[BOM]", "byteOrderMark"],
  "\ufffd": ["\ufffd", "lost"],
};
const SPECIAL =
  /<\|[A-Za-z0-9_]+\|>|<\/?(?:s|tool_call|think)>|[\t\r\n\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]|[\u0000-\u001f\u007f-\u009f]|^ +| +$/g;

/** Cuts a text where something stands that is easily overlooked: special tokens, spaces at the ends, invisible characters. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(SPECIAL)) {
    const [found] = match;
    if (match.index > from) pieces.push({ at: from, shown: text.slice(from, match.index), kind: "text" });
    pieces.push(special(match.index, found));
    from = match.index + found.length;
  }
  if (from < text.length) pieces.push({ at: from, shown: text.slice(from), kind: "text" });
  return pieces;
}

function special(at: number, found: string): Piece {
  if (found.startsWith("<")) return { at, shown: found, kind: "token", name: "token" };
  if (found.startsWith(" ")) return { at, shown: "·".repeat(found.length), kind: "mark", name: "spaces" };
  const known = MARKS[found];
  if (known !== undefined) return { at, shown: known[0], kind: "mark", name: known[1] };
  const code = `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  return { at, shown: `[${code}]`, kind: "mark", name: "control", code };
}
