import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FILE_ORDER, type RowSort } from "../../../src-shared/contract/index.ts";
import type { PlacedColumn } from "./column-layout.ts";
import type { ColumnId } from "./columns.tsx";

const COLUMN_DRAG = "application/x-assay-column";
const ARIA_SORT = { none: "none", up: "ascending", down: "descending" } as const;

/**
 * The titles: a click sorts, a drag of a title moves its column, one of its edge sets the width, and a double-click there
 * gives the width back. The menu of columns does the same by keyboard.
 */
export function GridHeader({
  columns,
  template,
  sort,
  onSort,
  onResize,
  onFit,
  onMove,
}: {
  columns: readonly PlacedColumn[];
  template: string;
  sort: RowSort;
  onSort: (sort: RowSort) => void;
  onResize: (id: ColumnId, widthPx: number) => void;
  onFit: (id: ColumnId) => void;
  /** Puts a column where another stands. */
  onMove: (id: ColumnId, target: ColumnId) => void;
}) {
  const { t } = useTranslation();
  const [target, setTarget] = useState<ColumnId | null>(null);
  const dragged = useRef<ColumnId | null>(null);
  return (
    <div className="grid-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
      {columns.map((column, at) => {
        const { id, isNumber, isFrozen, leftPx, sortBy, isBestFirst = false } = column;
        const direction = directionOf(sort, sortBy);
        const name = t(`dataset.columns.${id}`);
        const title = id === "line" ? "#" : name;
        return (
          <div
            key={id}
            role="columnheader"
            aria-colindex={at + 1}
            aria-sort={sortBy === undefined ? undefined : ARIA_SORT[direction]}
            className={`cell ${isNumber ? "number" : ""} ${isFrozen ? "frozen" : ""} ${target === id ? "drop" : ""}`}
            style={isFrozen ? { left: leftPx } : undefined}
            draggable
            onDragStart={(event) => {
              dragged.current = id;
              event.dataTransfer.effectAllowed = "move";
              event.dataTransfer.setData(COLUMN_DRAG, id);
            }}
            onDragOver={(event) => {
              if (!event.dataTransfer.types.includes(COLUMN_DRAG)) return;
              event.preventDefault();
              if (target !== id) setTarget(id);
            }}
            onDragLeave={() => setTarget(null)}
            onDragEnd={() => setTarget(null)}
            onDrop={(event) => {
              event.preventDefault();
              setTarget(null);
              if (dragged.current !== null && dragged.current !== id) onMove(dragged.current, id);
            }}
          >
            {sortBy === undefined ? (
              <span className="one-line">{title}</span>
            ) : (
              <button
                type="button"
                tabIndex={-1}
                aria-label={name}
                onClick={() => onSort(nextSort(sort, sortBy, isBestFirst))}
              >
                {title}
                {direction === "up" && id !== "line" && <IconArrowUp size={12} aria-hidden />}
                {direction === "down" && <IconArrowDown size={12} aria-hidden />}
              </button>
            )}
            <span
              className="grid-edge"
              aria-hidden
              onPointerDown={(event) => resizeFrom(event, column, onResize)}
              onDoubleClick={() => onFit(id)}
            />
          </div>
        );
      })}
    </div>
  );
}

function directionOf(sort: RowSort, by: RowSort["by"] | undefined): keyof typeof ARIA_SORT {
  if (by !== sort.by) return "none";
  return sort.descending ? "down" : "up";
}

/** First up, then down, or the other way round, then as in the file; the worst level first, since that is what one looks for. */
function nextSort(sort: RowSort, by: RowSort["by"], isBestFirst: boolean): RowSort {
  if (sort.by !== by) return { by, descending: isBestFirst };
  return sort.descending === isBestFirst ? { by, descending: !isBestFirst } : FILE_ORDER;
}

function resizeFrom(
  event: PointerEvent<HTMLElement>,
  column: PlacedColumn,
  onResize: (id: ColumnId, widthPx: number) => void,
): void {
  event.preventDefault();
  event.stopPropagation();
  const edge = event.currentTarget;
  const from = event.clientX;
  edge.setPointerCapture(event.pointerId);
  const move = (moved: globalThis.PointerEvent): void =>
    onResize(column.id, Math.max(column.minWidthPx, column.shownWidthPx + moved.clientX - from));
  edge.addEventListener("pointermove", move);
  edge.addEventListener("lostpointercapture", () => edge.removeEventListener("pointermove", move), {
    once: true,
  });
}
