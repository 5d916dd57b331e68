import type { ReactNode } from "react";
import type { RowChange, RowSummary } from "../../../src-shared/contract/index.ts";
import { count } from "../../ui/format.ts";
import { LevelMark } from "../../ui/level.tsx";

/** One column of the table, as data: what it shows, and what an edit of its cell means. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** A CSS grid track. */
  readonly width: string;
  readonly isNumber?: boolean;
  readonly show: (row: RowSummary) => ReactNode;
  /** The text to edit; null for cells that cannot be edited here. */
  readonly text?: (row: RowSummary) => string | null;
  readonly isCut?: (row: RowSummary) => boolean;
  readonly change?: (text: string) => RowChange;
}

export const columns: readonly Column[] = [
  { id: "line", title: "#", width: "64px", isNumber: true, show: ({ line }) => count(line) },
  {
    id: "status",
    title: "Status",
    width: "64px",
    show: ({ level, problems }) => (
      <LevelMark
        level={level ?? "ok"}
        label={level === null ? "no problems" : `${problems} problems, ${level}`}
      />
    ),
  },
  {
    id: "system",
    title: "System",
    width: "minmax(140px, 1fr)",
    show: ({ system }) =>
      system.kind === "text" ? (
        system.text || <span className="absent">empty</span>
      ) : (
        <span className="absent">{system.kind}</span>
      ),
    text: ({ system }) => (system.kind === "text" ? system.text : ""),
    isCut: ({ cut }) => cut.system,
    change: (system) => ({ kind: "setSystem", system }),
  },
  {
    id: "user",
    title: "User",
    width: "minmax(220px, 3fr)",
    show: ({ user }) => user,
    text: ({ user, turns }) => (turns > 0 ? user : null),
    isCut: ({ cut }) => cut.user,
    change: (content) => ({ kind: "setTurnContent", turn: 0, content }),
  },
  {
    id: "assistant",
    title: "Assistant",
    width: "minmax(220px, 3fr)",
    show: ({ assistant }) => assistant,
    text: ({ assistant, turns }) => (turns > 1 ? assistant : null),
    isCut: ({ cut }) => cut.assistant,
    change: (content) => ({ kind: "setTurnContent", turn: 1, content }),
  },
  { id: "turns", title: "Turns", width: "60px", isNumber: true, show: ({ turns }) => turns },
  { id: "tokens", title: "Tokens", width: "76px", isNumber: true, show: ({ tokens }) => `≈${count(tokens)}` },
  { id: "cluster", title: "Duplicate", width: "86px", show: ({ clusterKind }) => clusterKind ?? "" },
];

export const template = columns.map(({ width }) => width).join(" ");
