import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { FILE_ORDER, NO_FILTER, type RowFilter, type RowSort } from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useNavigation } from "../../shell/navigation.ts";
import { type CellRange, FIRST_CELL } from "./selection.ts";

/** How one looks at the table; it is as it was when one comes back from another page. */
export interface TableView {
  /** The search as it is typed. */
  readonly text: string;
  /** Everything else that narrows the table down. */
  readonly filter: RowFilter;
  readonly sort: RowSort;
  readonly selection: CellRange;
  readonly side: "problems" | "row" | "badLines" | "find" | "steps" | "review" | null;
  /** What stands over the table, or is about to begin. */
  readonly sheet: "bulk" | "export" | "review" | null;
  /** The row that is open beside the table. */
  readonly rowId: number | null;
  /** A row to bring into sight; each wish has a number of its own. */
  readonly reveal: { readonly rowId: number; readonly nonce: number } | null;
  readonly scrollTop: number;
  /** Rows that fit the filter; null until it is known. */
  readonly total: number | null;
  /** True while there may be more. */
  readonly isCounting: boolean;
}

const AT_FIRST: TableView = {
  text: "",
  filter: NO_FILTER,
  sort: FILE_ORDER,
  selection: FIRST_CELL,
  side: "problems",
  sheet: null,
  rowId: null,
  reveal: null,
  scrollTop: 0,
  total: null,
  isCounting: false,
};

export interface DatasetView {
  readonly view: TableView;
  readonly set: (change: Partial<TableView>) => void;
  readonly isFiltered: boolean;
  readonly clearFilter: () => void;
  /** Opens a row beside the table and brings it into sight. */
  readonly openRow: (rowId: number) => void;
  readonly revealRow: (rowId: number) => void;
  readonly showOnly: (filter: Partial<RowFilter>) => void;
}

const Context = createContext<DatasetView | null>(null);

export function useDatasetView(): DatasetView {
  const view = useContext(Context);
  if (view === null) throw new Error("no dataset view around");
  return view;
}

let wishes = 0;

export function DatasetViewProvider({ children }: { children: ReactNode }) {
  const { project } = useLive();
  const { place, rowId, rule } = useNavigation();
  const path = project?.path ?? null;
  const [state, setState] = useState({ path, view: AT_FIRST });
  // Another project begins with a view of its own, before anything of it is drawn.
  if (state.path !== path) setState({ path, view: AT_FIRST });
  const { view } = state;

  const set = useCallback(
    (change: Partial<TableView>): void =>
      setState((before) => ({ ...before, view: { ...before.view, ...change } })),
    [],
  );
  const revealRow = useCallback(
    (wanted: number): void => set({ reveal: { rowId: wanted, nonce: ++wishes } }),
    [set],
  );
  const openRow = useCallback(
    (wanted: number): void => {
      setState((before) => ({
        ...before,
        view: { ...before.view, side: before.view.side === "review" ? "review" : "row", rowId: wanted },
      }));
      revealRow(wanted);
    },
    [revealRow],
  );
  const showOnly = useCallback(
    (filter: Partial<RowFilter>): void => set({ text: "", filter: { ...NO_FILTER, ...filter } }),
    [set],
  );
  const clearFilter = useCallback((): void => showOnly({}), [showOnly]);

  useEffect(() => {
    if (place !== "dataset") return;
    if (rule !== null) {
      showOnly({ rule });
      set({ side: "problems" });
    }
    if (rowId !== null) openRow(rowId);
  }, [place, rowId, rule, showOnly, openRow, set]);

  const isFiltered = view.text !== "" || JSON.stringify(view.filter) !== JSON.stringify(NO_FILTER);
  const value = useMemo<DatasetView>(
    () => ({ view, set, isFiltered, clearFilter, openRow, revealRow, showOnly }),
    [view, set, isFiltered, clearFilter, openRow, revealRow, showOnly],
  );
  return <Context value={value}>{children}</Context>;
}
