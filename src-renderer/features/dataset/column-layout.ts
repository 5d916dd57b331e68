import { useCallback, useMemo, useState } from "react";
import { z } from "zod";
import { useLive } from "../../connection/live.tsx";
import { type Column, type ColumnId, columns } from "./columns.tsx";

/** What the user made of the columns. */
export interface ColumnChoice {
  readonly hidden: readonly ColumnId[];
  readonly widths: Readonly<Partial<Record<ColumnId, number>>>;
  /** All columns, in their order. */
  readonly order: readonly ColumnId[];
  /** These stay in sight when the table is scrolled sideways. */
  readonly frozen: readonly ColumnId[];
}

/** A column where it stands. */
export interface PlacedColumn extends Column {
  readonly shownWidthPx: number;
  readonly leftPx: number;
  readonly isFrozen: boolean;
}

const AS_AT_FIRST: ColumnChoice = {
  hidden: columns.filter(({ isHiddenAtFirst }) => isHiddenAtFirst).map(({ id }) => id),
  widths: {},
  order: columns.map(({ id }) => id),
  frozen: ["line", "status"],
};
const WIDEST_PX = 1_200;

/** The columns in the order they stand in: those that are frozen first. */
export function inOrder({ order, frozen }: Pick<ColumnChoice, "order" | "frozen">): Column[] {
  const ordered = order.flatMap((id) => columns.find((column) => column.id === id) ?? []);
  return [
    ...ordered.filter(({ id }) => frozen.includes(id)),
    ...ordered.filter(({ id }) => !frozen.includes(id)),
  ];
}

/** Where each column that is shown stands in a table of a width: what is left over goes to those that grow. */
export function placeColumns(choice: ColumnChoice, tableWidthPx: number): PlacedColumn[] {
  const { hidden, widths, frozen } = choice;
  const shown = inOrder(choice).filter(({ id }) => !hidden.includes(id));
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
      isFrozen: frozen.includes(column.id),
    };
    leftPx += placed.shownWidthPx;
    return placed;
  });
}

/** An order in which a column stands where another stood. */
export function movedTo(choice: ColumnChoice, id: ColumnId, target: ColumnId): ColumnId[] {
  const before = inOrder(choice).map((column) => column.id);
  const at = before.indexOf(target);
  const others = before.filter((other) => other !== id);
  return [...others.slice(0, at), id, ...others.slice(at)];
}

const storedSchema = z.object({
  hidden: z.array(z.string()),
  widths: z.record(z.string(), z.number()),
  order: z.array(z.string()).default([]),
  frozen: z.array(z.string()).default([...AS_AT_FIRST.frozen]),
});

export interface ColumnChooser {
  readonly choice: ColumnChoice;
  readonly resize: (id: ColumnId, widthPx: number) => void;
  /** Gives a column its own width back. */
  readonly fit: (id: ColumnId) => void;
  readonly setHidden: (id: ColumnId, isHidden: boolean) => void;
  readonly setFrozen: (id: ColumnId, isFrozen: boolean) => void;
  /** Puts a column where another stands. */
  readonly move: (id: ColumnId, target: ColumnId) => void;
  readonly reset: () => void;
}

/** The user's columns for the open project; remembered on this machine. */
export function useColumnChoice(): ColumnChooser {
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
      setHidden: (id, isHidden) => write({ ...choice, hidden: withOrWithout(choice.hidden, id, isHidden) }),
      setFrozen: (id, isFrozen) => write({ ...choice, frozen: withOrWithout(choice.frozen, id, isFrozen) }),
      move: (id, target) => write({ ...choice, order: movedTo(choice, id, target) }),
      reset: () => write(AS_AT_FIRST),
    }),
    [choice, write],
  );
}

const withOrWithout = (ids: readonly ColumnId[], id: ColumnId, isIn: boolean): ColumnId[] =>
  isIn ? [...ids.filter((other) => other !== id), id] : ids.filter((other) => other !== id);

/** Columns that came with a newer version, and are not in what was stored, stand where they do at first. */
function read(key: string): ColumnChoice {
  try {
    const { hidden, widths, order, frozen } = storedSchema.parse(JSON.parse(localStorage.getItem(key) ?? ""));
    const ids = columns.map(({ id }) => id);
    const kept = order.filter((id): id is ColumnId => (ids as string[]).includes(id));
    const isKnown = kept.length > 0;
    return {
      hidden: columns
        .filter(({ id, canHide, isHiddenAtFirst = false }) =>
          isKnown && !kept.includes(id) ? isHiddenAtFirst : canHide && hidden.includes(id),
        )
        .map(({ id }) => id),
      widths: Object.fromEntries(Object.entries(widths).filter(([id]) => (ids as string[]).includes(id))),
      order: isKnown ? [...kept, ...ids.filter((id) => !kept.includes(id))] : ids,
      frozen: ids.filter((id) => frozen.includes(id)),
    };
  } catch {
    return AS_AT_FIRST;
  }
}
