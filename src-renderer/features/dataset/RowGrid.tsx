import { Button } from "@mantine/core";
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { IconFilterOff, IconPlus, IconTableOff } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { RowFilter, RowSummary } from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { markUnsaved } from "../../connection/unsaved.ts";
import { Empty } from "../../ui/empty.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { ErrorNotice } from "../../ui/notice.tsx";
import { useBlockEdits } from "./block-edits.ts";
import { type AfterEdit, CellEditor } from "./CellEditor.tsx";
import { type ColumnChooser, placeColumns } from "./column-layout.ts";
import { GridHeader } from "./GridHeader.tsx";
import { cellId, GridRow } from "./GridRow.tsx";
import { type MenuSpot, RowMenu } from "./RowMenu.tsx";
import { useRowActions } from "./row-actions.tsx";
import { useRowDrag } from "./row-drag.ts";
import { useEditRow } from "./row-edit.ts";
import { useRowPages } from "./row-pages.ts";
import {
  type Cell,
  type CellRange,
  collapsedAt,
  columnsOf,
  holds,
  moved,
  rowsOf,
  sizeOf,
  wholeRows,
} from "./selection.ts";
import { useDatasetView } from "./view.tsx";

/** A million rows of this height stay below what browsers can scroll (2^25 px). */
const ROW_HEIGHT = 32;
const HEAD_HEIGHT = 32;
const SCROLLBAR = 12;
const OVERSCAN = 12;
const EDITOR_MIN_WIDTH = 320;
/** The first columns are handles of the row: a click opens it. */
const HANDLES: ReadonlySet<string> = new Set(["line", "status"]);

interface Editing {
  readonly cell: Cell;
  readonly row: RowSummary;
  readonly before: string;
  readonly text: string;
}

/** The table: a real grid of real cells, of which only the rows in sight are here. */
export function RowGrid({ filter, columnChoice }: { filter: RowFilter; columnChoice: ColumnChooser }) {
  const { t } = useTranslation();
  const services = useServices();
  const { view, set, isFiltered, clearFilter, openRow } = useDatasetView();
  const { selection, sort } = view;
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: measured, width } = useElementSize();
  const setScroller = useMergedRef(scroller, measured);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [menu, setMenu] = useState<MenuSpot | null>(null);
  const [rowCount, setRowCount] = useState(view.total ?? 0);

  const columns = useMemo(() => placeColumns(columnChoice.choice, width), [columnChoice.choice, width]);
  const template = useMemo(() => columns.map(({ shownWidthPx }) => `${shownWidthPx}px`).join(" "), [columns]);
  const rowWidth = columns.reduce((sum, { shownWidthPx }) => sum + shownWidthPx, 0);

  const virtualizer = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    initialOffset: view.scrollTop,
    scrollPaddingEnd: HEAD_HEIGHT + SCROLLBAR,
  });
  const inSight = virtualizer.getVirtualItems();
  const pages = useRowPages(filter, sort, inSight[0]?.index ?? 0, inSight.at(-1)?.index ?? 0);
  const { total, isComplete, rowAt } = pages;

  useLayoutEffect(() => {
    if (total === null) return;
    setRowCount(total);
    set({ total, isCounting: !isComplete });
  }, [total, isComplete, set]);

  useEffect(() => {
    const { current } = scroller;
    const remember = (): void => set({ scrollTop: current?.scrollTop ?? 0 });
    return remember;
  }, [set]);

  const select = useCallback(
    (next: CellRange): void => {
      set({ selection: next });
      virtualizer.scrollToIndex(next.focus.row);
      const column = columns[next.focus.column];
      if (column !== undefined) bringColumnIntoSight(scroller.current, column.leftPx, column.shownWidthPx);
    },
    [set, virtualizer, columns],
  );
  const bounds = { rows: Math.max(1, rowCount), columns: columns.length };
  const step = (rows: number, cells: number, extend = false): void =>
    select(moved(selection, { rows, columns: cells }, bounds, extend));

  useKeptPlace({ filter, rowAt, onFound: (row) => select(collapsedAt({ ...selection.anchor, row })) });
  useRevealed({ filter, onFound: (row) => select(collapsedAt({ ...selection.anchor, row })) });

  const actions = useRowActions(filter);
  /** True from the press on a selected row's number until the next press. */
  const isTakingHold = useRef(false);
  const rowDrag = useRowDrag(filter, rowCount, rowAt);
  const editRow = useEditRow();
  const block = useBlockEdits(filter, columns);

  const beginEdit = async (cell: Cell, typed: string | null): Promise<void> => {
    const row = rowAt(cell.row);
    const edit = columns[cell.column]?.edit;
    if (row === undefined || edit === undefined) return;
    const shown = edit.shown(row);
    if (shown === null) return openRow(row.id);
    if (!edit.isCut(row)) {
      flushSync(() => setEditing({ cell, row, before: shown, text: typed ?? shown }));
      return;
    }
    const whole = await services.call("rows.get", { rowId: row.id });
    const text = whole === null ? null : edit.text(whole);
    if (text !== null) setEditing({ cell, row, before: text, text: typed ?? text });
  };

  const endEdit = (): void => {
    setEditing(null);
    scroller.current?.focus();
  };
  const save = (then: AfterEdit): void => {
    if (editing === null) return;
    const { cell, row, before, text } = editing;
    const edit = columns[cell.column]?.edit;
    if (then === "stay") setEditing(null);
    else endEdit();
    if (edit !== undefined && before !== text) {
      pages.replace(cell.row, edit.preview(row, text));
      const settle = markUnsaved();
      editRow(row.id, edit.change(text)).then(
        (isTaken) => {
          settle();
          if (!isTaken) pages.replace(cell.row, row);
        },
        (error: unknown) => {
          settle();
          pages.replace(cell.row, row);
          setEditing(editing);
          showError(error);
        },
      );
    }
    if (then === "down") step(1, 0);
    if (then === "right") step(0, 1);
    if (then === "left") step(0, -1);
  };

  const openMenuAt = (cell: Cell, x: number, y: number): void => {
    if (!holds(rowsOf(selection), cell.row)) set({ selection: collapsedAt(cell) });
    setMenu({ x, y, cell: holds(rowsOf(selection), cell.row) ? selection.anchor : cell });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (editing !== null || event.nativeEvent.isComposing) return;
    const { key, shiftKey, altKey } = event;
    const jump = event.ctrlKey || event.metaKey;
    if (altKey && shiftKey && (key === "ArrowUp" || key === "ArrowDown")) {
      event.preventDefault();
      if (rowDrag.canMove) void rowDrag.step(key === "ArrowUp" ? -1 : 1);
      return;
    }
    if (altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW_HEIGHT) - 2);
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowDown: [jump ? rowCount : 1, 0],
      ArrowUp: [jump ? -rowCount : -1, 0],
      ArrowRight: [0, jump ? columns.length : 1],
      ArrowLeft: [0, jump ? -columns.length : -1],
      PageDown: [page, 0],
      PageUp: [-page, 0],
      Home: [jump ? -rowCount : 0, jump ? 0 : -columns.length],
      End: [jump ? rowCount : 0, jump ? 0 : columns.length],
    };
    const to = steps[key];
    const { anchor } = selection;
    const row = rowAt(anchor.row);
    if (key === "Tab") {
      const isAtEdge = shiftKey ? anchor.column === 0 : anchor.column === columns.length - 1;
      if (isAtEdge) return;
      step(0, shiftKey ? -1 : 1);
    } else if (to !== undefined) step(...to, shiftKey);
    else if (key === "Enter" && shiftKey && row !== undefined) openRow(row.id);
    else if (key === "Enter" || key === "F2") void beginEdit(anchor, null).catch(showError);
    else if (key === " " && shiftKey) {
      const { first, last } = rowsOf(selection);
      set({ selection: wholeRows(first, last, columns.length) });
    } else if (key === " " && row !== undefined) openRow(row.id);
    else if (key === "Escape") set({ selection: collapsedAt(anchor) });
    else if (key === "Delete" || key === "Backspace") {
      if (isOnHandle(anchor)) void actions.remove(rowsOf(selection));
      else void block.clear(selection);
    } else if (jump && key === "-") void actions.remove(rowsOf(selection));
    else if (jump && key.toLowerCase() === "c") void block.copy(selection);
    else if (jump && key.toLowerCase() === "x") void block.cut(selection);
    else if (jump && key.toLowerCase() === "a")
      set({ selection: wholeRows(0, rowCount - 1, columns.length) });
    else if (jump && shiftKey && key.toLowerCase() === "d") {
      if (row !== undefined) void actions.duplicate(row.id);
    } else if (jump && key.toLowerCase() === "d") void block.fillDown(selection);
    else if (key === "ContextMenu" || (key === "F10" && shiftKey)) {
      const at = document.getElementById(cellId(anchor.row, anchor.column))?.getBoundingClientRect();
      // Opened at once, the menu would hear the key that opens it as one that is not meant for it, and close.
      if (at !== undefined) requestAnimationFrame(() => openMenuAt(anchor, at.left + 16, at.bottom));
    } else if (key.length === 1 && !jump && !event.altKey) {
      void beginEdit(anchor, "").catch(showError);
      return;
    } else return;
    event.preventDefault();
  };

  const isOnHandle = ({ column }: Cell): boolean => HANDLES.has(columns[column]?.id ?? "");

  const onPaste = (event: ClipboardEvent): void => {
    if (editing !== null) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain");
    if (text !== "") void block.paste(selection, text);
  };

  const onMouseDown = (event: MouseEvent): void => {
    const cell = cellOf(event.target);
    if (cell === null || event.button !== 0) return;
    const isHandle = isOnHandle(cell);
    // A row that is selected already is taken hold of by its number; the browser needs the press for that.
    isTakingHold.current =
      isHandle && rowDrag.canMove && holds(rowsOf(selection), cell.row) && !event.shiftKey;
    if (isTakingHold.current) return;
    event.preventDefault();
    scroller.current?.focus();
    if (event.shiftKey)
      set({
        selection: isHandle
          ? wholeRows(selection.anchor.row, cell.row, columns.length)
          : { anchor: selection.anchor, focus: cell },
      });
    else set({ selection: collapsedAt(cell) });
  };
  const onPointerMove = (event: PointerEvent): void => {
    const cell = event.buttons === 1 && !isTakingHold.current ? cellOf(event.target) : null;
    if (cell !== null && editing === null) set({ selection: { anchor: selection.anchor, focus: cell } });
  };
  const onClick = (event: MouseEvent): void => {
    const cell = cellOf(event.target);
    if (cell === null || event.shiftKey || selection.focus.row !== selection.anchor.row) return;
    const row = rowAt(cell.row);
    if (row !== undefined && isOnHandle(cell)) openRow(row.id);
  };

  if (pages.error !== null && total === null) {
    return (
      <div className="grid grid-message">
        <ErrorNotice error={pages.error} />
      </div>
    );
  }
  if (total === 0 && !pages.isStale)
    return <NoRows isFiltered={isFiltered} onClear={clearFilter} onAdd={() => void actions.add(null)} />;

  const rows = rowsOf(selection);
  const cells = columnsOf(selection);
  const editedColumn = editing === null ? undefined : columns[editing.cell.column];
  const isFocusInSight = inSight.some(({ index }) => index === selection.focus.row);
  return (
    <>
      <div
        ref={setScroller}
        className={`grid ${pages.isStale ? "stale" : ""}`}
        role="grid"
        aria-label={t("dataset.grid.label")}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length}
        aria-multiselectable
        aria-busy={pages.isStale}
        tabIndex={0}
        aria-activedescendant={
          isFocusInSight ? cellId(selection.focus.row, selection.focus.column) : undefined
        }
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onMouseDown={onMouseDown}
        onPointerMove={onPointerMove}
        onClick={onClick}
        {...rowDrag.handlers}
        onDoubleClick={(event) => {
          const cell = cellOf(event.target);
          if (cell !== null) void beginEdit(cell, null).catch(showError);
        }}
        onContextMenu={(event) => {
          const cell = cellOf(event.target);
          if (cell === null) return;
          event.preventDefault();
          openMenuAt(cell, event.clientX, event.clientY);
        }}
      >
        <GridHeader
          columns={columns}
          template={template}
          sort={sort}
          onSort={(next) => set({ sort: next })}
          onResize={columnChoice.resize}
          onFit={columnChoice.fit}
          onMove={columnChoice.move}
        />
        <div
          role="presentation"
          style={{ height: virtualizer.getTotalSize(), width: rowWidth, position: "relative" }}
        >
          {inSight.map(({ index, start }) => {
            const row = rowAt(index);
            const isSelected = holds(rows, index);
            return (
              <GridRow
                key={index}
                index={index}
                topPx={start}
                row={row}
                columns={columns}
                template={template}
                activeColumn={selection.anchor.row === index ? selection.anchor.column : -1}
                firstSelected={isSelected ? cells.first : 0}
                lastSelected={isSelected ? cells.last : -1}
                isOpen={
                  (view.side === "row" || view.side === "review") &&
                  row !== undefined &&
                  row.id === view.rowId
                }
                found={filter.text ?? ""}
                canDrag={rowDrag.canMove && isSelected}
                isDropTarget={rowDrag.target === index}
                t={t}
              />
            );
          })}
          {editing !== null && editedColumn !== undefined && (
            <CellEditor
              label={t(`dataset.columns.${editedColumn.id}`)}
              text={editing.text}
              topPx={editing.cell.row * ROW_HEIGHT}
              leftPx={editedColumn.leftPx}
              widthPx={Math.max(EDITOR_MIN_WIDTH, editedColumn.shownWidthPx)}
              onText={(text) => setEditing({ ...editing, text })}
              onSave={save}
              onCancel={endEdit}
            />
          )}
        </div>
      </div>
      <RowMenu
        spot={menu}
        row={menu === null ? undefined : rowAt(menu.cell.row)}
        rows={sizeOf(rows)}
        canEdit={menu !== null && columns[menu.cell.column]?.edit !== undefined}
        onClose={() => {
          setMenu(null);
          scroller.current?.focus();
        }}
        onEdit={() => menu !== null && void beginEdit(menu.cell, null).catch(showError)}
        onDelete={() => void actions.remove(rows)}
        actions={actions}
      />
    </>
  );
}

/** Keeps the active row where it is when the filter or the order change: it is looked for in the new view. */
function useKeptPlace({
  filter,
  rowAt,
  onFound,
}: {
  filter: RowFilter;
  rowAt: (index: number) => RowSummary | undefined;
  onFound: (index: number) => void;
}): void {
  const services = useServices();
  const { view } = useDatasetView();
  const { sort } = view;
  const active = useRef<number | null>(null);
  const shown = rowAt(view.selection.anchor.row)?.id;
  const key = JSON.stringify([filter, sort]);
  const before = useRef(key);
  const found = useRef(onFound);
  found.current = onFound;
  useEffect(() => {
    if (before.current === key) {
      if (shown !== undefined) active.current = shown;
      return;
    }
    before.current = key;
    const rowId = active.current;
    if (rowId === null) return;
    const [newFilter, newSort] = JSON.parse(key) as [RowFilter, typeof sort];
    services
      .call("rows.locate", { rowId, filter: newFilter, sort: newSort })
      .then(({ index }) => found.current(index ?? 0), showError);
  }, [key, shown, services]);
}

/** Brings a row into sight that somebody asked for. */
function useRevealed({ filter, onFound }: { filter: RowFilter; onFound: (index: number) => void }): void {
  const services = useServices();
  const { view } = useDatasetView();
  const { reveal, sort } = view;
  const latest = useRef({ filter, sort, onFound });
  latest.current = { filter, sort, onFound };
  const done = useRef(0);
  useEffect(() => {
    if (reveal === null || done.current === reveal.nonce) return;
    done.current = reveal.nonce;
    services
      .call("rows.locate", {
        rowId: reveal.rowId,
        filter: latest.current.filter,
        sort: latest.current.sort,
      })
      .then(({ index }) => index !== null && latest.current.onFound(index), showError);
  }, [reveal, services]);
}

function NoRows({
  isFiltered,
  onClear,
  onAdd,
}: {
  isFiltered: boolean;
  onClear: () => void;
  onAdd: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="grid">
      {isFiltered ? (
        <Empty
          icon={<IconFilterOff size={32} stroke={1.5} />}
          title={t("dataset.grid.noFit.title")}
          actions={
            <Button variant="default" onClick={onClear}>
              {t("dataset.grid.noFit.show")}
            </Button>
          }
        >
          {t("dataset.grid.noFit.text")}
        </Empty>
      ) : (
        <Empty
          icon={<IconTableOff size={32} stroke={1.5} />}
          title={t("dataset.grid.noRows.title")}
          actions={
            <Button leftSection={<IconPlus size={16} />} onClick={onAdd}>
              {t("dataset.grid.noRows.write")}
            </Button>
          }
        >
          {t("dataset.grid.noRows.text")}
        </Empty>
      )}
    </div>
  );
}

function cellOf(target: EventTarget): Cell | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-column]") : null;
  return cell === null ? null : { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
}

/** Scrolls sideways as far as it takes to see a column beside the frozen ones. */
function bringColumnIntoSight(scroller: HTMLElement | null, leftPx: number, widthPx: number): void {
  const frozen = scroller?.querySelector<HTMLElement>(".grid-head .frozen")?.offsetWidth ?? 0;
  if (scroller === null || leftPx < frozen) return;
  if (leftPx - frozen < scroller.scrollLeft) scroller.scrollLeft = leftPx - frozen;
  const end = leftPx + widthPx - scroller.clientWidth;
  if (end > scroller.scrollLeft) scroller.scrollLeft = Math.min(end, leftPx - frozen);
}
