/** A place in the table as it is shown: from 0, whatever is filtered or sorted. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** A block of cells: from the active one to where it was stretched to. */
export interface CellRange {
  readonly anchor: Cell;
  readonly focus: Cell;
}

/** A stretch of lines or columns, both ends included. */
export interface Extent {
  readonly first: number;
  readonly last: number;
}

export const FIRST_CELL: CellRange = { anchor: { row: 0, column: 0 }, focus: { row: 0, column: 0 } };

export const collapsedAt = (cell: Cell): CellRange => ({ anchor: cell, focus: cell });

export const wholeRows = (first: number, last: number, columns: number): CellRange => ({
  anchor: { row: first, column: 0 },
  focus: { row: last, column: columns - 1 },
});

const between = (a: number, b: number): Extent => ({ first: Math.min(a, b), last: Math.max(a, b) });

export const rowsOf = ({ anchor, focus }: CellRange): Extent => between(anchor.row, focus.row);
export const columnsOf = ({ anchor, focus }: CellRange): Extent => between(anchor.column, focus.column);
export const sizeOf = ({ first, last }: Extent): number => last - first + 1;
export const holds = ({ first, last }: Extent, index: number): boolean => index >= first && index <= last;

/** The selection after a step: stretched, or the active cell moved; it never leaves the table. */
export function moved(
  { anchor, focus }: CellRange,
  by: { readonly rows: number; readonly columns: number },
  bounds: { readonly rows: number; readonly columns: number },
  extend = false,
): CellRange {
  const from = extend ? focus : anchor;
  const to: Cell = {
    row: clamp(from.row + by.rows, bounds.rows),
    column: clamp(from.column + by.columns, bounds.columns),
  };
  return extend ? { anchor, focus: to } : collapsedAt(to);
}

const clamp = (index: number, count: number): number => Math.max(0, Math.min(count - 1, index));
