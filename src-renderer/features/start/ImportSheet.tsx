import { Button, Group, Loader, Select, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
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

const FORMS = ["native", "messages", "sharegpt", "alpaca", "qa", "mapped"] as const;

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
  const { t } = useTranslation();
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
  if (data === undefined) return <Loader size="sm" aria-label={t("start.import.reading")} />;

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
            label={t("start.sheet.archive")}
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
          label={t("start.sheet.form")}
          w={260}
          data={FORMS.map((value) => ({ value, label: t(`start.sheet.forms.${value}`) }))}
          value={data.format.form}
          onChange={choose}
          allowDeselect={false}
        />
        {data.format.form === "mapped" &&
          (["system", "user", "assistant"] as const).map((part) => (
            <Select
              key={part}
              w={140}
              label={t(`start.sheet.columnFor.${part}`)}
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
      <Table className="table" aria-label={t("start.sheet.firstRows")}>
        <thead>
          <tr>
            <th>{t("start.sheet.line")}</th>
            <th>{t("start.sheet.system")}</th>
            <th>{t("start.sheet.user")}</th>
            <th>{t("start.sheet.assistant")}</th>
          </tr>
        </thead>
        <tbody>
          {data.preview.map((row) => (
            <tr key={row.line}>
              <td>{row.line}</td>
              {row.reason === null ? (
                <>
                  <td>{row.system ?? <i className="muted">{t("start.sheet.noSystem")}</i>}</td>
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
          {t("start.sheet.lost", { lost: data.lost.map((loss) => inWords(loss, language)).join(", ") })}
        </Text>
      )}
      <Group justify="end" mt="md">
        <Button variant="default" onClick={onDone}>
          {t("common.cancel")}
        </Button>
        <Button onClick={() => void start().catch(showError)}>{t("start.import.start")}</Button>
      </Group>
    </>
  );
}
