import { useMemo } from "react";
import type { RowFilter } from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { useUndoable } from "../../shell/undo.tsx";
import { say } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { rowsBetween } from "./bulk.ts";
import { collapsedAt, type Extent, sizeOf } from "./selection.ts";
import { useDatasetView } from "./view.tsx";

/** What one can do with rows of the table; all of it can be undone. */
export interface RowActions {
  /** Adds an empty conversation after a row, or at the end, and opens it. */
  add(afterRowId: number | null): Promise<void>;
  duplicate(rowId: number): Promise<void>;
  remove(rows: Extent): Promise<void>;
  copyText(rows: Extent): Promise<void>;
}

export function useRowActions(filter: RowFilter): RowActions {
  const services = useServices();
  const showUndoable = useUndoable();
  const { view, set, openRow, revealRow } = useDatasetView();
  const { sort, selection } = view;
  return useMemo(
    () => ({
      add: async (afterRowId) => {
        try {
          const { focusRowId } = await services.call("rows.insert", { afterRowId });
          if (focusRowId !== null) openRow(focusRowId);
        } catch (error) {
          showError(error);
        }
      },
      duplicate: async (rowId) => {
        try {
          const outcome = await services.call("rows.duplicate", { rowId });
          if (outcome.focusRowId !== null) revealRow(outcome.focusRowId);
          showUndoable(say("dataset.done.duplicated"), outcome);
        } catch (error) {
          showError(error);
        }
      },
      remove: async (rows) => {
        try {
          const gone = await rowsBetween(services, filter, sort, rows);
          if (gone.length === 0) return;
          const outcome = await services.call("rows.delete", { rowIds: gone.map(({ id }) => id) });
          set({ selection: collapsedAt({ row: rows.first, column: selection.anchor.column }) });
          showUndoable(say("dataset.done.deletedRows", { count: outcome.rowsChanged }), outcome);
        } catch (error) {
          showError(error);
        }
      },
      copyText: async (rows) => {
        try {
          const found = await rowsBetween(services, filter, sort, rows);
          const whole = await Promise.all(
            found.slice(0, MOST_COPIED).map(({ id }) => services.call("rows.get", { rowId: id })),
          );
          const lines = whole.flatMap((row) => row?.json ?? []);
          await navigator.clipboard.writeText(`${lines.join("\n")}\n`);
          const all = sizeOf(rows);
          showUndoable(
            say(all > lines.length ? "dataset.done.copiedFirst" : "dataset.done.copied", {
              count: lines.length,
              all,
            }),
            null,
          );
        } catch (error) {
          showError(error);
        }
      },
    }),
    [services, filter, sort, selection.anchor.column, set, openRow, revealRow, showUndoable],
  );
}

const MOST_COPIED = 1_000;
