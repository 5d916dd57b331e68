import { Button, Textarea } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type BadLine, inWords } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { showDone, showError } from "../../ui/error-notice.tsx";
import { saveDownload } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { useDatasetView } from "./view.tsx";
import "./row.css";

const SHOWN = 50;
const WIDTH_PX = 440;

/** Lines that could not become rows, to be mended in place, saved or left out. */
export function BadLines({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const services = useServices();
  const { data } = useAnswer("badLines.list", { offset: 0, limit: SHOWN }, { keep: true });
  const total = data?.total ?? 0;
  return (
    <SidePanel
      label={t("problems.badLines.label")}
      title={t("problems.badLines.title", { count: total })}
      widthPx={WIDTH_PX}
      rememberAs="bad-lines"
      onClose={onClose}
      actions={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} />}
          onClick={() =>
            void services.call("badLines.save", {}).then(({ download }) => saveDownload(download), showError)
          }
        >
          {t("problems.badLines.save")}
        </Button>
      }
    >
      <div className="side-body">
        {data !== undefined && total === 0 && (
          <Notice kind="ok" title={t("problems.badLines.none.title")}>
            {t("problems.badLines.none.text")}
          </Notice>
        )}
        {(data?.items ?? []).map((line) => (
          <Line key={line.id} line={line} />
        ))}
        {total > SHOWN && (
          <p className="muted small">{t("problems.badLines.firstShown", { shown: SHOWN, total })}</p>
        )}
      </div>
    </SidePanel>
  );
}

function Line({ line }: { line: BadLine }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const services = useServices();
  const { revealRow } = useDatasetView();
  const [text, setText] = useState(line.text);
  return (
    <section className="bad-line" aria-label={t("problems.badLines.line", { line: line.line })}>
      <p className="strong">
        {t("problems.badLines.place", { source: inWords(line.source, language), line: line.line })}
      </p>
      <p className="level-error">{inWords(line.reason, language)}</p>
      <Textarea
        aria-label={t("problems.badLines.text", { line: line.line })}
        autosize
        maxRows={8}
        value={text}
        readOnly={line.truncated}
        {...(line.truncated ? { description: t("problems.badLines.tooLong") } : {})}
        styles={{ input: { fontFamily: "var(--mono)", fontSize: 12 } }}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="bad-line-actions">
        <Button
          size="compact-sm"
          variant="light"
          disabled={line.truncated}
          onClick={() =>
            void services.call("badLines.mend", { id: line.id, text }).then(({ rowId }) => {
              revealRow(rowId);
              showDone(t("problems.badLines.taken", { line: line.line }));
            }, showError)
          }
        >
          {t("problems.badLines.take")}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() =>
            void services
              .call("badLines.discard", { ids: [line.id] })
              .then(() => showDone(t("problems.badLines.leftOut", { line: line.line })), showError)
          }
        >
          {t("problems.badLines.leaveOut")}
        </Button>
      </div>
    </section>
  );
}
