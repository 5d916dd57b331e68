import type { Glance, ProblemGroup } from "../../../src-shared/contract/index.ts";
import { ruleWords } from "../../../src-shared/dataset/index.ts";

/** The dataset in numbers, with its problems, as one page that needs nothing else. */
export function qualityReport(
  name: string,
  competition: string,
  glance: Glance,
  problems: readonly ProblemGroup[],
): string {
  const {
    rows,
    turns,
    tokens,
    medianTokens,
    longestTokens,
    byLevel,
    duplicates,
    byTokens,
    byTurns,
    firstWords,
  } = glance;
  const facts: readonly (readonly [string, string])[] = [
    ["Rows", count(rows)],
    ["Turns", count(turns)],
    [tokensTitle(glance), count(tokens)],
    ["Tokens of the median row", count(medianTokens)],
    ["Tokens of the longest row", count(longestTokens)],
    ["Rows without findings", share(byLevel.ok, rows)],
    ["Rows with errors", share(byLevel.error, rows)],
    ["Rows in exact duplicates", share(duplicates.exactRows, rows)],
    ["Rows in near-duplicates", share(duplicates.nearRows, rows)],
  ];
  const bars = (bins: readonly { from: number; to: number; rows: number }[]): string =>
    table(
      ["From", "To", "Rows"],
      bins.map(({ from, to, rows: own }) => [
        count(from),
        to === Number.MAX_SAFE_INTEGER ? "and more" : count(to),
        share(own, rows),
      ]),
    );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(name)}: quality report</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#171b22}
table{border-collapse:collapse;margin:.5rem 0 2rem;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #e3e6eb}
th{color:#5b6472;font-weight:500}</style></head><body>
<h1>${escaped(name)}</h1>
<p>Held to ${escaped(competition)} on ${new Date().toISOString().slice(0, 10)}.</p>
<h2>In numbers</h2>${table(["", ""], facts)}
<h2>Problems</h2>${
    problems.length === 0
      ? "<p>None was found.</p>"
      : table(
          ["Problem", "Level", "Rows", "What to do"],
          problems.map(({ rule, level, rows: own, wholeDataset }) => {
            const { title, mend } = ruleWords(rule);
            return [title, level, wholeDataset ? "the whole dataset" : count(own), mend];
          }),
        )
  }
<h2>Length in tokens</h2>${bars(byTokens)}
<h2>Turns</h2>${bars(byTurns)}
<h2>How questions begin</h2>${table(
    ["Words", "Rows"],
    firstWords.map(({ words, rows: own }) => [words, share(own, rows)]),
  )}
</body></html>
`;
}

/** The same as the text of a dataset card: Markdown with the front matter that the hub reads. */
export function datasetCard(
  name: string,
  competition: string,
  glance: Glance,
  problems: readonly ProblemGroup[],
): string {
  const { rows, turns, tokens, medianTokens, longestTokens, byLevel, duplicates, byLanguage } = glance;
  const languages = byLanguage.map(({ language }) => language).filter((language) => language !== "und");
  const line = (title: string, value: string): string => `| ${title} | ${value} |`;
  return `---
pretty_name: ${JSON.stringify(name)}
language: [${languages.join(", ")}]
task_categories: [text-generation]
configs:
  - config_name: default
    data_files: data.jsonl
---

# ${name.replace(/\s+/g, " ")}

Conversations for fine-tuning, one a line in \`data.jsonl\`. Held to ${competition} on ${new Date().toISOString().slice(0, 10)}.

| | |
|---|---|
${[
  line("Rows", count(rows)),
  line("Turns", count(turns)),
  line(tokensTitle(glance), count(tokens)),
  line("Tokens of the median and the longest row", `${count(medianTokens)}, ${count(longestTokens)}`),
  line("Rows without findings", share(byLevel.ok, rows)),
  line(
    "Rows in exact and in near-duplicates",
    `${share(duplicates.exactRows, rows)}, ${share(duplicates.nearRows, rows)}`,
  ),
].join("\n")}

## Findings

${
  problems.length === 0
    ? "None."
    : problems
        .map(
          ({ rule, level, rows: own, wholeDataset }) =>
            `- ${ruleWords(rule).title} (${level}): ${wholeDataset ? "the whole dataset" : share(own, rows)}`,
        )
        .join("\n")
}
`;
}

const tokensTitle = ({ tokensEstimated, tokenizer }: Glance): string =>
  tokensEstimated ? "Tokens (estimated)" : `Tokens (${tokenizer})`;
const count = (value: number): string => value.toLocaleString("en");
const share = (part: number, whole: number): string =>
  `${count(part)} (${whole === 0 ? 0 : ((part / whole) * 100).toFixed(1)}%)`;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table>${head.some((cell) => cell !== "") ? `<tr>${head.map((cell) => `<th>${escaped(cell)}</th>`).join("")}</tr>` : ""}${rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`)
    .join("")}</table>`;
