import { IconTableOff } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RowFilter, RowSort, RowSummary } from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useServices } from "../../connection/services.tsx";
import { Empty } from "../../ui/empty.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { columns, template } from "./columns.tsx";

/** A million rows of this height stay below what browsers can scroll. */
const ROW_HEIGHT = 32;
const PAGE_ROWS = 100;
const OVERSCAN = 12;

interface Cell {
  readonly row: number;
  readonly column: number;
}

interface Editing extends Cell {
  readonly rowId: number;
  readonly text: string;
}

/** The table: only the rows in sight are here, and they come in pages. */
export function RowGrid({
  filter,
  sort,
  selectedRowId,
  onOpen,
  isFiltered,
}: {
  filter: RowFilter;
  sort: RowSort;
  selectedRowId: number | null;
  onOpen: (rowId: number) => void;
  isFiltered: boolean;
}) {
  const services = useServices();
  const { project } = useLive();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Cell>({ row: 0, column: 3 });
  const [editing, setEditing] = useState<Editing | null>(null);
  const [total, setTotal] = useState(project?.rows ?? 0);

  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollPaddingStart: 30,
  });
  const inSight = virtualizer.getVirtualItems();
  const firstPage = Math.floor((inSight[0]?.index ?? 0) / PAGE_ROWS);
  const lastPage = Math.floor((inSight.at(-1)?.index ?? 0) / PAGE_ROWS);
  const pageNumbers = useMemo(
    () => Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index),
    [firstPage, lastPage],
  );
  const pages = useQueries({
    queries: pageNumbers.map((page) => ({
      queryKey: ["rows.window", { filter, sort, offset: page * PAGE_ROWS, limit: PAGE_ROWS }],
      queryFn: () =>
        services.call("rows.window", { filter, sort, offset: page * PAGE_ROWS, limit: PAGE_ROWS }),
      enabled: services.isConnected,
      placeholderData: <T,>(before: T | undefined) => before,
    })),
  });
  const latest = pages.find(({ data }) => data !== undefined)?.data;
  useEffect(() => {
    if (latest !== undefined) setTotal(latest.total);
  }, [latest]);

  const rowAt = useCallback(
    (index: number): RowSummary | undefined =>
      pages[Math.floor(index / PAGE_ROWS) - firstPage]?.data?.rows[index % PAGE_ROWS],
    [pages, firstPage],
  );

  const move = (rows: number, cells: number): void => {
    const row = Math.max(0, Math.min(total - 1, active.row + rows));
    setActive({ row, column: Math.max(0, Math.min(columns.length - 1, active.column + cells)) });
    virtualizer.scrollToIndex(row);
  };

  const beginEdit = (cell: Cell, typed?: string): void => {
    const row = rowAt(cell.row);
    const column = columns[cell.column];
    const text = row === undefined ? null : (column?.text?.(row) ?? null);
    if (row === undefined || column?.change === undefined || text === null) return;
    if (column.isCut?.(row)) {
      onOpen(row.id);
      return;
    }
    setEditing({ ...cell, rowId: row.id, text: typed ?? text });
  };

  const save = (thenDown: boolean): void => {
    if (editing === null) return;
    const change = columns[editing.column]?.change?.(editing.text);
    const row = rowAt(editing.row);
    const before = row === undefined ? null : columns[editing.column]?.text?.(row);
    setEditing(null);
    scroller.current?.focus();
    if (change !== undefined && before !== editing.text)
      void services.call("rows.edit", { rowId: editing.rowId, change }).catch(showError);
    if (thenDown) move(1, 0);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (editing !== null || event.nativeEvent.isComposing) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW_HEIGHT) - 2);
    const jump = event.ctrlKey || event.metaKey;
    const moves: Record<string, readonly [number, number]> = {
      ArrowDown: [jump ? total : 1, 0],
      ArrowUp: [jump ? -total : -1, 0],
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
      PageDown: [page, 0],
      PageUp: [-page, 0],
      Home: [jump ? -total : 0, -columns.length],
      End: [jump ? total : 0, columns.length],
      Tab: [0, event.shiftKey ? -1 : 1],
    };
    const row = rowAt(active.row);
    const step = moves[event.key];
    if (event.key === "Tab" && (event.shiftKey ? active.column === 0 : active.column === columns.length - 1))
      return;
    if (step !== undefined) move(...step);
    else if (event.key === "Enter" && event.shiftKey && row !== undefined) onOpen(row.id);
    else if (event.key === "Enter" || event.key === "F2") beginEdit(active);
    else if (event.key === " " && row !== undefined) onOpen(row.id);
    else if (event.key === "Delete" && row !== undefined)
      void services.call("rows.delete", { rowIds: [row.id] }).catch(showError);
    else if (event.key.length === 1 && !jump && !event.altKey) beginEdit(active, event.key);
    else return;
    event.preventDefault();
  };

  if (total === 0 && latest !== undefined) {
    return (
      <div className="grid">
        <Empty
          icon={<IconTableOff size={36} stroke={1.5} />}
          title={isFiltered ? "No row fits this filter" : "No rows yet"}
        >
          {isFiltered ? "Clear the filter to see all rows." : "Import a dataset, or add a first row."}
        </Empty>
      </div>
    );
  }

  return (
    <div
      ref={scroller}
      className="grid"
      role="grid"
      aria-label="Rows"
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      tabIndex={0}
      onKeyDown={onKeyDown}
      aria-activedescendant={`cell-${active.row}-${active.column}`}
    >
      <div className="grid-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
        {columns.map(({ id, title, isNumber }, index) => (
          <div
            key={id}
            className={`cell ${isNumber ? "number" : ""}`}
            role="columnheader"
            aria-colindex={index + 1}
          >
            {title}
          </div>
        ))}
      </div>
      <div style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
        {inSight.map(({ index, start }) => {
          const row = rowAt(index);
          return (
            <div
              key={index}
              className="grid-row"
              role="row"
              aria-rowindex={index + 2}
              aria-selected={row !== undefined && row.id === selectedRowId}
              style={{ transform: `translateY(${start}px)`, gridTemplateColumns: template }}
            >
              {columns.map((column, at) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself takes the keys for its active cell
                <div
                  key={column.id}
                  id={`cell-${index}-${at}`}
                  role="gridcell"
                  aria-colindex={at + 1}
                  className={`cell ${column.isNumber ? "number" : ""} ${active.row === index && active.column === at ? "active" : ""}`}
                  dir="auto"
                  onClick={() => {
                    setActive({ row: index, column: at });
                    scroller.current?.focus();
                    if (row !== undefined && at < 2) onOpen(row.id);
                  }}
                  onDoubleClick={() => beginEdit({ row: index, column: at })}
                >
                  {row === undefined ? "" : column.show(row)}
                </div>
              ))}
            </div>
          );
        })}
        {editing !== null && (
          <CellEditor
            editing={editing}
            onText={(text) => setEditing({ ...editing, text })}
            onSave={save}
            onCancel={() => {
              setEditing(null);
              scroller.current?.focus();
            }}
          />
        )}
      </div>
    </div>
  );
}

function CellEditor({
  editing,
  onText,
  onSave,
  onCancel,
}: {
  editing: Editing;
  onText: (text: string) => void;
  onSave: (thenDown: boolean) => void;
  onCancel: () => void;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const cell = document.getElementById(`cell-${editing.row}-${editing.column}`);
  return (
    <textarea
      ref={field}
      className="cell-editor"
      aria-label={`Edit ${columns[editing.column]?.title}`}
      style={{
        top: editing.row * ROW_HEIGHT,
        left: cell?.offsetLeft ?? 0,
        width: Math.max(280, cell?.offsetWidth ?? 280),
      }}
      value={editing.text}
      dir="auto"
      onChange={(event) => onText(event.currentTarget.value)}
      onBlur={() => onSave(false)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Escape") onCancel();
        if (event.key === "Enter" && !event.altKey && !event.shiftKey) {
          event.preventDefault();
          onSave(true);
        }
      }}
    />
  );
}
