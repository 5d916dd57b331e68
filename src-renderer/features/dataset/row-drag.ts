import { type DragEvent, useMemo, useState } from "react";
import { FILE_ORDER, type RowFilter, type RowSummary } from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { rowsBetween } from "./bulk.ts";
import { type CellRange, rowsOf, sizeOf } from "./selection.ts";
import { useDatasetView } from "./view.tsx";

const ROW_DRAG = "application/x-assay-rows";

/** Moves the selected rows: dragged by their numbers, or step by step. Only where the table shows the file's own order. */
export function useRowDrag(
  filter: RowFilter,
  rowCount: number,
  rowAt: (index: number) => RowSummary | undefined,
) {
  const services = useServices();
  const { view, set, isFiltered } = useDatasetView();
  const [target, setTarget] = useState<number | null>(null);
  const canMove = !isFiltered && view.sort.by === FILE_ORDER.by && !view.sort.descending;
  return useMemo(() => {
    const { selection, sort } = view;
    const rows = rowsOf(selection);
    const moveBefore = async (index: number): Promise<void> => {
      try {
        const moved = await rowsBetween(services, filter, sort, rows);
        const rowIds = moved.map(({ id }) => id);
        const { rows: found } = await services.call("rows.window", { filter, sort, offset: index, limit: 1 });
        const before = found[0];
        const action =
          before === undefined
            ? ({ kind: "move", to: "last" } as const)
            : ({ kind: "moveBefore", rowId: before.id } as const);
        await services.call("bulk.start", { scope: { kind: "rows", rowIds }, action });
        const by = index > rows.last ? index - rows.last - 1 : index - rows.first;
        set({ selection: shifted(selection, by) });
      } catch (error) {
        showError(error);
      }
    };
    const onDragStart = (event: DragEvent): void => {
      if (rowOf(event) === null) return;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData(ROW_DRAG, String(sizeOf(rows)));
    };
    const onDragOver = (event: DragEvent): void => {
      if (!event.dataTransfer.types.includes(ROW_DRAG)) return;
      const index = rowOf(event);
      if (index === null) return;
      event.preventDefault();
      const place = belowMiddle(event) ? index + 1 : index;
      if (place !== target) setTarget(place);
    };
    const onDragEnd = (): void => setTarget(null);
    const onDrop = (event: DragEvent): void => {
      if (!event.dataTransfer.types.includes(ROW_DRAG)) return;
      event.preventDefault();
      const place = target;
      onDragEnd();
      if (place !== null && (place < rows.first || place > rows.last + 1)) void moveBefore(place);
    };
    return {
      canMove,
      /** The row before which what is dragged would come. */
      target,
      /** Moves the selected rows by one. */
      step: async (by: -1 | 1): Promise<void> => {
        const index = by < 0 ? rows.first - 1 : rows.last + 2;
        if (index < 0 || index > rowCount) return;
        if (rowAt(rows.first) !== undefined) await moveBefore(index);
      },
      handlers: { onDragStart, onDragOver, onDragEnd, onDrop },
    };
  }, [view, services, filter, rowCount, rowAt, set, canMove, target]);
}

const shifted = ({ anchor, focus }: CellRange, by: number): CellRange => ({
  anchor: { ...anchor, row: anchor.row + by },
  focus: { ...focus, row: focus.row + by },
});

function rowOf({ target }: DragEvent): number | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
  return cell === null ? null : Number(cell.dataset.row);
}

function belowMiddle({ target, clientY }: DragEvent): boolean {
  const line = target instanceof Element ? target.closest<HTMLElement>('[role="row"]') : null;
  const box = line?.getBoundingClientRect();
  return box !== undefined && clientY > box.top + box.height / 2;
}
