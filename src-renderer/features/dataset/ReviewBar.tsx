import { Button, Progress } from "@mantine/core";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Phrase, RowDetail, RowFilter } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useUndoable } from "../../shell/undo.tsx";
import { showDone, showError } from "../../ui/error-notice.tsx";
import { firstUndecided, VERDICTS, type Verdict } from "./review.ts";
import { useDatasetView } from "./view.tsx";

/**
 * Review: one row at a time, each decided by one key. Verdicts are tags, so they are undone like any change, and a review
 * goes on where it stopped: at the first row that has none.
 */
export function ReviewBar({
  rowId,
  row,
  filter,
}: {
  rowId: number;
  /** Null until it is here, and when it was dropped: keys that are typed meanwhile are not lost. */
  row: RowDetail | null;
  filter: RowFilter;
}) {
  const { t } = useTranslation();
  const services = useServices();
  const showUndoable = useUndoable();
  const { view, set, openRow } = useDatasetView();
  const { sort } = view;
  const total = view.total ?? 0;
  const tags = useAnswer("rows.tags", {}, { keep: true }).data ?? [];
  const decided = VERDICTS.reduce(
    (sum, { tag }) => sum + (tags.find((known) => known.tag === tag)?.rows ?? 0),
    0,
  );

  const goOn = useCallback(
    async (fromIndex: number): Promise<void> => {
      const next = await firstUndecided(services, filter, sort, fromIndex);
      if (next !== null) return openRow(next);
      showDone(t("review.allDecided"));
      answering.rowId = null;
      typed.length = 0;
    },
    [services, filter, sort, openRow, t],
  );

  const decide = useCallback(
    async ({ tag, step }: Verdict): Promise<void> => {
      if (row === null) return;
      try {
        const { index } = await services.call("rows.locate", { rowId: row.id, filter, sort });
        const at = index ?? 0;
        if (tag === null) {
          const outcome = await services.call("rows.delete", { rowIds: [row.id] });
          showUndoable(t("review.dropped"), outcome);
          await goOn(at);
          return;
        }
        const others = VERDICTS.flatMap((verdict) => verdict.tag ?? []).filter((other) => other !== tag);
        await services.call("rows.setTags", {
          rowId: row.id,
          tags: [...row.tags.filter((own) => !others.some((other) => other === own)), tag],
          name: { phrase: step } satisfies Phrase,
        });
        if (tag !== "to fix") await goOn(at + 1);
      } catch (error) {
        showError(error);
      }
    },
    [services, filter, sort, row, goOn, showUndoable, t],
  );

  const passOver = useCallback(async (): Promise<void> => {
    const { index } = await services.call("rows.locate", { rowId, filter, sort });
    await goOn((index ?? -1) + 1);
  }, [services, rowId, filter, sort, goOn]);

  const answer = useCallback(
    (key: string): Promise<void> => {
      const verdict = VERDICTS.find((known) => known.key === key);
      return verdict === undefined ? passOver() : decide(verdict);
    },
    [decide, passOver],
  );

  const isHere = row !== null;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== PASS_OVER && !VERDICTS.some((verdict) => verdict.key === key)) return;
      event.preventDefault();
      event.stopPropagation();
      typed.push(key);
      takeNext();
    };
    // One row after the other, however fast somebody types: a key that comes too early is meant for the next row.
    const takeNext = (): void => {
      if (!isHere || answering.rowId === rowId) return;
      const key = typed.shift();
      if (key === undefined) return;
      answering.rowId = rowId;
      void answer(key)
        .catch(showError)
        .finally(() => {
          if (key !== FIX) return;
          answering.rowId = null;
          takeNext();
        });
    };
    takeNext();
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [answer, rowId, isHere]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was answered is over when another row is opened.
  useEffect(
    () => () => {
      answering.rowId = null;
    },
    [rowId],
  );

  return (
    <section className="review" aria-label={t("review.label")}>
      <div className="review-head">
        <span className="strong" role="status">
          {t("review.decided", { decided, total })}
        </span>
        <span className="grow" />
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => set({ side: "row" })}>
          {t("review.end")}
        </Button>
      </div>
      <Progress
        value={total === 0 ? 0 : (decided / total) * 100}
        size="sm"
        aria-label={t("review.progress")}
      />
      <div className="review-verdicts">
        {VERDICTS.map((verdict) => {
          const isGiven = verdict.tag !== null && row?.tags.includes(verdict.tag) === true;
          return (
            <Button
              key={verdict.key}
              size="compact-sm"
              variant={isGiven ? "light" : "default"}
              aria-pressed={isGiven}
              disabled={row === null}
              rightSection={<kbd>{verdict.key.toUpperCase()}</kbd>}
              onClick={() => void decide(verdict)}
            >
              {t(`review.verdicts.${verdict.name}`)}
            </Button>
          );
        })}
        <span className="muted small">
          <kbd>N</kbd> {t("review.passOver")}
        </span>
      </div>
    </section>
  );
}

const PASS_OVER = "n";
/** The one verdict after which the row stays open: it is about to be mended. */
const FIX = "f";
/** Keys that wait for the row they are meant for; and the row that one is being carried out of. */
const typed: string[] = [];
const answering: { rowId: number | null } = { rowId: null };

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest("input, textarea, [contenteditable], .monaco-editor") !== null;
