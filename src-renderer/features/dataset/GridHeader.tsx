import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { PointerEvent } from "react";
import { FILE_ORDER, type RowSort } from "../../../src-shared/contract/index.ts";
import type { PlacedColumn } from "./column-layout.ts";
import type { ColumnId } from "./columns.tsx";

const ARIA_SORT = { none: "none", up: "ascending", down: "descending" } as const;

/** The titles: a click sorts, a drag of the edge sets the width, a double-click gives the width back. */
export function GridHeader({
  columns,
  template,
  sort,
  onSort,
  onResize,
  onFit,
}: {
  columns: readonly PlacedColumn[];
  template: string;
  sort: RowSort;
  onSort: (sort: RowSort) => void;
  onResize: (id: ColumnId, widthPx: number) => void;
  onFit: (id: ColumnId) => void;
}) {
  return (
    <div className="grid-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
      {columns.map((column, at) => {
        const { id, title, isNumber, isFrozen, leftPx, sortBy } = column;
        const direction = directionOf(sort, sortBy);
        return (
          <div
            key={id}
            role="columnheader"
            aria-colindex={at + 1}
            aria-sort={sortBy === undefined ? undefined : ARIA_SORT[direction]}
            className={`cell ${isNumber ? "number" : ""} ${isFrozen ? "frozen" : ""}`}
            style={isFrozen ? { left: leftPx } : undefined}
          >
            {sortBy === undefined ? (
              <span className="one-line">{title}</span>
            ) : (
              <button
                type="button"
                tabIndex={-1}
                aria-label={id === "line" ? "Line" : title}
                onClick={() => onSort(nextSort(sort, sortBy))}
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

/** First up, then down, then as in the file; the worst level first, since that is what one looks for. */
function nextSort(sort: RowSort, by: RowSort["by"]): RowSort {
  if (sort.by !== by) return { by, descending: false };
  return sort.descending ? FILE_ORDER : { by, descending: true };
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
