import { Button, FileInput, Group, Modal, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Comparison, MAX_TAG_CHARS } from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { when } from "../../ui/format.ts";

type Kind = Comparison["kind"];

/** Looks which rows say the same or nearly the same as a row of something else, and tags them. */
export function CompareSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const services = useServices();
  const { project, settings } = useLive();
  const publications = useAnswer("publish.list", {}).data ?? [];
  const published = publications.filter(({ outcome }) => outcome === "done");
  const evalSet = useAnswer(
    "evalSet.status",
    { profileId: project?.profileId ?? "" },
    { enabled: project !== null && project !== undefined },
  );
  const [kind, setKind] = useState<Kind>("file");
  const [file, setFile] = useState<File | null>(null);
  const [publicationId, setPublicationId] = useState<string | null>(null);
  const [tag, setTag] = useState(() => t("duplicates.compare.tags.file"));
  const chosen = publicationId ?? published[0]?.id ?? null;
  const canStart =
    tag.trim() !== "" &&
    (kind === "file"
      ? file !== null
      : kind === "publication"
        ? chosen !== null
        : evalSet.data?.present != null);

  const start = async (): Promise<void> => {
    try {
      await services.call("dedup.tagAlike", { with: await comparison(), tag: tag.trim() });
      onClose();
    } catch (error) {
      showError(error);
    }
  };
  const fetchEvalSet = async (): Promise<void> => {
    try {
      const profileId = project?.profileId ?? "";
      await services.call("evalSet.fetch", { profileId, networkId: settings?.networkId ?? "" });
    } catch (error) {
      showError(error);
    }
  };
  const comparison = async (): Promise<Comparison> => {
    if (kind === "evalSet") return { kind };
    if (kind === "publication") return { kind, id: chosen ?? "" };
    if (file === null) throw new Error("no file was chosen");
    const { uploadId } = await services.upload(file);
    const source = { kind: "upload", uploadId, fileName: file.name } as const;
    const { format } = await services.call("import.inspect", { source });
    return { kind, source, format };
  };

  return (
    <Modal opened onClose={onClose} title={t("duplicates.compare.title")} size={520}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <Stack gap="md">
          <Radio.Group
            label={t("duplicates.compare.with")}
            value={kind}
            onChange={(value) => {
              setKind(value as Kind);
              setTag(t(`duplicates.compare.tags.${value as Kind}`));
            }}
          >
            <Stack gap={6} mt={6}>
              <Radio size="xs" value="file" label={t("duplicates.compare.kinds.file")} />
              <Radio
                size="xs"
                value="publication"
                label={t("duplicates.compare.kinds.publication")}
                disabled={published.length === 0}
              />
              <Radio size="xs" value="evalSet" label={t("duplicates.compare.kinds.evalSet")} />
            </Stack>
          </Radio.Group>
          {kind === "file" && (
            <FileInput
              label={t("duplicates.compare.file")}
              placeholder={t("duplicates.compare.chooseFile")}
              value={file}
              onChange={setFile}
              data-autofocus
            />
          )}
          {kind === "publication" && (
            <Select
              label={t("duplicates.compare.publication")}
              allowDeselect={false}
              value={chosen}
              onChange={setPublicationId}
              data={published.map(({ id, repo, createdAt }) => ({
                value: id,
                label: `${repo}, ${when(createdAt)}`,
              }))}
            />
          )}
          {kind === "evalSet" && evalSet.data?.present == null && (
            <Group>
              <Text size="sm" className="muted" flex={1}>
                {evalSet.data?.repo == null
                  ? t("duplicates.compare.noEvalSet")
                  : t("duplicates.compare.evalSetNotHere", { repo: evalSet.data.repo })}
              </Text>
              {evalSet.data?.repo != null && (
                <Button size="compact-sm" variant="default" onClick={() => void fetchEvalSet()}>
                  {t("duplicates.compare.fetch")}
                </Button>
              )}
            </Group>
          )}
          <TextInput
            label={t("duplicates.compare.tag")}
            value={tag}
            maxLength={MAX_TAG_CHARS}
            onChange={(event) => setTag(event.currentTarget.value)}
          />
          <Text size="xs" className="muted">
            {t("duplicates.compare.onlyTagged")}
          </Text>
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              {t("duplicates.compare.leave")}
            </Button>
            <Button type="submit" disabled={!canStart}>
              {t("duplicates.compare.start")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
