import { err, ok, type Phrase, type Result } from "../../contract/index.ts";
import { type JsonNode, JsonNumber } from "./node.ts";

/** Deeper nesting is refused rather than risking the stack. */
export const MAX_JSON_DEPTH = 256;

/** Where and why a text is no JSON. `line` and `column` count from 1, in UTF-16 units. */
export interface JsonSyntaxError {
  readonly reason: Phrase;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export interface ParsedJson {
  readonly node: JsonNode;
  /** Keys that an object held more than once, with the last value kept. */
  readonly duplicateKeys: readonly string[];
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN_STRING = /[^"\\\u0000-\u001f]*/y;
const WHITE_SPACE = /[ \t\n\r]*/y;
const HEX = /[0-9a-fA-F]{4}/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Reads one JSON value, strictly by RFC 8259; of duplicate keys the last one wins. */
export function parseJson(text: string): Result<JsonNode, JsonSyntaxError> {
  const parsed = parseJsonDetailed(text);
  return parsed.ok ? ok(parsed.value.node) : parsed;
}

/** Like `parseJson`, and names the keys that came twice. */
export function parseJsonDetailed(text: string): Result<ParsedJson, JsonSyntaxError> {
  const parser = new Parser(text);
  try {
    return ok({ node: parser.document(), duplicateKeys: parser.duplicateKeys });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return err({ reason: error.reason, offset: error.offset, ...lineAndColumn(text, error.offset) });
  }
}

class Refusal extends Error {
  readonly reason: Phrase;
  readonly offset: number;

  constructor(reason: Phrase, offset: number) {
    super(reason.phrase);
    this.reason = reason;
    this.offset = offset;
  }
}

class Parser {
  readonly duplicateKeys: string[] = [];
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonNode {
    if (this.#text.charCodeAt(0) === 0xfeff) throw new Refusal({ phrase: "markBeforeJson" }, 0);
    this.#skip(WHITE_SPACE);
    const node = this.#value();
    this.#skip(WHITE_SPACE);
    if (this.#at < this.#text.length) throw new Refusal({ phrase: "moreAfterJson" }, this.#at);
    return node;
  }

  #value(): JsonNode {
    const char = this.#text[this.#at];
    switch (char) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#array());
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      case undefined:
        throw new Refusal({ phrase: "valueMissing" }, this.#at);
      default:
        return this.#number();
    }
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_JSON_DEPTH) {
      throw new Refusal({ phrase: "nestedTooDeep", levels: MAX_JSON_DEPTH }, this.#at);
    }
    const node = read();
    this.#depth--;
    return node;
  }

  #object(): JsonNode {
    const entries = new Map<string, JsonNode>();
    this.#at++;
    this.#skip(WHITE_SPACE);
    if (this.#take("}")) return entries;
    for (;;) {
      if (this.#text[this.#at] !== '"') {
        throw new Refusal(
          { phrase: this.#text[this.#at] === "}" ? "commaBeforeBrace" : "keyExpected" },
          this.#at,
        );
      }
      const key = this.#string();
      this.#skip(WHITE_SPACE);
      if (!this.#take(":")) throw new Refusal({ phrase: "colonExpected" }, this.#at);
      this.#skip(WHITE_SPACE);
      if (entries.has(key)) this.duplicateKeys.push(key);
      entries.set(key, this.#value());
      this.#skip(WHITE_SPACE);
      if (this.#take("}")) return entries;
      if (!this.#take(",")) throw new Refusal({ phrase: "commaOrBraceExpected" }, this.#at);
      this.#skip(WHITE_SPACE);
    }
  }

  #array(): JsonNode {
    const items: JsonNode[] = [];
    this.#at++;
    this.#skip(WHITE_SPACE);
    if (this.#take("]")) return items;
    for (;;) {
      if (this.#text[this.#at] === "]") throw new Refusal({ phrase: "commaBeforeBracket" }, this.#at);
      items.push(this.#value());
      this.#skip(WHITE_SPACE);
      if (this.#take("]")) return items;
      if (!this.#take(",")) throw new Refusal({ phrase: "commaOrBracketExpected" }, this.#at);
      this.#skip(WHITE_SPACE);
    }
  }

  #string(): string {
    const start = this.#at++;
    let text = this.#match(PLAIN_STRING);
    for (;;) {
      const char = this.#text[this.#at];
      if (char === '"') {
        this.#at++;
        return text;
      }
      if (char === undefined) throw new Refusal({ phrase: "quoteMissing" }, start);
      if (char !== "\\") throw new Refusal({ phrase: "controlInString" }, this.#at);
      text += this.#escape() + this.#match(PLAIN_STRING);
    }
  }

  #escape(): string {
    const start = this.#at++;
    const letter = this.#text[this.#at++] ?? "";
    if (letter === "u") {
      const code = this.#match(HEX);
      if (code === "") throw new Refusal({ phrase: "digitsMissing" }, start);
      return String.fromCharCode(Number.parseInt(code, 16));
    }
    const char = ESCAPES[letter];
    if (char === undefined) throw new Refusal({ phrase: "escapeUnknown", letter }, start);
    return char;
  }

  #number(): JsonNode {
    const lexeme = this.#match(NUMBER);
    if (lexeme === "" || /[\w.+-]/.test(this.#text[this.#at] ?? "")) {
      throw new Refusal({ phrase: "noJsonValue" }, this.#at);
    }
    return new JsonNumber(lexeme);
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) {
      throw new Refusal({ phrase: "noJsonValue" }, this.#at);
    }
    this.#at += word.length;
    return value;
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    pattern.test(this.#text);
    this.#at = pattern.lastIndex;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}
