import { Button, Group, Radio, ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ResultOf } from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { bytes } from "../../ui/format.ts";
import { ErrorNotice } from "../../ui/notice.tsx";
import type { NamedSource } from "./named-source.ts";

/** A dataset by its name and revision: its files, one of which is fetched. */
export function HubSheet({
  onClose,
  onFetched,
}: {
  onClose: () => void;
  onFetched: (item: NamedSource) => void;
}) {
  const { t } = useTranslation();
  const services = useServices();
  const [repo, setRepo] = useState("");
  const [revision, setRevision] = useState("main");
  const [found, setFound] = useState<ResultOf<"import.hubFiles"> | null>(null);
  const [path, setPath] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const busily = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const look = (): Promise<void> =>
    busily(async () => {
      const answer = await services.call("import.hubFiles", { repo, revision });
      setFound(answer);
      setPath(answer.files[0]?.path ?? null);
    });
  const fetch = (): Promise<void> =>
    busily(async () => {
      if (found === null || path === null) return;
      const { uploadId, fileName } = await services.call("import.fetch", { repo, sha: found.sha, path });
      onFetched({ source: { kind: "upload", uploadId, fileName }, name: `${repo}, ${fileName}` });
    });

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void (found === null ? look() : fetch());
      }}
    >
      <Stack gap="md">
        <Group align="end" gap={8}>
          <TextInput
            flex={1}
            label={t("start.hub.dataset")}
            placeholder={t("start.hub.repoForm")}
            data-autofocus
            value={repo}
            onChange={(event) => {
              setRepo(event.currentTarget.value);
              setFound(null);
            }}
          />
          <TextInput
            w={200}
            label={t("start.hub.revision")}
            value={revision}
            onChange={(event) => {
              setRevision(event.currentTarget.value);
              setFound(null);
            }}
          />
        </Group>
        {error !== null && <ErrorNotice error={error} />}
        {found !== null && found.files.length === 0 && (
          <Text size="sm" className="muted">
            {t("start.hub.nothing")}
          </Text>
        )}
        {found !== null && found.files.length > 0 && (
          <ScrollArea.Autosize mah={280}>
            <Radio.Group label={t("start.hub.file")} value={path} onChange={setPath}>
              <Stack gap={6} mt={6}>
                {found.files.map((file) => (
                  <Radio
                    key={file.path}
                    size="xs"
                    value={file.path}
                    label={`${file.path} (${bytes(file.sizeBytes)})`}
                  />
                ))}
              </Stack>
            </Radio.Group>
          </ScrollArea.Autosize>
        )}
        <Group justify="end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          {found === null ? (
            <Button type="submit" loading={isBusy} disabled={!repo.includes("/")}>
              {t("start.hub.look")}
            </Button>
          ) : (
            <Button type="submit" loading={isBusy} disabled={path === null}>
              {t("start.hub.fetch")}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
