import type { TFunction } from "i18next";
import { memo } from "react";
import type { RowSummary } from "../../../src-shared/contract/index.ts";
import type { PlacedColumn } from "./column-layout.ts";

export const cellId = (row: number, column: number): string => `cell-${row}-${column}`;

/** One line of the table. All it shows comes in as values, so that only lines that changed are drawn again. */
export const GridRow = memo(function GridRow({
  index,
  topPx,
  row,
  columns,
  template,
  activeColumn,
  firstSelected,
  lastSelected,
  isOpen,
  found,
  canDrag,
  isDropTarget,
  t,
}: {
  index: number;
  topPx: number;
  /** Undefined while it is on its way. */
  row: RowSummary | undefined;
  columns: readonly PlacedColumn[];
  template: string;
  activeColumn: number;
  firstSelected: number;
  lastSelected: number;
  isOpen: boolean;
  found: string;
  /** True where the row can be taken hold of by its number. */
  canDrag: boolean;
  /** True while dragged rows would come before this one. */
  isDropTarget: boolean;
  /** Comes in like the rest, so that another language draws all lines again. */
  t: TFunction;
}) {
  return (
    <div
      className={`grid-row ${isOpen ? "open" : ""} ${isDropTarget ? "drop" : ""}`}
      role="row"
      aria-rowindex={index + 2}
      aria-busy={row === undefined}
      style={{ transform: `translateY(${topPx}px)`, gridTemplateColumns: template }}
    >
      {columns.map((column, at) => {
        const isSelected = at >= firstSelected && at <= lastSelected;
        const kinds = [
          "cell",
          column.isNumber ? "number" : "",
          column.isFrozen ? "frozen" : "",
          at === activeColumn ? "active" : "",
        ];
        return (
          <div
            key={column.id}
            id={cellId(index, at)}
            role="gridcell"
            aria-colindex={at + 1}
            aria-selected={isSelected}
            data-row={index}
            data-column={at}
            draggable={canDrag && column.id === "line"}
            className={kinds.join(" ")}
            style={column.isFrozen ? { left: column.leftPx } : undefined}
            dir={column.edit ? "auto" : undefined}
          >
            {row === undefined ? <span className="cell-placeholder" /> : column.show(row, found, t)}
          </div>
        );
      })}
    </div>
  );
});
