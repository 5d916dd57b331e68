import { useMemo } from "react";
import {
  inWords,
  type Phrase,
  type RowChange,
  type RowDetail,
  type RowFilter,
  type RowSummary,
} from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { useUndoable } from "../../shell/undo.tsx";
import { language, say } from "../../texts/index.ts";
import { showDone, showError } from "../../ui/error-notice.tsx";
import { formatBlock, parseBlock } from "./block-text.ts";
import { rowsBetween } from "./bulk.ts";
import type { PlacedColumn } from "./column-layout.ts";
import { useEditMany } from "./row-edit.ts";
import { type CellRange, columnsOf, rowsOf, sizeOf } from "./selection.ts";
import { useDatasetView } from "./view.tsx";

/** Whole texts that were cut for the table are fetched row by row: so many at most. */
const MOST_COPIED_ROWS = 5_000;

/** What one does to a block of cells, as in any spreadsheet. */
export interface BlockEdits {
  copy(range: CellRange): Promise<void>;
  cut(range: CellRange): Promise<void>;
  /** From the active cell on, or into all of the selection where it is a single text. */
  paste(range: CellRange, text: string): Promise<void>;
  clear(range: CellRange): Promise<void>;
  /** The uppermost cells into those below; of a single row, the row above into it. */
  fillDown(range: CellRange): Promise<void>;
}

interface Edit {
  readonly rowId: number;
  readonly change: RowChange;
}

export function useBlockEdits(filter: RowFilter, columns: readonly PlacedColumn[]): BlockEdits {
  const services = useServices();
  const editMany = useEditMany();
  const showUndoable = useUndoable();
  const { view } = useDatasetView();
  const { sort } = view;
  return useMemo(() => {
    const rowsAt = (first: number, last: number): Promise<RowSummary[]> =>
      rowsBetween(services, filter, sort, { first, last });

    const textOf = async (row: RowSummary, column: PlacedColumn): Promise<string> => {
      const { edit } = column;
      if (edit === undefined) return plainText(row, column.id);
      const shown = edit.shown(row) ?? "";
      if (!edit.isCut(row)) return shown;
      const whole: RowDetail | null = await services.call("rows.get", { rowId: row.id });
      return (whole === null ? null : edit.text(whole)) ?? shown;
    };

    const apply = async (name: Phrase, edits: readonly Edit[], note = ""): Promise<void> => {
      if (edits.length === 0) {
        showDone(say("dataset.blocks.nothing") + note);
        return;
      }
      const outcome = await editMany(name, edits);
      if (outcome !== null && outcome.rowsChanged > 0)
        showUndoable(`${inWords(name, language())}${note}`, outcome);
    };

    const copyBlock = async (range: CellRange): Promise<number> => {
      const extent = rowsOf(range);
      const last = Math.min(extent.last, extent.first + MOST_COPIED_ROWS - 1);
      const { first: from, last: to } = columnsOf(range);
      const rows = await rowsAt(extent.first, last);
      const block = await Promise.all(
        rows.map((row) => Promise.all(columns.slice(from, to + 1).map((column) => textOf(row, column)))),
      );
      await navigator.clipboard.writeText(formatBlock(block));
      return rows.length;
    };

    const clearEdits = async (range: CellRange): Promise<Edit[]> => {
      const { first, last } = rowsOf(range);
      const { first: from, last: to } = columnsOf(range);
      const edits: Edit[] = [];
      for (const row of await rowsAt(first, last)) {
        for (const { edit } of columns.slice(from, to + 1)) {
          const shown = edit?.shown(row) ?? null;
          if (edit !== undefined && shown !== null && shown !== "")
            edits.push({ rowId: row.id, change: edit.change("") });
        }
      }
      return edits;
    };

    const quietly =
      <A extends unknown[]>(work: (...args: A) => Promise<void>) =>
      (...args: A): Promise<void> =>
        work(...args).catch(showError);

    return {
      copy: quietly(async (range) => {
        const copied = await copyBlock(range);
        const wanted = sizeOf(rowsOf(range));
        if (copied < wanted) showDone(say("dataset.blocks.copiedFirst", { copied, count: wanted }));
      }),
      cut: quietly(async (range) => {
        await copyBlock(range);
        await apply({ phrase: "cellsCut" }, await clearEdits(range));
      }),
      clear: quietly(async (range) => apply({ phrase: "cellsCleared" }, await clearEdits(range))),
      paste: quietly(async (range, text) => {
        const block = parseBlock(text);
        const { first } = rowsOf(range);
        const { first: from } = columnsOf(range);
        const isSingle = block.length === 1 && block[0]?.length === 1;
        const height = isSingle ? sizeOf(rowsOf(range)) : block.length;
        const width = isSingle ? sizeOf(columnsOf(range)) : Math.max(...block.map((cells) => cells.length));
        const rows = await rowsAt(first, first + height - 1);
        const edits: Edit[] = [];
        let skipped = 0;
        for (const [down, row] of rows.entries()) {
          for (let right = 0; right < width; right++) {
            const pasted = isSingle ? block[0]?.[0] : block[down]?.[right];
            if (pasted === undefined) continue;
            const edit = columns[from + right]?.edit;
            const shown = edit?.shown(row) ?? null;
            if (edit === undefined || shown === null) skipped++;
            else edits.push({ rowId: row.id, change: edit.change(pasted) });
          }
        }
        const missing = height - rows.length;
        const notes = [
          ...(skipped > 0 ? [say("dataset.blocks.fixed", { count: skipped })] : []),
          ...(missing > 0 ? [say("dataset.blocks.missing", { count: missing })] : []),
        ];
        await apply(
          { phrase: "cellsPasted", cells: edits.length },
          edits,
          notes.length === 0 ? "" : `; ${notes.join(", ")}`,
        );
      }),
      fillDown: quietly(async (range) => {
        const extent = rowsOf(range);
        const first = extent.first === extent.last ? extent.first - 1 : extent.first;
        if (first < 0) return;
        const { first: from, last: to } = columnsOf(range);
        const [source, ...targets] = await rowsAt(first, extent.last);
        if (source === undefined) return;
        const edits: Edit[] = [];
        for (const column of columns.slice(from, to + 1)) {
          const { edit } = column;
          if (edit === undefined) continue;
          const text = await textOf(source, column);
          for (const row of targets)
            if (edit.shown(row) !== null) edits.push({ rowId: row.id, change: edit.change(text) });
        }
        await apply({ phrase: "cellsFilledDown" }, edits);
      }),
    };
  }, [services, editMany, showUndoable, filter, sort, columns]);
}

function plainText(row: RowSummary, id: PlacedColumn["id"]): string {
  switch (id) {
    case "line":
      return String(row.line);
    case "status":
      return row.level ?? "ok";
    case "turns":
      return String(row.turns);
    case "tokens":
      return String(row.tokens);
    case "helpfulness":
      return row.helpfulness === null ? "" : String(row.helpfulness);
    case "duplicate":
      return row.clusterKind ?? "";
    default:
      return "";
  }
}
