import { Button, Group, Select, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import type { LogEntry } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { saveDownload } from "../../ui/format.ts";

const SHOWN = 200;

/** What Assay did, without secrets; and a bundle of it to send. */
export function LogPage() {
  const services = useServices();
  const [minLevel, setMinLevel] = useState<LogEntry["level"]>("info");
  const [text, setText] = useState("");
  const log = useAnswer("logs.list", { minLevel, text, before: null, limit: SHOWN }, { keep: true });
  return (
    <div className="page">
      <Group justify="space-between" mb="md">
        <Title order={2}>Log</Title>
        <Group>
          <TextInput
            size="xs"
            placeholder="Filter"
            aria-label="Filter"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Select
            size="xs"
            w={120}
            aria-label="Least level"
            allowDeselect={false}
            value={minLevel}
            data={["debug", "info", "warn", "error"]}
            onChange={(level) => setMinLevel(level as LogEntry["level"])}
          />
          <Button size="xs" variant="default" onClick={() => void log.refetch()}>
            Refresh
          </Button>
          <Button
            size="xs"
            onClick={() =>
              void services
                .call("logs.diagnostics", {})
                .then(({ download }) => saveDownload(download), showError)
            }
          >
            Save diagnostics bundle
          </Button>
        </Group>
      </Group>
      <table className="table card" aria-label="Log entries">
        <tbody>
          {(log.data?.entries ?? []).map(({ id, at, level, scope, message }) => (
            <tr key={id}>
              <td className="muted" style={{ whiteSpace: "nowrap" }}>
                {new Date(at).toLocaleTimeString("en-GB")}
              </td>
              <td
                className={level === "error" ? "level-error" : level === "warn" ? "level-warning" : "muted"}
              >
                {level}
              </td>
              <td className="muted">{scope}</td>
              <td className="mono">{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {log.data?.entries.length === 0 && <Text className="muted">Nothing at this level.</Text>}
    </div>
  );
}
