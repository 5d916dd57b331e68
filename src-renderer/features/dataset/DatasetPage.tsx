import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useMemo, useRef } from "react";
import type { RowFilter } from "../../../src-shared/contract/index.ts";
import { ImportFlow } from "../start/ImportFlow.tsx";
import { BadLines } from "./BadLines.tsx";
import { BulkSheet } from "./BulkSheet.tsx";
import { useColumnChoice } from "./column-layout.ts";
import { ExportSheet } from "./ExportSheet.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { FindReplace } from "./FindReplace.tsx";
import { ProblemsPanel } from "./ProblemsPanel.tsx";
import { RowDrawer } from "./RowDrawer.tsx";
import { RowGrid } from "./RowGrid.tsx";
import { StepsPanel } from "./StepsPanel.tsx";
import { useStartReview } from "./start-review.ts";
import { useDatasetView } from "./view.tsx";
import "./grid.css";

const SEARCH_PAUSE_MS = 80;

/** The table of rows, with the problems, one row or the bad lines beside it. */
export function DatasetPage() {
  const { view, set } = useDatasetView();
  const [settled] = useDebouncedValue(view.text, SEARCH_PAUSE_MS);
  const text = view.text === "" ? "" : settled;
  const filter = useMemo<RowFilter>(
    () => ({ ...view.filter, text: text.trim() === "" ? null : text }),
    [view.filter, text],
  );
  const columnChoice = useColumnChoice();
  const search = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const key = event.key.toLowerCase();
      if (!(event.ctrlKey || event.metaKey) || (key !== "f" && key !== "h")) return;
      if (event.target instanceof Element && event.target.closest(".monaco-editor") !== null) return;
      event.preventDefault();
      if (key === "h") {
        set({ side: "find" });
        return;
      }
      search.current?.focus();
      search.current?.select();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [set]);

  const close = (): void => set({ side: null });
  const closeSheet = (): void => set({ sheet: null });
  const review = useStartReview(filter);
  useEffect(() => {
    if (view.sheet !== "review") return;
    set({ sheet: null });
    void review();
  }, [view.sheet, set, review]);

  return (
    <>
      <ImportFlow>
        {(ways) => (
          <FilterBar
            search={search}
            columnChoice={columnChoice}
            filter={filter}
            importWays={ways}
            onBulk={() => set({ sheet: "bulk" })}
            onExport={() => set({ sheet: "export" })}
          />
        )}
      </ImportFlow>
      {view.sheet === "export" && <ExportSheet filter={filter} onClose={closeSheet} />}
      {view.sheet === "bulk" && <BulkSheet filter={filter} onClose={closeSheet} />}
      <div className="workarea">
        <RowGrid filter={filter} columnChoice={columnChoice} />
        {view.side === "problems" && <ProblemsPanel onClose={close} />}
        {(view.side === "row" || view.side === "review") && view.rowId !== null && (
          <RowDrawer
            key={view.rowId}
            rowId={view.rowId}
            filter={filter}
            isReview={view.side === "review"}
            onClose={close}
          />
        )}
        {view.side === "badLines" && <BadLines onClose={close} />}
        {view.side === "steps" && <StepsPanel onClose={close} />}
        {view.side === "find" && <FindReplace filter={filter} onClose={close} />}
      </div>
    </>
  );
}
