import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { inWords, type WatchedFolder } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { Notice } from "../../ui/notice.tsx";

/** Says which folder files are taken from as they appear. */
export function WatchSheet({ onClose }: { onClose: () => void }) {
  const language = useLanguage();
  const services = useServices();
  const { data } = useAnswer("import.watched", {});
  const [typed, setTyped] = useState<string | null>(null);
  const [answer, setAnswer] = useState<WatchedFolder | null>(null);
  const status = answer ?? data;
  const folder = typed ?? status?.folder ?? "";
  const watch = (wanted: string | null): void =>
    void services.call("import.watch", { folder: wanted }).then((now) => {
      setAnswer(now);
      setTyped(null);
      if (wanted !== null) onClose();
    }, showError);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        watch(folder.trim());
      }}
    >
      <Stack gap="md">
        <TextInput
          label="Folder on this machine"
          placeholder="/home/me/datasets"
          data-autofocus
          value={folder}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Text size="sm" className="muted">
          Files with rows that appear there are added at the end, each once and as a step of its own. Rows
          that say what was there already are tagged.
        </Text>
        {status?.trouble && (
          <Notice kind="warning" title="Not everything could be read">
            {inWords(status.trouble, language)}
          </Notice>
        )}
        {status !== undefined && status.taken.length > 0 && (
          <Text size="sm">Taken in: {status.taken.join(", ")}</Text>
        )}
        <Group justify="end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {status?.folder != null && (
            <Button variant="default" onClick={() => watch(null)}>
              Watch no longer
            </Button>
          )}
          <Button type="submit" disabled={folder.trim() === ""}>
            Watch
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
