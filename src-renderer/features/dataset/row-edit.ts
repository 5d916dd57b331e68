import { useCallback } from "react";
import { AssayError, type RowChange } from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { useConfirm } from "../../ui/confirm.tsx";
import { wordsFor } from "../../ui/error-notice.tsx";

/** Changes a row; answers false where the change would have cost the row its place in the eval set, and was not meant. */
export type EditRow = (rowId: number, change: RowChange) => Promise<boolean>;

export function useEditRow(): EditRow {
  const services = useServices();
  const confirm = useConfirm();
  return useCallback(
    async (rowId, change) => {
      try {
        await services.call("rows.edit", { rowId, change });
        return true;
      } catch (error) {
        if (!(error instanceof AssayError) || error.code !== "MemberWouldChange") throw error;
        const isMeant = await confirm({
          title: "Change a row of the eval set?",
          text: `${wordsFor(error).sentence} You can restore it from the eval set afterwards.`,
          no: "Leave it as it is",
          yes: "Change it all the same",
        });
        if (isMeant) await services.call("rows.edit", { rowId, change, isMeant });
        return isMeant;
      }
    },
    [services, confirm],
  );
}
