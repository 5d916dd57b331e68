/** A stretch of a text as it is shown where every character is. */
export interface Piece {
  readonly at: number;
  readonly shown: string;
  /** `token`: it spells a special token of a chat template. `mark`: it would be invisible. */
  readonly kind: "text" | "token" | "mark";
  /** What it is, where that is not plain to see. */
  readonly name?: string;
}

/** How characters are shown that one does not see. Line breaks break the line as well. */
const MARKS: Readonly<Record<string, readonly [shown: string, name: string]>> = {
  "\t": ["→\t", "tab"],
  "\r": ["␍", "carriage return"],
  "\n": ["¶\n", "line break"],
  "\u00a0": ["⍽", "no-break space"],
  "\u00ad": ["-", "soft hyphen"],
  "\u200b": ["[ZWSP]", "zero-width space"],
  "\u200c": ["[ZWNJ]", "zero-width non-joiner"],
  "\u200d": ["[ZWJ]", "zero-width joiner"],
  "\ufeff": ["[BOM]", "byte order mark"],
  "\ufffd": ["\ufffd", "a character that was lost"],
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
  if (found.startsWith("<")) return { at, shown: found, kind: "token", name: "a special token" };
  if (found.startsWith(" "))
    return { at, shown: "·".repeat(found.length), kind: "mark", name: "spaces at an end" };
  const known = MARKS[found];
  if (known !== undefined) return { at, shown: known[0], kind: "mark", name: known[1] };
  const code = `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  return { at, shown: `[${code}]`, kind: "mark", name: `the control character ${code}` };
}
