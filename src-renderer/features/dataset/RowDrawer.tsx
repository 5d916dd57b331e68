import { ActionIcon, Button, SegmentedControl, Skeleton, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconCopyPlus, IconEqual, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  keptText,
  type RowChange,
  type RowDetail,
  type RowFilter,
} from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useUndoable } from "../../shell/undo.tsx";
import { Empty } from "../../ui/empty.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { percent } from "../../ui/format.ts";
import { ErrorNotice } from "../../ui/notice.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { Chat } from "./Chat.tsx";
import { Finding } from "./Findings.tsx";
import { ReviewBar } from "./ReviewBar.tsx";
import { RowTags } from "./RowTags.tsx";
import { useEditRow } from "./row-edit.ts";
import { useDatasetView } from "./view.tsx";
import "./row.css";

const JsonEditor = lazy(() => import("./JsonEditor.tsx"));
const Reading = lazy(() => import("./Reading.tsx"));
const Versions = lazy(() => import("./Versions.tsx"));
const WIDTH_PX = 520;

/** One conversation: as a chat, or as its JSON; with its problems and duplicates. */
export function RowDrawer({
  rowId,
  filter,
  isReview,
  onClose,
}: {
  rowId: number;
  filter: RowFilter;
  /** True while rows are gone through one by one. */
  isReview: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const services = useServices();
  const showUndoable = useUndoable();
  const { view: table, openRow, revealRow } = useDatasetView();
  const { data: row, error } = useAnswer("rows.get", { rowId });
  const neighbours = useNeighbours(rowId, filter);
  const [view, setView] = useState(isReview ? "read" : "chat");
  const editRow = useEditRow();
  const edit = useCallback((change: RowChange) => editRow(rowId, change), [editRow, rowId]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
      const next = event.key === "ArrowUp" ? neighbours.previous : neighbours.next;
      event.preventDefault();
      if (next !== null) openRow(next);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [neighbours, openRow]);

  const remove = async (): Promise<void> => {
    try {
      const outcome = await services.call("rows.delete", { rowIds: [rowId] });
      const next = neighbours.next ?? neighbours.previous;
      if (next === null) onClose();
      else openRow(next);
      showUndoable(t("dataset.done.deleted"), outcome);
    } catch (failure) {
      showError(failure);
    }
  };
  const duplicate = async (): Promise<void> => {
    try {
      const outcome = await services.call("rows.duplicate", { rowId });
      if (outcome.focusRowId !== null) revealRow(outcome.focusRowId);
      showUndoable(t("dataset.done.duplicated"), outcome);
    } catch (failure) {
      showError(failure);
    }
  };
  const place = neighbours.index === null || table.total === null ? null : neighbours.index + 1;

  return (
    <SidePanel
      label={t("conversation.label")}
      title={
        <>
          {row ? t("conversation.title", { line: row.line }) : t("conversation.label")}
          {place !== null && row && (
            <span className="muted small row-place" aria-hidden>
              {t("conversation.place", { place, all: table.total ?? 0 })}
            </span>
          )}
        </>
      }
      widthPx={WIDTH_PX}
      rememberAs="row"
      onClose={onClose}
      actions={
        <>
          <SegmentedControl
            aria-label={t("conversation.view")}
            value={view}
            onChange={setView}
            data={[
              { value: "chat", label: t("conversation.views.chat") },
              { value: "read", label: t("conversation.views.read") },
              { value: "json", label: t("conversation.views.json") },
              { value: "versions", label: t("conversation.views.versions") },
            ]}
            mr={4}
          />
          <Tool
            label={t("conversation.tools.previous")}
            hint={t("conversation.tools.previousKeys")}
            isOff={neighbours.previous === null}
            onClick={() => neighbours.previous !== null && openRow(neighbours.previous)}
          >
            <IconChevronUp size={16} />
          </Tool>
          <Tool
            label={t("conversation.tools.next")}
            hint={t("conversation.tools.nextKeys")}
            isOff={neighbours.next === null}
            onClick={() => neighbours.next !== null && openRow(neighbours.next)}
          >
            <IconChevronDown size={16} />
          </Tool>
          <Tool label={t("conversation.tools.duplicate")} isOff={!row} onClick={() => void duplicate()}>
            <IconCopyPlus size={16} />
          </Tool>
          <Tool
            label={t("conversation.tools.delete")}
            hint={t("conversation.tools.canBeUndone")}
            isOff={!row}
            onClick={() => void remove()}
          >
            <IconTrash size={16} />
          </Tool>
        </>
      }
    >
      {isReview && <ReviewBar rowId={rowId} row={row ?? null} filter={filter} />}
      <div className={`side-body ${view === "json" || view === "versions" ? "row-json" : ""}`}>
        {error !== null && <ErrorNotice error={error} />}
        {row === undefined && error === null && <Placeholder />}
        {row === null && (
          <Empty icon={<IconTrash size={32} stroke={1.5} />} title={t("conversation.gone.title")}>
            {t("conversation.gone.text")}
          </Empty>
        )}
        {row && (
          <>
            {row.findings
              .filter(({ turn }) => turn === null || view === "json" || turn >= row.turns.length)
              .map((finding) => (
                <Finding key={finding.rule + keptText(finding.says)} rowId={row.id} finding={finding} />
              ))}
            {view === "chat" && <Chat row={row} edit={edit} />}
            <Suspense fallback={<Skeleton height="100%" aria-label={t("conversation.loading")} />}>
              {view === "read" && <Reading row={row} />}
              {view === "versions" && <Versions row={row} />}
              {view === "json" && (
                <JsonEditor
                  rowId={row.id}
                  json={row.json}
                  findings={row.findings}
                  onSave={(json) => edit({ kind: "setJson", json })}
                />
              )}
            </Suspense>
            {view === "chat" && <RowTags row={row} />}
            {view === "chat" && row.duplicates.length > 0 && <Duplicates row={row} />}
          </>
        )}
      </div>
    </SidePanel>
  );
}

function Tool({
  label,
  hint,
  isOff,
  onClick,
  children,
}: {
  label: string;
  hint?: string;
  isOff: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Tooltip label={hint === undefined ? label : t("conversation.tools.withHint", { tool: label, hint })}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={isOff} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function Placeholder() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("conversation.loading")}>
      <Skeleton height={64} mb={12} />
      <Skeleton height={96} mb={12} />
      <Skeleton height={160} />
    </div>
  );
}

/** The rows before and after in the filtered table; both are fetched ahead, so that going there takes no time. */
function useNeighbours(
  rowId: number,
  filter: RowFilter,
): { readonly index: number | null; readonly previous: number | null; readonly next: number | null } {
  const services = useServices();
  const queries = useQueryClient();
  const { view } = useDatasetView();
  const { sort } = view;
  const located = useAnswer("rows.locate", { rowId, filter, sort }, { keep: true });
  const index = located.data?.index ?? null;
  const offset = Math.max(0, (index ?? 0) - 1);
  const around = useAnswer(
    "rows.window",
    { filter, sort, offset, limit: 3 },
    { enabled: index !== null, keep: true },
  );
  const rows = around.data?.rows ?? [];
  const at = rows.findIndex(({ id }) => id === rowId);
  const previous = at > 0 ? (rows[at - 1]?.id ?? null) : null;
  const next = at >= 0 ? (rows[at + 1]?.id ?? null) : null;
  useEffect(() => {
    for (const id of [previous, next]) {
      if (id === null) continue;
      const params = { rowId: id };
      void queries.prefetchQuery({
        queryKey: ["rows.get", params],
        queryFn: () => services.call("rows.get", params),
      });
    }
  }, [previous, next, queries, services]);
  return { index, previous, next };
}

function Duplicates({ row }: { row: RowDetail }) {
  const { t } = useTranslation();
  const { openRow, showOnly } = useDatasetView();
  return (
    <section aria-label={t("conversation.duplicates.label")} className="row-duplicates">
      <div className="row-duplicates-head">
        <IconEqual size={16} aria-hidden />
        <h3>
          {t(row.clusterKind === "exact" ? "conversation.duplicates.exact" : "conversation.duplicates.near")}
        </h3>
        {row.clusterId !== null && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => row.clusterId !== null && showOnly({ clusterId: row.clusterId })}
          >
            {t("conversation.duplicates.show")}
          </Button>
        )}
      </div>
      {row.duplicates.map((other) => (
        <button
          key={other.rowId}
          type="button"
          className="row-duplicate"
          onClick={() => openRow(other.rowId)}
        >
          <span>
            <span className="strong">{t("conversation.title", { line: other.line })}</span>{" "}
            <span className="muted">
              {t("conversation.duplicates.alike", { share: percent(other.similarity) })}
            </span>
          </span>
          <span className="one-line">{other.excerpt}</span>
        </button>
      ))}
    </section>
  );
}
