import { Alert, Button, Group, useComputedColorScheme } from "@mantine/core";
import * as monaco from "monaco-editor/editor/editor.api.js";
import "monaco-editor/language/json/monaco.contribution.js";
import EditorWorker from "monaco-editor/editor/editor.worker.js?worker";
import JsonWorker from "monaco-editor/language/json/json.worker.js?worker";
import { useEffect, useRef, useState } from "react";
import { wordsFor } from "../../ui/error-notice.tsx";
import { rowSchema } from "./row-schema.ts";

self.MonacoEnvironment = {
  getWorker: (_id: string, label: string) => (label === "json" ? new JsonWorker() : new EditorWorker()),
};

/** The row's JSON, with errors marked where they are. */
export default function JsonEditor({
  json,
  onSave,
}: {
  json: string;
  onSave: (json: string) => Promise<unknown>;
}) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor | null>(null);
  const [error, setError] = useState<unknown>(null);
  const scheme = useComputedColorScheme();

  useEffect(() => {
    if (host.current === null) return;
    rowSchema(monaco);
    const made = monaco.editor.create(host.current, {
      value: pretty(json),
      language: "json",
      automaticLayout: true,
      minimap: { enabled: false },
      wordWrap: "on",
      fontSize: 12,
      scrollBeyondLastLine: false,
      ariaLabel: "JSON of the row",
    });
    editor.current = made;
    return () => {
      made.getModel()?.dispose();
      made.dispose();
    };
  }, [json]);

  useEffect(() => monaco.editor.setTheme(scheme === "dark" ? "vs-dark" : "vs"), [scheme]);

  const save = (): void => {
    setError(null);
    onSave(editor.current?.getValue() ?? json).catch(setError);
  };
  const words = error === null ? null : wordsFor(error);
  return (
    <>
      <div
        ref={host}
        style={{ height: 380, border: "1px solid var(--line)", borderRadius: 6, overflow: "hidden" }}
      />
      {words !== null && (
        <Alert color="red" title={words.sentence} mt="xs">
          {words.mend}
        </Alert>
      )}
      <Group justify="end" mt="xs">
        <Button size="compact-sm" onClick={save}>
          Save JSON
        </Button>
      </Group>
    </>
  );
}

/** Indented for reading, but only where that loses nothing: numbers could be spelled in ways JavaScript forgets. */
function pretty(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return JSON.stringify(value) === json ? JSON.stringify(value, null, 2) : json;
  } catch {
    return json;
  }
}
