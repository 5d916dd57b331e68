import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inWords, type WatchedFolder } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { Notice } from "../../ui/notice.tsx";

/** Says which folder files are taken from as they appear. */
export function WatchSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
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
          label={t("start.watch.folder")}
          placeholder={t("start.watch.example")}
          data-autofocus
          value={folder}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Text size="sm" className="muted">
          {t("start.watch.how")}
        </Text>
        {status?.trouble && (
          <Notice kind="warning" title={t("start.watch.trouble")}>
            {inWords(status.trouble, language)}
          </Notice>
        )}
        {status !== undefined && status.taken.length > 0 && (
          <Text size="sm">{t("start.watch.taken", { files: status.taken.join(", ") })}</Text>
        )}
        <Group justify="end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          {status?.folder != null && (
            <Button variant="default" onClick={() => watch(null)}>
              {t("start.watch.stop")}
            </Button>
          )}
          <Button type="submit" disabled={folder.trim() === ""}>
            {t("start.watch.start")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
