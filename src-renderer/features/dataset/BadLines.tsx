import { Button, Textarea } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { type BadLine, inWords } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { showDone, showError } from "../../ui/error-notice.tsx";
import { count, plural, saveDownload } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { useDatasetView } from "./view.tsx";
import "./row.css";

const SHOWN = 50;
const WIDTH_PX = 440;

/** Lines that could not become rows, to be mended in place, saved or left out. */
export function BadLines({ onClose }: { onClose: () => void }) {
  const services = useServices();
  const { data } = useAnswer("badLines.list", { offset: 0, limit: SHOWN }, { keep: true });
  const total = data?.total ?? 0;
  return (
    <SidePanel
      label="Bad lines"
      title={plural(total, "bad line")}
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
          Save to a file
        </Button>
      }
    >
      <div className="side-body">
        {data !== undefined && total === 0 && (
          <Notice kind="ok" title="No bad line is left">
            Every line of what was imported is a row now, or was left out by you.
          </Notice>
        )}
        {(data?.items ?? []).map((line) => (
          <Line key={line.id} line={line} />
        ))}
        {total > SHOWN && (
          <p className="muted small">
            The first {SHOWN} of {count(total)}; the others move up as these are dealt with.
          </p>
        )}
      </div>
    </SidePanel>
  );
}

function Line({ line }: { line: BadLine }) {
  const language = useLanguage();
  const services = useServices();
  const { revealRow } = useDatasetView();
  const [text, setText] = useState(line.text);
  return (
    <section className="bad-line" aria-label={`Line ${line.line}`}>
      <p className="strong">
        {inWords(line.source, language)}, line {count(line.line)}
      </p>
      <p className="level-error">{inWords(line.reason, language)}</p>
      <Textarea
        aria-label={`Text of line ${line.line}`}
        autosize
        maxRows={8}
        value={text}
        readOnly={line.truncated}
        {...(line.truncated ? { description: "Too long to be mended here; save it to a file." } : {})}
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
              showDone(`Line ${count(line.line)} is the last row now`);
            }, showError)
          }
        >
          Take as a row
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() =>
            void services
              .call("badLines.discard", { ids: [line.id] })
              .then(() => showDone(`Line ${count(line.line)} is left out`), showError)
          }
        >
          Leave it out
        </Button>
      </div>
    </section>
  );
}
