import { Button, useComputedColorScheme } from "@mantine/core";
import * as monaco from "monaco-editor/editor/editor.api.js";
import { useTranslation } from "react-i18next";
import "monaco-editor/language/json/monaco.contribution.js";
import { useEffect, useRef, useState } from "react";
import type { FindingView, ResultOf } from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { markUnsaved } from "../../connection/unsaved.ts";
import { say } from "../../texts/index.ts";
import { percent } from "../../ui/format.ts";
import { ErrorNotice } from "../../ui/notice.tsx";
import "./monaco-workers.ts";
import { markFindings } from "./json-findings.ts";
import { pretty } from "./pretty-json.ts";
import { rowSchema } from "./row-schema.ts";
import "./json-editor.css";

/** A pause in typing after which the rules look at what stands there. */
const PAUSE_MS = 300;

/** The row's JSON, with what is wrong marked where it stands. */
export default function JsonEditor({
  rowId,
  json,
  findings,
  onSave,
}: {
  rowId: number;
  json: string;
  /** What the rules say of it as it is stored. */
  findings: readonly FindingView[];
  onSave: (json: string) => Promise<boolean>;
}) {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isChanged, setChanged] = useState(false);
  const [typed, setTyped] = useState("");
  const [alike, setAlike] = useState<ResultOf<"dedup.alike">>([]);
  const services = useServices();
  const scheme = useComputedColorScheme();
  const save = useRef(() => {});
  const shown = pretty(json);
  const initial = useRef(shown);

  save.current = (): void => {
    setError(null);
    const text = editor.current?.getValue() ?? json;
    onSave(text).then((isTaken) => isTaken && setChanged(false), setError);
  };

  useEffect(() => {
    if (host.current === null) return;
    rowSchema(monaco);
    const made = monaco.editor.create(host.current, {
      value: initial.current,
      language: "json",
      automaticLayout: true,
      minimap: { enabled: false },
      wordWrap: "on",
      fontSize: 12.5,
      lineHeight: 20,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
      lineNumbersMinChars: 3,
      folding: false,
      padding: { top: 8, bottom: 8 },
      renderLineHighlight: "none",
      overviewRulerLanes: 0,
      scrollBeyondLastLine: false,
      tabSize: 2,
      ariaLabel: say("conversation.json.label"),
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
    });
    made.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => save.current());
    const watch = made.onDidChangeModelContent(() => {
      setChanged(true);
      setTyped(made.getValue());
    });
    editor.current = made;
    return () => {
      watch.dispose();
      made.getModel()?.dispose();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const { current } = editor;
    if (current === null || current.getValue() === shown) return;
    current.setValue(shown);
    setChanged(false);
  }, [shown]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (model == null) return;
    if (!isChanged) {
      markFindings(monaco.editor, model, findings);
      return;
    }
    const timer = setTimeout(() => {
      services.call("rows.check", { json: typed }).then(
        (found) => !model.isDisposed() && markFindings(monaco.editor, model, found),
        () => {},
      );
      services.call("dedup.alike", { json: typed, exceptRowId: rowId }).then(setAlike, () => {});
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [findings, isChanged, typed, services, rowId]);

  useEffect(() => (isChanged ? markUnsaved() : undefined), [isChanged]);
  useEffect(() => monaco.editor.setTheme(scheme === "dark" ? "vs-dark" : "vs"), [scheme]);

  return (
    <>
      <div ref={host} className="json-editor" />
      {error !== null && <ErrorNotice error={error} />}
      <div className="json-foot">
        <span className="muted small grow">
          {!isChanged
            ? t("conversation.json.asWritten")
            : alike[0] === undefined
              ? t("conversation.json.unsaved")
              : t("conversation.json.unsavedAlike", {
                  share: percent(alike[0].similarity),
                  line: alike[0].line,
                })}
        </span>
        <Button disabled={!isChanged} onClick={() => save.current()}>
          {t("conversation.json.save")}
        </Button>
      </div>
    </>
  );
}
