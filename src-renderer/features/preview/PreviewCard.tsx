import { Button, Group, NumberInput, Progress, Text } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconTable, IconTag, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  AssayError,
  inWords,
  type PreviewResult,
  type PreviewView,
} from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { useNavigation } from "../../shell/navigation.ts";
import { useLanguage } from "../../texts/index.ts";
import { showDone, showError } from "../../ui/error-notice.tsx";
import { fixed, signed, when } from "../../ui/format.ts";
import { ErrorNotice, Notice } from "../../ui/notice.tsx";
import { useColumnChoice } from "../dataset/column-layout.ts";
import { useDatasetView } from "../dataset/view.tsx";
import { EvalRowDrawer, type ShownEvalRow } from "./EvalRowDrawer.tsx";
import { LossCurve } from "./LossCurve.tsx";
import { useDuration } from "./use-duration.ts";

/** One preview: how it goes, or what it found. */
export function PreviewCard({
  preview,
  onShowRow,
}: {
  preview: PreviewView;
  onShowRow: (rowId: number) => void;
}) {
  const { t } = useTranslation();
  const isUnderWay = preview.state === "running" || preview.state === "paused";
  return (
    <section
      className="card preview-card"
      aria-label={t("preview.against.on", { at: when(preview.startedAt) })}
    >
      {isUnderWay && <UnderWay preview={preview} />}
      {preview.state === "cancelled" && <Notice kind="info" title={t("preview.state.cancelled")} />}
      {preview.error !== null && (
        <ErrorNotice error={new AssayError(preview.error.code, preview.error.details)} />
      )}
      {preview.result !== null && <Verdict preview={preview} result={preview.result} />}
      {(isUnderWay || preview.curves.some((curve) => curve.length > 0)) && (
        <LossCurve curves={preview.curves} totalSteps={preview.totalSteps} />
      )}
      {preview.result !== null && (
        <Details previewId={preview.id} result={preview.result} onShowRow={onShowRow} />
      )}
    </section>
  );
}

function UnderWay({ preview }: { preview: PreviewView }) {
  const { t } = useTranslation();
  const services = useServices();
  const language = useLanguage();
  const duration = useDuration();
  const { id, state, progress } = preview;
  const { phase, fraction, secondsLeft, estimatedSeconds, tokensPerSecond, neededMb, device } = progress;
  const act = (method: "preview.pause" | "preview.resume" | "preview.cancel") => (): void =>
    void services.call(method, { id }).catch(showError);
  const isPaused = state === "paused";
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text fw={600} aria-live="polite">
            {isPaused ? t("preview.state.paused") : t(`preview.phase.${phase}`)}
          </Text>
          <Text size="sm" className="muted">
            {[
              secondsLeft === null ? null : t("preview.left", { duration: duration(secondsLeft) }),
              tokensPerSecond === null ? null : t("preview.speed", { tokens: Math.round(tokensPerSecond) }),
            ]
              .filter((part) => part !== null)
              .join(" · ")}
          </Text>
        </div>
        <Group gap="xs" wrap="nowrap">
          <Button
            variant="default"
            leftSection={isPaused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
            onClick={act(isPaused ? "preview.resume" : "preview.pause")}
          >
            {t(isPaused ? "preview.resume" : "preview.pause")}
          </Button>
          <Button variant="default" leftSection={<IconX size={14} />} onClick={act("preview.cancel")}>
            {t("preview.cancel")}
          </Button>
        </Group>
      </Group>
      <Progress value={fraction * 100} mt="sm" mb={4} aria-label={t("preview.progress")} />
      <Text size="xs" className="muted preview-estimate">
        {estimatedSeconds !== null &&
          t("preview.estimated", {
            duration: duration(estimatedSeconds),
            memory: neededMb ?? 0,
            device: device === null ? "" : inWords(device, language),
          })}
      </Text>
    </>
  );
}

const KINDS = { better: "ok", same: "info", worse: "warning" } as const;

function Verdict({ preview, result }: { preview: PreviewView; result: PreviewResult }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const duration = useDuration();
  const { gain, baseLoss, loss, seedLosses, profileScore, skipped } = result;
  return (
    <>
      <Notice kind={KINDS[gain.verdict]} title={t(`preview.verdict.${gain.verdict}`)}>
        <p className="preview-loss">
          {t("preview.lossBeforeAfter", { before: fixed(baseLoss, 4), after: fixed(loss, 4) })}
        </p>
        <p>
          {t("preview.range", { mean: signed(gain.mean), low: signed(gain.low), high: signed(gain.high) })}
        </p>
        {seedLosses.length > 1 && (
          <p className="muted">
            {t("preview.runs", { losses: seedLosses.map((seedLoss) => fixed(seedLoss, 4)).join(" · ") })}
          </p>
        )}
        {profileScore !== null && <p>{t("preview.profileScore", { score: fixed(profileScore, 3) })}</p>}
      </Notice>
      <Text size="sm" className="muted" mt="xs">
        {t("preview.facts", {
          trainRows: preview.trainRows,
          evalRows: preview.evalRows,
          duration: duration(result.seconds),
          device: inWords(result.device, language),
        })}
      </Text>
      {skipped.map(({ where, reason, count }) => (
        <Text key={`${where} ${reason}`} size="sm" className="muted">
          {t(`preview.skipped.${where}`, {
            count,
            reason: t(`preview.skipped.reasons.${reason as keyof SkippedReasons}`),
          })}
        </Text>
      ))}
    </>
  );
}

type SkippedReasons = Record<"not-a-row" | "no-system" | "wrong-role" | "nothing-to-learn", string>;

function Details({
  previewId,
  result,
  onShowRow,
}: {
  previewId: string;
  result: PreviewResult;
  onShowRow: (rowId: number) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <section aria-label={t("preview.against.title")} className="preview-part">
        <h3>{t("preview.against.title")}</h3>
        {result.comparisons.length === 0 ? (
          <p className="muted small">{t("preview.against.none")}</p>
        ) : (
          <ul>
            {result.comparisons.map(
              ({ previewId: other, at, loss, mean, low, high, verdict, isPublished }) => (
                <li key={other} className="preview-line">
                  <span className={`verdict ${verdict}`}>{t(`preview.against.${verdict}`)}</span>
                  <span className="one-line">
                    {t("preview.against.on", { at: when(at) })}
                    {isPublished && ` (${t("preview.against.published")})`}
                  </span>
                  <span className="figures-right">
                    {signed(mean)}{" "}
                    <span className="muted">
                      [{signed(low)} … {signed(high)}]
                    </span>{" "}
                    <span className="muted">{fixed(loss, 4)}</span>
                  </span>
                </li>
              ),
            )}
          </ul>
        )}
      </section>
      <div className="preview-columns">
        <ChangedRows
          title={t("preview.changed.better")}
          previewId={previewId}
          rows={result.better}
          onShowRow={onShowRow}
        />
        <ChangedRows
          title={t("preview.changed.worse")}
          previewId={previewId}
          rows={result.worse}
          onShowRow={onShowRow}
        />
      </div>
      {result.helpful !== null && (
        <>
          <div className="preview-columns">
            <HelpfulRows title={t("preview.helpful.best")} rows={result.helpful.best} onShowRow={onShowRow} />
            <HelpfulRows
              title={t("preview.helpful.worst")}
              rows={result.helpful.worst}
              onShowRow={onShowRow}
            />
          </div>
          <p className="muted small">{t("preview.helpful.note")}</p>
          {result.helpful.rowIds.length > 0 && (
            <Group mt="xs" align="end">
              <ShowInTable previewId={previewId} />
              <TagBest rowIds={result.helpful.rowIds} />
            </Group>
          )}
        </>
      )}
      <p className="muted small">{t("preview.estimateNote")}</p>
    </>
  );
}

function ChangedRows({
  title,
  previewId,
  rows,
  onShowRow,
}: {
  title: string;
  previewId: string;
  rows: PreviewResult["better"];
  onShowRow: (rowId: number) => void;
}) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<ShownEvalRow | null>(null);
  return (
    <section aria-label={title} className="preview-part">
      <h3>{title}</h3>
      {rows.length === 0 && <p className="muted small">{t("preview.changed.none")}</p>}
      <ul>
        {rows.map(({ line, rowId, evalRow, excerpt, before, after }) => (
          <li key={`${line} ${evalRow} ${excerpt}`} className="preview-line">
            {rowId === null && evalRow !== null ? (
              <button
                type="button"
                className="one-line preview-row"
                title={t("preview.changed.read")}
                onClick={() => setShown({ evalRow, before, after })}
              >
                {excerpt}
              </button>
            ) : (
              <RowLink line={line} rowId={rowId} excerpt={excerpt} onShowRow={onShowRow} />
            )}
            <span className="figures-right">
              {t("preview.changed.beforeAfter", { before: fixed(before, 3), after: fixed(after, 3) })}
            </span>
          </li>
        ))}
      </ul>
      {shown !== null && <EvalRowDrawer previewId={previewId} shown={shown} onClose={() => setShown(null)} />}
    </section>
  );
}

function HelpfulRows({
  title,
  rows,
  onShowRow,
}: {
  title: string;
  rows: NonNullable<PreviewResult["helpful"]>["best"];
  onShowRow: (rowId: number) => void;
}) {
  return (
    <section aria-label={title} className="preview-part">
      <h3>{title}</h3>
      <ul>
        {rows.map(({ line, rowId, excerpt, value }) => (
          <li key={line} className="preview-line">
            <RowLink line={line} rowId={rowId} excerpt={excerpt} onShowRow={onShowRow} />
            <span className="figures-right">{signed(value)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Shows the table with how helpful this preview found each row, the most helpful first. */
function ShowInTable({ previewId }: { previewId: string }) {
  const { t } = useTranslation();
  const services = useServices();
  const { go } = useNavigation();
  const { set, showOnly } = useDatasetView();
  const { setHidden } = useColumnChoice();
  const show = (): void => {
    services
      .call("preview.showRanking", { id: previewId })
      .then(() => {
        setHidden("helpfulness", false);
        showOnly({ helpfulness: "ranked" });
        set({ sort: { by: "helpfulness", descending: true }, side: null });
        go("dataset");
      })
      .catch(showError);
  };
  return (
    <Button variant="default" leftSection={<IconTable size={14} />} onClick={show}>
      {t("preview.helpful.showInTable")}
    </Button>
  );
}

/** Tags the rows that help most, so that they can be looked at, filtered and kept. */
function TagBest({ rowIds }: { rowIds: readonly number[] }) {
  const { t } = useTranslation();
  const services = useServices();
  const [wanted, setWanted] = useState(Math.min(100, rowIds.length));
  const tag = t("preview.helpful.tag");
  const tagThem = (): void => {
    const scope = { kind: "rows", rowIds: rowIds.slice(0, wanted) } as const;
    services
      .call("bulk.start", { scope, action: { kind: "tag", tag, isOn: true } })
      .then(() => showDone(t("preview.helpful.tagged", { count: wanted, tag })))
      .catch(showError);
  };
  return (
    <>
      <NumberInput
        w={120}
        label={t("preview.helpful.howMany")}
        min={1}
        max={rowIds.length}
        value={wanted}
        onChange={(value) =>
          typeof value === "number" && setWanted(Math.max(1, Math.min(value, rowIds.length)))
        }
      />
      <Button variant="default" leftSection={<IconTag size={14} />} onClick={tagThem}>
        {t("preview.helpful.tagBest", { count: wanted })}
      </Button>
    </>
  );
}

function RowLink({
  line,
  rowId,
  excerpt,
  onShowRow,
}: {
  line: number | null;
  rowId: number | null;
  excerpt: string;
  onShowRow: (rowId: number) => void;
}) {
  const { t } = useTranslation();
  if (line === null || rowId === null) return <span className="one-line">{excerpt}</span>;
  return (
    <button
      type="button"
      className="one-line preview-row"
      title={t("preview.changed.open", { line })}
      onClick={() => onShowRow(rowId)}
    >
      <span className="muted">{line}</span> {excerpt}
    </button>
  );
}
