import { ActionIcon, Button, Group, Text, Textarea } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { BadLine } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { plural, saveDownload } from "../../ui/format.ts";

const SHOWN = 50;

/** Lines that could not become rows, to be mended in place, saved or discarded. */
export function BadLines({ onClose }: { onClose: () => void }) {
  const services = useServices();
  const { data } = useAnswer("badLines.list", { offset: 0, limit: SHOWN }, { keep: true });
  return (
    <aside className="side" aria-label="Bad lines">
      <div className="side-head">
        <h2>{plural(data?.total ?? 0, "bad line")}</h2>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() =>
            void services.call("badLines.save", {}).then(({ download }) => saveDownload(download), showError)
          }
        >
          Save to a file
        </Button>
        <ActionIcon variant="subtle" color="gray" aria-label="Close bad lines" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      <div className="side-body">
        {(data?.items ?? []).map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </div>
    </aside>
  );
}

function Line({ line }: { line: BadLine }) {
  const services = useServices();
  const [text, setText] = useState(line.text);
  return (
    <section className="turn" aria-label={`Line ${line.line}`} style={{ padding: 8 }}>
      <Text size="sm" fw={550}>
        {line.source}, line {line.line}
      </Text>
      <Text size="sm" className="level-error" mb={6}>
        {line.reason}
      </Text>
      <Textarea
        aria-label={`Text of line ${line.line}`}
        autosize
        maxRows={8}
        value={text}
        readOnly={line.truncated}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group gap={8} mt={6}>
        <Button
          size="compact-xs"
          disabled={line.truncated}
          onClick={() => void services.call("badLines.mend", { id: line.id, text }).catch(showError)}
        >
          Take as a row
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() => void services.call("badLines.discard", { ids: [line.id] }).catch(showError)}
        >
          Leave it out
        </Button>
      </Group>
    </section>
  );
}
