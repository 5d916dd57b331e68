import { Button, FileButton, Group, Select, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProfileSummary, Settings } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showDone, showError } from "../../ui/error-notice.tsx";

const SHA256 = /^[0-9a-f]{64}$/;

/** Which competition new projects are for, and where further ones come from. */
export function CompetitionSection({
  settings,
  onChoose,
}: {
  settings: Settings;
  onChoose: (profileId: string) => void;
}) {
  const { t } = useTranslation();
  const services = useServices();
  const queries = useQueryClient();
  const profiles = useAnswer("profiles.list", {});
  const [url, setUrl] = useState("");
  const [sha256, setSha256] = useState("");
  const hashMistake = sha256 === "" || SHA256.test(sha256) ? null : t("settings.competition.hashMistake");

  const take = async (added: Promise<ProfileSummary>): Promise<void> => {
    try {
      const { title } = await added;
      await queries.invalidateQueries({ queryKey: ["profiles.list"] });
      setUrl("");
      setSha256("");
      showDone(t("settings.competition.added", { title }));
    } catch (error) {
      showError(error);
    }
  };
  const addFile = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const text = await file.text();
    await take(services.call("profiles.add", { kind: "text", text, name: file.name }));
  };

  return (
    <section className="card section" aria-label={t("settings.competition.label")}>
      <Text fw={550} mb={6}>
        {t("settings.competition.title")}
      </Text>
      <Group>
        <Select
          w={260}
          aria-label={t("settings.competition.title")}
          allowDeselect={false}
          value={settings.profileId}
          data={(profiles.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(profileId) => profileId !== null && onChoose(profileId)}
        />
        <FileButton accept=".json,application/json" onChange={(file) => void addFile(file)}>
          {(props) => (
            <Button {...props} variant="default">
              {t("settings.competition.addFile")}
            </Button>
          )}
        </FileButton>
      </Group>
      <Text size="sm" className="muted" mt="md" mb={6}>
        {t("settings.competition.fromAddress")}
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void take(services.call("profiles.add", { kind: "url", url, sha256 }));
        }}
      >
        <Group align="start" wrap="nowrap">
          <TextInput
            className="grow"
            aria-label={t("settings.competition.address")}
            placeholder={t("settings.competition.addressExample")}
            type="url"
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <TextInput
            className="grow"
            aria-label={t("settings.competition.hash")}
            placeholder="sha256"
            value={sha256}
            error={hashMistake}
            onChange={(event) => setSha256(event.currentTarget.value.trim().toLowerCase())}
          />
          <Button type="submit" variant="default" disabled={url === "" || !SHA256.test(sha256)}>
            {t("settings.competition.add")}
          </Button>
        </Group>
      </form>
    </section>
  );
}
