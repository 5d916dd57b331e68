import { useCallback } from "react";
import type { RowFilter } from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { say } from "../../texts/index.ts";
import { showDone, showError } from "../../ui/error-notice.tsx";
import { firstUndecided } from "./review.ts";
import { useDatasetView } from "./view.tsx";

/** Begins a review of the table as it is filtered, or goes on with it: at the first row that has no verdict. */
export function useStartReview(filter: RowFilter): () => Promise<void> {
  const services = useServices();
  const { view, set, openRow } = useDatasetView();
  const { sort } = view;
  return useCallback(async () => {
    try {
      const rowId = await firstUndecided(services, filter, sort, 0);
      if (rowId === null) return showDone(say("review.allDecided"));
      set({ side: "review" });
      openRow(rowId);
    } catch (error) {
      showError(error);
    }
  }, [services, filter, sort, set, openRow]);
}
