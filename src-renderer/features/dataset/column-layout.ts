import { useCallback, useMemo, useState } from "react";
import { z } from "zod";
import { useLive } from "../../connection/live.tsx";
import { type Column, type ColumnId, columns } from "./columns.tsx";

/** What the user made of the columns. */
export interface ColumnChoice {
  readonly hidden: readonly ColumnId[];
  readonly widths: Readonly<Partial<Record<ColumnId, number>>>;
}

/** A column where it stands. */
export interface PlacedColumn extends Column {
  readonly shownWidthPx: number;
  readonly leftPx: number;
  readonly isFrozen: boolean;
}

const AS_AT_FIRST: ColumnChoice = { hidden: [], widths: {} };
/** These stay in sight when the table is scrolled sideways. */
const FROZEN: ReadonlySet<ColumnId> = new Set(["line", "status"]);
const WIDEST_PX = 1_200;

/** Where each column that is shown stands in a table of a width: what is left over goes to those that grow. */
export function placeColumns({ hidden, widths }: ColumnChoice, tableWidthPx: number): PlacedColumn[] {
  const shown = columns.filter(({ id }) => !hidden.includes(id));
  const own = (column: Column): number => widths[column.id] ?? column.widthPx;
  const growing = shown.filter(({ id, grow }) => grow > 0 && widths[id] === undefined);
  const shares = growing.reduce((sum, { grow }) => sum + grow, 0);
  const room = Math.max(0, tableWidthPx - shown.reduce((sum, column) => sum + own(column), 0));
  let leftPx = 0;
  return shown.map((column) => {
    const extra = growing.includes(column) ? Math.floor((room * column.grow) / shares) : 0;
    const placed = {
      ...column,
      shownWidthPx: own(column) + extra,
      leftPx,
      isFrozen: FROZEN.has(column.id),
    };
    leftPx += placed.shownWidthPx;
    return placed;
  });
}

const storedSchema = z.object({
  hidden: z.array(z.string()),
  widths: z.record(z.string(), z.number()),
});

/** The user's columns for the open project; remembered on this machine. */
export function useColumnChoice(): {
  readonly choice: ColumnChoice;
  readonly resize: (id: ColumnId, widthPx: number) => void;
  /** Gives a column its own width back. */
  readonly fit: (id: ColumnId) => void;
  readonly setHidden: (id: ColumnId, isHidden: boolean) => void;
  readonly reset: () => void;
} {
  const { project } = useLive();
  const key = `assay.columns.${project?.path ?? ""}`;
  const [version, setVersion] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that what is stored changed
  const choice = useMemo(() => read(key), [key, version]);
  const write = useCallback(
    (next: ColumnChoice): void => {
      localStorage.setItem(key, JSON.stringify(next));
      setVersion((before) => before + 1);
    },
    [key],
  );
  return useMemo(
    () => ({
      choice,
      resize: (id, widthPx) =>
        write({ ...choice, widths: { ...choice.widths, [id]: Math.min(WIDEST_PX, Math.round(widthPx)) } }),
      fit: (id) => {
        const { [id]: _, ...widths } = choice.widths;
        write({ ...choice, widths });
      },
      setHidden: (id, isHidden) =>
        write({
          ...choice,
          hidden: isHidden ? [...choice.hidden, id] : choice.hidden.filter((hidden) => hidden !== id),
        }),
      reset: () => write(AS_AT_FIRST),
    }),
    [choice, write],
  );
}

function read(key: string): ColumnChoice {
  try {
    const { hidden, widths } = storedSchema.parse(JSON.parse(localStorage.getItem(key) ?? ""));
    const known = new Map(columns.map((column) => [column.id as string, column]));
    return {
      hidden: columns.filter(({ id, canHide }) => canHide && hidden.includes(id)).map(({ id }) => id),
      widths: Object.fromEntries(Object.entries(widths).filter(([id]) => known.has(id))),
    };
  } catch {
    return AS_AT_FIRST;
  }
}
