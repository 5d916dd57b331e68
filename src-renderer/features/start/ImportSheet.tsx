import { Button, Group, Loader, Select, Table, Text } from "@mantine/core";
import { useState } from "react";
import {
  type ColumnMapping,
  type ImportFormat,
  type ImportSource,
  inWords,
} from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { bytes } from "../../ui/format.ts";
import { ErrorNotice } from "../../ui/notice.tsx";

const FORMS = [
  { value: "native", label: "Conversations (role, content)" },
  { value: "messages", label: "OpenAI messages" },
  { value: "sharegpt", label: "ShareGPT (from, value)" },
  { value: "alpaca", label: "Alpaca (instruction, output)" },
  { value: "qa", label: "Question and answer" },
  { value: "mapped", label: "Columns of your own" },
];

/** Shows how a file will be read, lets the user say otherwise, and imports it. */
export function ImportSheet({
  source: given,
  name,
  createProject,
  onDone,
}: {
  source: ImportSource;
  name: string;
  createProject?: boolean;
  onDone: () => void;
}) {
  const language = useLanguage();
  const services = useServices();
  const [format, setFormat] = useState<ImportFormat | undefined>();
  const [entry, setEntry] = useState<string | null>(null);
  const source = entry === null || given.kind !== "upload" ? given : { ...given, entry };
  const inspection = useAnswer("import.inspect", format === undefined ? { source } : { source, format }, {
    keep: true,
  });
  const data = inspection.data;
  if (inspection.error) {
    return <ErrorNotice error={inspection.error} />;
  }
  if (data === undefined) return <Loader size="sm" aria-label="Reading" />;

  const choose = (form: string | null): void => {
    if (form === null) return;
    const mapping =
      form === "mapped"
        ? { system: null, user: data.columns[0] ?? "", assistant: data.columns[1] ?? "" }
        : null;
    setFormat({ container: data.format.container, form: form as ImportFormat["form"], mapping });
  };
  const map = (part: keyof ColumnMapping, column: string | null): void => {
    const mapping = data.format.mapping ?? { system: null, user: "", assistant: "" };
    setFormat({ ...data.format, form: "mapped", mapping: { ...mapping, [part]: column } });
  };
  const start = async (): Promise<void> => {
    if (createProject) await services.call("project.create", { name: name.replace(/\.[^.]+$/, "") });
    const meant = data.entry === null || source.kind !== "upload" ? source : { ...source, entry: data.entry };
    await services.call("import.start", { source: meant, format: data.format });
    onDone();
  };

  return (
    <>
      <Group align="end" mb="sm">
        {data.entries.length > 1 && (
          <Select
            label="File of the archive"
            w={260}
            allowDeselect={false}
            data={data.entries.map((file) => file.name)}
            value={data.entry}
            onChange={(chosen) => {
              setFormat(undefined);
              setEntry(chosen);
            }}
          />
        )}
        <Select
          label="Form"
          w={260}
          data={FORMS}
          value={data.format.form}
          onChange={choose}
          allowDeselect={false}
        />
        {data.format.form === "mapped" &&
          (["system", "user", "assistant"] as const).map((part) => (
            <Select
              key={part}
              w={140}
              label={`Column for ${part}`}
              data={data.columns}
              value={data.format.mapping?.[part] ?? null}
              onChange={(column) => map(part, column)}
              clearable={part === "system"}
            />
          ))}
      </Group>
      <Text size="sm" className="muted" mb="sm">
        {inWords(data.reason, language)} {data.sizeBytes === null ? "" : bytes(data.sizeBytes)}
      </Text>
      <Table className="table" aria-label="First rows">
        <thead>
          <tr>
            <th>Line</th>
            <th>System</th>
            <th>User</th>
            <th>Assistant</th>
          </tr>
        </thead>
        <tbody>
          {data.preview.map((row) => (
            <tr key={row.line}>
              <td>{row.line}</td>
              {row.reason === null ? (
                <>
                  <td>{row.system ?? <i className="muted">none</i>}</td>
                  <td>{row.user.slice(0, 160)}</td>
                  <td>{row.assistant.slice(0, 160)}</td>
                </>
              ) : (
                <td colSpan={3} className="level-error">
                  {inWords(row.reason, language)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
      {data.lost.length > 0 && (
        <Text size="sm" className="muted" mt="sm">
          Not kept: {data.lost.map((loss) => inWords(loss, language)).join(", ")}
        </Text>
      )}
      <Group justify="end" mt="md">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button onClick={() => void start().catch(showError)}>Import</Button>
      </Group>
    </>
  );
}
