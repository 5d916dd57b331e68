import { RE2JS, RE2JSException } from "re2js";
import { err, type FindQuery, ok, type Result } from "../../contract/index.ts";
import { DatasetError } from "../row/edit.ts";

/** Finds places in texts, in time that grows with the text alone, whatever is looked for. */
export interface Finder {
  count(text: string): number;
  /** The text with every place replaced. */
  replace(text: string, replacement: string): string;
}

/** Makes a finder. Fails with `PatternInvalid` where a regular expression is none. */
export function finderFor(query: Omit<FindQuery, "places">): Result<Finder, DatasetError> {
  return query.isRegex ? regexFinder(query) : ok(literalFinder(query));
}

const WORD = "[\\p{L}\\p{M}\\p{N}_]";

/** A literal text is found by the engine's own expressions: escaped, they have nothing that could make them slow. */
function literalFinder({ text, matchCase, wholeWord }: Omit<FindQuery, "places">): Finder {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const source = wholeWord ? `(?<!${WORD})${literal}(?!${WORD})` : literal;
  const pattern = new RegExp(source, matchCase ? "gu" : "giu");
  return {
    count: (within) => within.match(pattern)?.length ?? 0,
    replace: (within, replacement) => within.replace(pattern, () => replacement),
  };
}

function regexFinder({
  text,
  matchCase,
  wholeWord,
}: Omit<FindQuery, "places">): Result<Finder, DatasetError> {
  try {
    const source = wholeWord ? `\\b(?:${text})\\b` : text;
    const flags = (matchCase ? 0 : RE2JS.CASE_INSENSITIVE) | RE2JS.MULTILINE;
    const pattern = RE2JS.compile(source, flags);
    return ok({
      count: (within) => {
        const matcher = pattern.matcher(within);
        let found = 0;
        while (matcher.find()) found++;
        return found;
      },
      replace: (within, replacement) => replaceAll(pattern, within, replacement),
    });
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return err(new DatasetError("PatternInvalid", { reason: error.message }));
  }
}

function replaceAll(pattern: RE2JS, within: string, replacement: string): string {
  const matcher = pattern.matcher(within);
  let out = "";
  let from = 0;
  while (matcher.find()) {
    const groups = matcher.groupCount();
    const filled = replacement.replace(/\$(\$|\d{1,2})/g, (whole, what: string) => {
      if (what === "$") return "$";
      const group = Number(what);
      return group <= groups ? (matcher.group(group) ?? "") : whole;
    });
    out += within.slice(from, matcher.start()) + filled;
    from = matcher.end();
  }
  return out + within.slice(from);
}
