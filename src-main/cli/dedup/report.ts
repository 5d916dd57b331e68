import { type Cluster, jaccard, shingleSet } from "../../../src-shared/dedup/index.ts";
import type { ComparableRows } from "./comparable-rows.ts";

const QUOTED_START = 60;
const QUOTED_END = 60;
const LINES_SHOWN = 8;

/** The clusters for a person: a summary, then the largest first, each with its likeness and how it begins. */
export function dedupReport(
  file: string,
  threshold: number,
  rows: ComparableRows,
  clusters: readonly Cluster[],
): string {
  const total = `${file}: ${plural(rows.texts.length, "row")} compared at threshold ${threshold}`;
  if (clusters.length === 0) return `${total}. No duplicates.\n`;
  const inClusters = clusters.reduce((sum, { members }) => sum + members.length, 0);
  const exact = clusters.filter(({ kind }) => kind === "exact").length;
  const bySize = [...clusters].sort((a, b) => b.members.length - a.members.length);
  return [
    `${total}.`,
    `${plural(clusters.length, "cluster")} (${count(exact)} exact, ${count(clusters.length - exact)} near) ` +
      `with ${plural(inClusters, "row")}; keeping one of each would drop ${count(inClusters - clusters.length)}.`,
    "",
    ...bySize.map((cluster, i) => clusterEntry(i + 1, cluster, rows)),
    "",
  ].join("\n");
}

function clusterEntry(number: number, { members, kind }: Cluster, { texts, lines }: ComparableRows): string {
  const shown = members.slice(0, LINES_SHOWN).map((row) => lines[row]);
  const more = members.length > LINES_SHOWN ? ` and ${count(members.length - LINES_SHOWN)} more` : "";
  const likeness = kind === "exact" ? "equal" : likenessToFirst(members.map((row) => texts[row]!));
  return (
    `${number}. ${kind}, ${plural(members.length, "row")}, ${likeness}: lines ${shown.join(", ")}${more}\n` +
    `   "${quote(texts[members[0]!]!)}"`
  );
}

/** Range of the Jaccard similarity to the cluster's first row; below the threshold where others link them. */
function likenessToFirst([first, ...others]: readonly string[]): string {
  const set = shingleSet(first!);
  const percents = others.map((text) =>
    text === first ? 100 : Math.floor(jaccard(set, shingleSet(text)) * 100),
  );
  const [least, most] = [Math.min(...percents), Math.max(...percents)];
  return least === most ? `${least}% like the first` : `${least} to ${most}% like the first`;
}

/** How a text begins and, as rows of one template begin alike, how it ends. */
function quote(text: string): string {
  const letters = [...text.replace(/[\s\p{Cc}\p{Cs}]+/gu, " ").trim()];
  if (letters.length <= QUOTED_START + QUOTED_END) return letters.join("");
  return `${letters.slice(0, QUOTED_START).join("")} … ${letters.slice(-QUOTED_END).join("")}`;
}

const count = (value: number) => value.toLocaleString("en-US");
const plural = (value: number, noun: string) => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
