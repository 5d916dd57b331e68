import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useCallback, useMemo, useRef } from "react";
import { type EditOutcome, inWords } from "../../src-shared/contract/index.ts";
import { useLive } from "../connection/live.tsx";
import { useServices } from "../connection/services.tsx";
import { language, say } from "../texts/index.ts";
import { showDone, showError } from "../ui/error-notice.tsx";

const SHOWN_MS = 6_000;

/** Tells what happened to rows and offers to take it back, as long as nothing else was changed since. */
export function useUndoable(): (message: string, outcome: EditOutcome | null) => void {
  const services = useServices();
  const { project } = useLive();
  const changes = useRef(0);
  changes.current = project?.changes ?? 0;
  return useCallback(
    (message, outcome) => {
      if (outcome === null) return showDone(message);
      const id = `undo-${outcome.change}`;
      const takeBack = (): void => {
        notifications.hide(id);
        if (changes.current > outcome.change) showDone(say("shell.undo.overtaken"));
        else void services.call("history.undo", {}).catch(showError);
      };
      notifications.show({
        id,
        color: "gold",
        autoClose: SHOWN_MS,
        message: (
          <span className="undoable">
            <span className="grow">{message}</span>
            <Button size="compact-sm" variant="subtle" onClick={takeBack}>
              {say("shell.undo.takeBack")}
            </Button>
          </span>
        ),
      });
    },
    [services],
  );
}

/** Undo and redo, which say what they did and show where. */
export function useJournal(onFocus: (rowId: number) => void): Record<"undo" | "redo", () => void> {
  const services = useServices();
  return useMemo(() => {
    const go = (method: "history.undo" | "history.redo", words: "undone" | "redone") => (): void =>
      void services.call(method, {}).then(({ step, focusRowId }) => {
        const said = step === null ? "" : inWords(step, language());
        showDone(say(`shell.undo.${words}`, { step: said }));
        if (focusRowId !== null) onFocus(focusRowId);
      }, showError);
    return { undo: go("history.undo", "undone"), redo: go("history.redo", "redone") };
  }, [services, onFocus]);
}
