import { Select, useComputedColorScheme } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import * as monaco from "monaco-editor/editor/editor.api.js";
import { useTranslation } from "react-i18next";
// The difference editor asks for the outline of what it compares.
import "monaco-editor/editor/contrib/documentSymbols/browser/outlineModel.js";
import "monaco-editor/language/json/monaco.contribution.js";
import { useEffect, useRef, useState } from "react";
import { inWords, type RowDetail } from "../../../src-shared/contract/index.ts";
import { useAnswer } from "../../connection/services.tsx";
import { say, useLanguage } from "../../texts/index.ts";
import { Empty } from "../../ui/empty.tsx";
import { when } from "../../ui/format.ts";
import "./monaco-workers.ts";
import { pretty } from "./pretty-json.ts";
import "./json-editor.css";

/** What changed in a row: as it is now beside any of its earlier states, the published one first. */
export default function Versions({ row }: { row: RowDetail }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { data: versions } = useAnswer("rows.versions", { rowId: row.id });
  const [chosen, setChosen] = useState<string | null>(null);
  if (versions === undefined) return null;
  const published = versions.find(({ isPublished }) => isPublished);
  const wanted = versions.find(({ stepId }) => String(stepId) === chosen) ?? published ?? versions[0];
  if (wanted === undefined)
    return (
      <Empty icon={<IconHistory size={32} stroke={1.5} />} title={t("conversation.versions.none.title")}>
        {t("conversation.versions.none.text")}
      </Empty>
    );
  return (
    <>
      <Select
        aria-label={t("conversation.versions.compare")}
        mb={8}
        allowDeselect={false}
        value={String(wanted.stepId)}
        onChange={setChosen}
        data={versions.map(({ stepId, step, at, isPublished }) => ({
          value: String(stepId),
          label: isPublished
            ? t("conversation.versions.published", { step: inWords(step, language) })
            : t("conversation.versions.before", { step: inWords(step, language), when: when(at) }),
        }))}
      />
      <Difference before={pretty(wanted.json)} after={pretty(row.json)} />
    </>
  );
}

function Difference({ before, after }: { before: string; after: string }) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneDiffEditor | null>(null);
  const scheme = useComputedColorScheme();
  useEffect(() => {
    if (host.current === null) return;
    const made = monaco.editor.createDiffEditor(host.current, {
      automaticLayout: true,
      readOnly: true,
      originalEditable: false,
      renderSideBySide: false,
      minimap: { enabled: false },
      wordWrap: "on",
      fontSize: 12.5,
      lineHeight: 20,
      lineNumbersMinChars: 3,
      scrollBeyondLastLine: false,
      renderOverviewRuler: false,
      originalAriaLabel: say("conversation.versions.original"),
      modifiedAriaLabel: say("conversation.versions.modified"),
    });
    editor.current = made;
    return () => {
      const models = made.getModel();
      made.dispose();
      models?.original.dispose();
      models?.modified.dispose();
    };
  }, []);
  useEffect(() => {
    const { current } = editor;
    const former = current?.getModel();
    current?.setModel({
      original: monaco.editor.createModel(before, "json"),
      modified: monaco.editor.createModel(after, "json"),
    });
    former?.original.dispose();
    former?.modified.dispose();
  }, [before, after]);
  useEffect(() => monaco.editor.setTheme(scheme === "dark" ? "vs-dark" : "vs"), [scheme]);
  return <div ref={host} className="json-editor" />;
}
