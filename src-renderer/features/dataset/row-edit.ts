import { useCallback } from "react";
import {
  AssayError,
  type EditOutcome,
  type Phrase,
  type RowChange,
} from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { say } from "../../texts/index.ts";
import { useConfirm } from "../../ui/confirm.tsx";
import { wordsFor } from "../../ui/error-notice.tsx";

/** Changes a row; answers false where the change would have cost the row its place in the eval set, and was not meant. */
export type EditRow = (rowId: number, change: RowChange) => Promise<boolean>;

/** Changes one row that is known; answers false where the change was not taken. */
export type Edit = (change: RowChange) => Promise<boolean>;

/** Changes several rows as one step; answers null where that was not meant. */
export type EditMany = (
  name: Phrase,
  edits: readonly { readonly rowId: number; readonly change: RowChange }[],
) => Promise<EditOutcome | null>;

export function useEditRow(): EditRow {
  const services = useServices();
  const guarded = useGuard();
  return useCallback(
    async (rowId, change) =>
      (await guarded((isMeant) => services.call("rows.edit", { rowId, change, isMeant }))) !== null,
    [services, guarded],
  );
}

export function useEditMany(): EditMany {
  const services = useServices();
  const guarded = useGuard();
  return useCallback(
    (name, edits) =>
      guarded((isMeant) => services.call("rows.editMany", { name, edits: [...edits], isMeant })),
    [services, guarded],
  );
}

/** Asks before a member of the eval set is changed, and tries again where that is meant. */
function useGuard(): <T>(edit: (isMeant: boolean) => Promise<T>) => Promise<T | null> {
  const confirm = useConfirm();
  return useCallback(
    async (edit) => {
      try {
        return await edit(false);
      } catch (error) {
        if (!(error instanceof AssayError) || error.code !== "MemberWouldChange") throw error;
        const isMeant = await confirm({
          title: say("dataset.evalSetGuard.title"),
          text: say("dataset.evalSetGuard.text", { sentence: wordsFor(error).sentence }),
          no: say("dataset.evalSetGuard.no"),
          yes: say("dataset.evalSetGuard.yes"),
        });
        return isMeant ? edit(true) : null;
      }
    },
    [confirm],
  );
}
