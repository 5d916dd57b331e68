import { Button, Group, Select, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LogEntry } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { saveDownload, timeOfDay } from "../../ui/format.ts";

const SHOWN = 200;
const LEVELS: readonly LogEntry["level"][] = ["debug", "info", "warn", "error"];

/** What Assay did, without secrets; and a bundle of it to send. */
export function LogPage() {
  const { t } = useTranslation();
  const services = useServices();
  const [minLevel, setMinLevel] = useState<LogEntry["level"]>("info");
  const [text, setText] = useState("");
  const log = useAnswer("logs.list", { minLevel, text, before: null, limit: SHOWN }, { keep: true });
  return (
    <div className="page">
      <Group justify="space-between" mb="md">
        <Title order={2}>{t("log.title")}</Title>
        <Group>
          <TextInput
            size="xs"
            placeholder={t("log.filter")}
            aria-label={t("log.filter")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Select
            size="xs"
            w={120}
            aria-label={t("log.leastLevel")}
            allowDeselect={false}
            value={minLevel}
            data={LEVELS.map((level) => ({ value: level, label: t(`log.levels.${level}`) }))}
            onChange={(level) => setMinLevel(level as LogEntry["level"])}
          />
          <Button size="xs" variant="default" onClick={() => void log.refetch()}>
            {t("log.refresh")}
          </Button>
          <Button
            size="xs"
            onClick={() =>
              void services
                .call("logs.diagnostics", {})
                .then(({ download }) => saveDownload(download), showError)
            }
          >
            {t("log.saveBundle")}
          </Button>
        </Group>
      </Group>
      <table className="table card" aria-label={t("log.entries")}>
        <tbody>
          {(log.data?.entries ?? []).map(({ id, at, level, scope, message }) => (
            <tr key={id}>
              <td className="muted" style={{ whiteSpace: "nowrap" }}>
                {timeOfDay(at)}
              </td>
              <td
                className={level === "error" ? "level-error" : level === "warn" ? "level-warning" : "muted"}
              >
                {t(`log.levels.${level}`)}
              </td>
              <td className="muted">{scope}</td>
              <td className="mono">{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {log.data?.entries.length === 0 && <Text className="muted">{t("log.nothing")}</Text>}
    </div>
  );
}
