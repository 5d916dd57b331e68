/** A stretch of a text, from its first character up to but not including its end. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the turns of a row stand in its JSON. */
export interface JsonPlaces {
  readonly system: Span | null;
  readonly turns: readonly Span[];
}

/** Finds them in a text that is JSON; of anything else it finds what it can. */
export function placesOf(text: string): JsonPlaces {
  let system: Span | null = null;
  let turns: readonly Span[] = [];
  for (const { key, value } of membersOf(text, text.indexOf("{"))) {
    if (key === "system") system = value;
    if (key === "conversations" && text[value.start] === "[") turns = elementsOf(text, value.start);
  }
  return { system, turns };
}

function* membersOf(text: string, open: number): Generator<{ key: string; value: Span }> {
  if (open < 0) return;
  let at = skipSpace(text, open + 1);
  while (text[at] === '"') {
    const keyEnd = endOfValue(text, at);
    const key = text.slice(at + 1, keyEnd - 1);
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = endOfValue(text, start);
    yield { key, value: { start, end } };
    at = skipSpace(text, end);
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
}

function elementsOf(text: string, open: number): Span[] {
  const found: Span[] = [];
  let at = skipSpace(text, open + 1);
  while (at < text.length && text[at] !== "]") {
    const end = endOfValue(text, at);
    if (end === at) break;
    found.push({ start: at, end });
    at = skipSpace(text, end);
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return found;
}

function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at) - 1;
      if (depth === 0) return at + 1;
    } else if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (char === "," || char === ":")) return at;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] as string)) at++;
  return at;
}
