import { IconEqual, IconEqualNot } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import type { RowChange, RowDetail, RowSort, RowSummary } from "../../../src-shared/contract/index.ts";
import { count, signed } from "../../ui/format.ts";
import { languageName } from "../../ui/language.ts";
import { LevelMark } from "../../ui/level.tsx";
import { Marked } from "../../ui/Marked.tsx";

export type ColumnId =
  | "line"
  | "status"
  | "system"
  | "user"
  | "assistant"
  | "turns"
  | "tokens"
  | "duplicate"
  | "tags"
  | "language"
  | "helpfulness";

/** How the text of a column's cells is edited. */
export interface CellEdit {
  /** The text as far as the table knows it; null where there is nothing to edit. */
  readonly shown: (row: RowSummary) => string | null;
  /** True where the table knows only the beginning. */
  readonly isCut: (row: RowSummary) => boolean;
  readonly text: (row: RowDetail) => string | null;
  readonly change: (text: string) => RowChange;
  /** The row as it will look, until the services have answered. */
  readonly preview: (row: RowSummary, text: string) => RowSummary;
}

/** One column of the table, as data. */
export interface Column {
  readonly id: ColumnId;
  /** Its width until the user sets another. */
  readonly widthPx: number;
  readonly minWidthPx: number;
  /** Its share of the room that is left; 0 keeps the width. */
  readonly grow: number;
  readonly isNumber: boolean;
  readonly canHide: boolean;
  /** True where it is not shown until somebody wants it. */
  readonly isHiddenAtFirst?: boolean;
  readonly sortBy?: RowSort["by"];
  /** True where one looks for the greatest first. */
  readonly isBestFirst?: boolean;
  readonly show: (row: RowSummary, found: string, t: TFunction) => ReactNode;
  readonly edit?: CellEdit;
}

const narrow = { grow: 0, minWidthPx: 48, isNumber: true, canHide: true } as const;
const wide = { minWidthPx: 96, isNumber: false, canHide: true } as const;

export const columns: readonly Column[] = [
  {
    ...narrow,
    id: "line",
    widthPx: 64,
    canHide: false,
    sortBy: "line",
    show: ({ line }) => count(line),
  },
  {
    ...narrow,
    id: "status",
    widthPx: 72,
    isNumber: false,
    canHide: false,
    sortBy: "level",
    show: ({ level, problems, isPending }, _, t) =>
      isPending ? (
        <NotYet t={t} />
      ) : (
        <span className="cell-status">
          <LevelMark
            level={level ?? "ok"}
            label={
              level === null
                ? t("dataset.cells.clean")
                : t("dataset.cells.problems", { count: problems, level: t(`ui.levels.${level}`) })
            }
          />
          {problems > 1 && <span aria-hidden>{problems}</span>}
        </span>
      ),
  },
  {
    ...narrow,
    id: "helpfulness",
    widthPx: 108,
    isHiddenAtFirst: true,
    sortBy: "helpfulness",
    isBestFirst: true,
    show: ({ helpfulness }) => helpfulness !== null && signed(helpfulness),
  },
  {
    ...wide,
    id: "system",
    widthPx: 160,
    grow: 1,
    sortBy: "system",
    show: ({ system }, found, t) =>
      system.kind !== "text" ? (
        <span className="absent">{t(`dataset.cells.system.${system.kind}`)}</span>
      ) : system.text === "" ? (
        <span className="absent">{t("dataset.cells.system.empty")}</span>
      ) : (
        <Marked text={system.text} found={found} />
      ),
    edit: {
      shown: ({ system }) => (system.kind === "text" ? system.text : ""),
      isCut: ({ cut }) => cut.system,
      text: ({ system }) => (system.kind === "text" ? system.text : ""),
      change: (system) => ({ kind: "setSystem", system }),
      preview: (row, text) => ({ ...row, system: { kind: "text", text } }),
    },
  },
  {
    ...wide,
    id: "user",
    widthPx: 240,
    grow: 3,
    sortBy: "user",
    show: ({ user }, found) => <Marked text={user} found={found} />,
    edit: turnEdit(0, "user"),
  },
  {
    ...wide,
    id: "assistant",
    widthPx: 240,
    grow: 3,
    sortBy: "assistant",
    show: ({ assistant }, found) => <Marked text={assistant} found={found} />,
    edit: turnEdit(1, "assistant"),
  },
  { ...narrow, id: "turns", widthPx: 76, sortBy: "turns", show: ({ turns }) => turns },
  {
    ...narrow,
    id: "tokens",
    widthPx: 80,
    sortBy: "tokens",
    show: ({ tokens, tokensEstimated, isPending }, _, t) =>
      isPending ? <NotYet t={t} /> : `${tokensEstimated ? "≈" : ""}${count(tokens)}`,
  },
  {
    ...narrow,
    id: "duplicate",
    widthPx: 92,
    isNumber: false,
    sortBy: "cluster",
    show: ({ clusterKind }, _, t) =>
      clusterKind !== null && (
        <span className="cell-duplicate">
          {clusterKind === "exact" ? (
            <IconEqual size={14} aria-hidden />
          ) : (
            <IconEqualNot size={14} aria-hidden />
          )}
          {t(`dataset.cells.duplicate.${clusterKind}`)}
        </span>
      ),
  },
  {
    ...narrow,
    id: "tags",
    widthPx: 120,
    isNumber: false,
    isHiddenAtFirst: true,
    sortBy: "tags",
    show: ({ tags }) => (
      <span className="cell-tags">
        {tags.map((tag) => (
          <span key={tag} className="tag">
            {tag}
          </span>
        ))}
      </span>
    ),
  },
  {
    ...narrow,
    id: "language",
    widthPx: 92,
    isNumber: false,
    isHiddenAtFirst: true,
    sortBy: "language",
    show: ({ language }, _, t) => (language === null ? <NotYet t={t} /> : languageName(language)),
  },
];

function NotYet({ t }: { t: TFunction }) {
  return (
    <span className="absent" title={t("dataset.grid.pending")}>
      …
    </span>
  );
}

function turnEdit(turn: number, key: "user" | "assistant"): CellEdit {
  return {
    shown: (row) => (row.turns > turn ? row[key] : null),
    isCut: ({ cut }) => cut[key],
    text: ({ turns }) => turns[turn]?.content ?? null,
    change: (content) => ({ kind: "setTurnContent", turn, content }),
    preview: (row, text) => ({ ...row, [key]: text }),
  };
}
