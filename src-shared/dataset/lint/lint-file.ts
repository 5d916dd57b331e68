import type { Phrase } from "../../contract/index.ts";
import type { ReadItem } from "../formats/types.ts";
import type { JsonNode } from "../json/node.ts";
import { parseJson } from "../json/parse.ts";
import { countLengths, type TokenCounter } from "../row/lengths.ts";
import { turnTexts, viewRow } from "../row/view.ts";
import { type RowFacts, rowFacts } from "./facts.ts";
import { type Finding, type Observation, toFindings } from "./finding.ts";
import { isShortAnswer, observeDataset, observeStanding, startOf } from "./group.ts";
import { observeRow } from "./lint-row.ts";
import type { LintOptions } from "./options.ts";

/** A finding with the line of the file that it is about; 0 for the whole dataset. */
export interface FileFinding extends Finding {
  readonly line: number;
}

export interface DuplicateCluster {
  readonly lines: readonly number[];
  readonly kind: "exact" | "near";
}

/** What was read of a row for the look across rows. Texts are folded into keys, so that a large file fits. */
interface KnownRow {
  readonly line: number;
  readonly facts: Pick<RowFacts, "identity" | "questionKey" | "answerKey">;
}

/**
 * Checks a whole file: feed it what was read, in order, then ask for the findings that need all of it.
 * `clusters` come from the dedup room.
 */
export class FileLinter {
  readonly #options: LintOptions;
  readonly #rows: KnownRow[] = [];
  readonly #starts = new Map<string, number>();
  readonly #evalSet: ReadonlySet<string> | null;
  readonly #counter: TokenCounter | null;
  #shortAnswers = 0;

  /**
   * @param evalSet identities of the eval set's rows, where they are known
   * @param counter null where lengths are to be estimated
   */
  constructor(
    options: LintOptions,
    evalSet: ReadonlySet<string> | null = null,
    counter: TokenCounter | null = null,
  ) {
    this.#options = options;
    this.#evalSet = evalSet;
    this.#counter = counter;
  }

  get rows(): number {
    return this.#rows.length;
  }

  /** The findings of one line by itself. */
  add(item: ReadItem): FileFinding[] {
    if (item.kind === "bad") return this.#at(item.line, [badLine(item.reason)]);
    const parsed = parseJson(item.json);
    if (!parsed.ok) return this.#at(item.line, [badLine(parsed.error.reason)]);
    this.#remember(item.line, parsed.value);
    const givenTwice = item.duplicateKeys.map((key): Observation => {
      return {
        rule: "duplicate-key",
        turn: null,
        says: { phrase: "keyGivenTwice", key },
      };
    });
    const counter = this.#counter;
    const lengths = counter === null ? undefined : countLengths(viewRow(parsed.value), counter);
    return this.#at(item.line, [...givenTwice, ...observeRow(parsed.value, this.#options, lengths)]);
  }

  /** Readers here take a byte order mark off; the validators' does not, and fails on the first line. */
  reportByteOrderMark(): FileFinding[] {
    return this.#at(1, [badLine({ phrase: "markBeforeLine" })]);
  }

  /** The findings that need every row, once all of them were added. */
  finish(clusters: readonly DuplicateCluster[]): FileFinding[] {
    const duplicateOf = new Map<number, { exact: number | null; near: number[] }>();
    for (const { lines, kind } of clusters) {
      for (const line of lines) {
        const others = lines.filter((other) => other !== line);
        const isLater = kind === "exact" && line !== lines[0];
        duplicateOf.set(line, {
          exact: isLater ? (lines[0] ?? null) : null,
          near: kind === "near" ? others : [],
        });
      }
    }
    const firstOfQuestion = firstByKey(this.#rows, ({ facts }) => facts.questionKey);
    const firstOfIdentity = firstByKey(this.#rows, ({ facts }) => facts.identity);
    const found: FileFinding[] = [];
    for (const [index, row] of this.#rows.entries()) {
      const question =
        row.facts.questionKey === null ? undefined : firstOfQuestion.get(row.facts.questionKey);
      const same = firstOfIdentity.get(row.facts.identity);
      const standing = {
        line: index + 1,
        exactDuplicateOf: duplicateOf.get(row.line)?.exact ?? null,
        nearDuplicates: duplicateOf.get(row.line)?.near ?? [],
        conflictsWith:
          question !== undefined && question.facts.answerKey !== row.facts.answerKey ? question.line : null,
        repeats: same !== undefined && same !== row ? same.line : null,
        isInEvalSet: this.#evalSet?.has(row.facts.identity) ?? null,
      };
      found.push(...this.#at(row.line, observeStanding(standing, this.#options)));
    }
    return [...found, ...this.#at(0, observeDataset(this.#datasetFacts()))];
  }

  #remember(line: number, node: JsonNode): void {
    const view = viewRow(node);
    const { identity, questionKey, answerKey } = rowFacts(node, view);
    this.#rows.push({ line, facts: { identity, questionKey, answerKey } });
    const [question = "", answer = ""] = turnTexts(view);
    const start = startOf(question);
    if (start !== null) this.#starts.set(start, (this.#starts.get(start) ?? 0) + 1);
    if (isShortAnswer(answer)) this.#shortAnswers++;
  }

  #datasetFacts(): Parameters<typeof observeDataset>[0] {
    let commonestStart: { words: string; rows: number } | null = null;
    for (const [words, rows] of this.#starts) {
      if (rows > (commonestStart?.rows ?? 0)) commonestStart = { words, rows };
    }
    return {
      rows: this.#rows.length,
      shortAnswers: this.#shortAnswers,
      commonestStart,
      isEvalSetKnown: this.#evalSet !== null,
    };
  }

  #at(line: number, observations: readonly Observation[]): FileFinding[] {
    return toFindings(observations, this.#options).map((finding) => ({ ...finding, line }));
  }
}

/** How a line that is no row is reported. */
export const badLine = (reason: Phrase): Observation => ({
  rule: reason.phrase === "lineBlank" ? "blank-line" : "invalid-json",
  turn: null,
  says: { phrase: "lineUnread", reason },
});

function firstByKey(rows: readonly KnownRow[], key: (row: KnownRow) => string | null): Map<string, KnownRow> {
  const first = new Map<string, KnownRow>();
  for (const row of rows) {
    const value = key(row);
    if (value !== null && !first.has(value)) first.set(value, row);
  }
  return first;
}
