import type { StatusSnapshot } from "../status/snapshot.ts";

const DIGITS = 4;

/** How a service stands, as a page of text. */
export function report(snapshot: StatusSnapshot): string {
  const { network, netuid, profile, phase, epoch, miners, queue, weights, warnings, block } = snapshot;
  const rows = miners.map(({ uid, repo, outcome, words, loss, score, weight }) => [
    String(uid),
    number(weight),
    number(loss),
    number(score),
    repo ?? "-",
    outcome === "Evaluated" || outcome === null ? (outcome ?? "waiting") : words,
  ]);
  const heads = ["uid", "weight", "loss", "score", "dataset", "outcome"];
  return [
    `${profile.title} (${profile.id} ${profile.version}, ${profile.rules}) on ${network.name}, subnet ${netuid}`,
    `${phase.name}${phase.words === "" ? "" : `: ${phase.words}`}${block === null ? "" : `, block ${block.number}`}`,
    ...(epoch === null ? [] : [`round ${epoch.index} (${epoch.id}), seed ${epoch.seed}`]),
    `${queue.done} looked at, ${queue.pending.length} waiting, ${queue.carriedOver} carried over`,
    `weights: ${weightWords(weights)}`,
    "",
    ...table([heads, ...rows]),
    ...warnings.map(({ words, mend }) => `\nWarning: ${words} ${mend}`),
    "",
  ].join("\n");
}

/** What goes on right now, in a line. */
export function progressLine({ phase, queue, block, tempo }: StatusSnapshot): string {
  const running = queue.running.map(({ uid, phase: doing, step, totalSteps, loss }) => {
    const at = totalSteps === 0 ? doing : `step ${step} of ${totalSteps}`;
    return `UID ${uid} ${at}${loss === null ? "" : `, loss ${loss.toFixed(DIGITS)}`}`;
  });
  const blocks =
    block === null ? "" : `block ${block.number}, ${tempo?.blocksLeft ?? "?"} to the epoch's end`;
  const left = queue.pending.length === 0 ? "" : `${queue.pending.length} waiting`;
  return [phase.name, ...running, left, blocks].filter((part) => part !== "").join(" · ");
}

function weightWords({
  lastSetBlock,
  mode,
  isVerified,
  lastError,
  isOverdue,
}: StatusSnapshot["weights"]): string {
  const set =
    lastSetBlock === null
      ? "not set yet"
      : `set in block ${lastSetBlock} (${mode}${isVerified ? ", read back" : ", not read back yet"})`;
  return `${set}${isOverdue ? ", overdue" : ""}${lastError === null ? "" : `; last error: ${lastError.words}`}`;
}

const number = (value: number | null): string => (value === null ? "-" : value.toFixed(DIGITS));

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
