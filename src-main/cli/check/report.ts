import { describeError, inWords, type Phrase } from "../../../src-shared/contract/index.ts";
import { type FileFinding, ruleWords } from "../../../src-shared/dataset/index.ts";
import type { CheckResult } from "./check-file.ts";

const SHOWN_PER_RULE = 5;
const LEVELS = ["error", "warning", "hint"] as const;

/** How many findings there are of each level. */
export function countLevels(findings: readonly FileFinding[]): Record<(typeof LEVELS)[number], number> {
  const counts = { error: 0, warning: 0, hint: 0 };
  for (const { level } of findings) counts[level]++;
  return counts;
}

/**
 * The findings for a person: by rule, the worst first, each with its mend and the first lines that have it.
 * @param tokenizer the model whose tokenizer counted; null where lengths are estimates
 */
export function checkReport(
  file: string,
  profile: string,
  result: CheckResult,
  tokenizer: string | null,
): string {
  const { findings, rows, otherForm } = result;
  const counts = countLevels(findings);
  const form = otherForm === null ? [] : [formNotice(file, otherForm), ""];
  const groups = LEVELS.flatMap((level) => {
    const rules = [...new Set(findings.filter((finding) => finding.level === level).map(({ rule }) => rule))];
    return rules.map((rule) =>
      group(findings.filter((finding) => finding.rule === rule && finding.level === level)),
    );
  });
  const summary =
    findings.length === 0
      ? `${file}: ${plural(rows, "row")}, nothing to mend under ${profile}.`
      : `${file}: ${plural(rows, "row")} under ${profile}: ${plural(counts.error, "error")}, ${plural(counts.warning, "warning")}, ${plural(counts.hint, "hint")}.`;
  const lengths =
    tokenizer === null
      ? "Lengths in tokens are estimates."
      : `Lengths are counted with the tokenizer of ${tokenizer}.`;
  return `${[...form, ...groups, summary, lengths].join("\n")}\n`;
}

function formNotice(file: string, form: Phrase): string {
  const { sentence, mend } = describeError("NotNativeForm", { file, form });
  return `${sentence} ${mend}`;
}

function group(findings: readonly FileFinding[]): string {
  const [first] = findings;
  if (first === undefined) return "";
  const { title, mend } = ruleWords(first.rule);
  const shown = findings
    .slice(0, SHOWN_PER_RULE)
    .map(({ line, says }) => `    ${place(line)}${inWords(says)}`);
  const more = findings.length - shown.length;
  return [
    `${first.level}  ${title} (${first.rule}), ${count(findings.length)}×`,
    `    ${mend}`,
    ...shown,
    ...(more > 0 ? [`    and ${count(more)} more`] : []),
    "",
  ].join("\n");
}

const place = (line: number): string => (line === 0 ? "" : `line ${line}: `);
const count = (value: number): string => value.toLocaleString("en");
const plural = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
