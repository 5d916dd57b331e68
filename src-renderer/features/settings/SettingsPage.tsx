import { Button, Group, PasswordInput, SegmentedControl, Slider, Switch, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { describeError, MODEL_HUB_ID, type Settings } from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { LANGUAGES, useLanguage } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { fixed } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { CompetitionSection } from "./CompetitionSection.tsx";
import { ModelsSection } from "./ModelsSection.tsx";

const THEMES = ["system", "light", "dark"] as const;

export function SettingsPage() {
  const { t } = useTranslation();
  const services = useServices();
  const { settings, project } = useLive();
  const info = useAnswer("app.info", {});
  if (settings === null) return null;
  const set = (changes: Partial<Settings>): void =>
    void services.call("settings.set", changes).catch(showError);
  return (
    <div className="page">
      <div className="page-inner" style={{ maxWidth: 720 }}>
        <Title order={2} mb="md">
          {t("settings.title")}
        </Title>
        <section className="card section" aria-label={t("settings.appearance.title")}>
          <Text fw={550} mb={6}>
            {t("settings.appearance.title")}
          </Text>
          <SegmentedControl
            aria-label={t("settings.appearance.theme")}
            value={settings.theme}
            onChange={(theme) => set({ theme: theme as Settings["theme"] })}
            data={THEMES.map((value) => ({ value, label: t(`settings.appearance.themes.${value}`) }))}
          />
          <Switch
            mt="md"
            label={t("settings.appearance.contrast")}
            checked={settings.contrast === "more"}
            onChange={(event) => set({ contrast: event.currentTarget.checked ? "more" : "system" })}
          />
        </section>
        <section className="card section" aria-label={t("settings.language.title")}>
          <Text fw={550} mb={6}>
            {t("settings.language.title")}
          </Text>
          <SegmentedControl
            aria-label={t("settings.language.title")}
            value={settings.language}
            onChange={(language) => set({ language: language as Settings["language"] })}
            data={[
              { value: "system", label: t("settings.language.system") },
              ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
            ]}
          />
        </section>
        <Account
          networkId={settings.networkId}
          label="Hugging Face"
          title={t("settings.account.title", { network: settings.networkId })}
        />
        {settings.networkId === "sandbox" && (
          <Account
            networkId={MODEL_HUB_ID}
            label={t("settings.account.forModels.title")}
            title={t("settings.account.forModels.title")}
            note={t("settings.account.forModels.text")}
          />
        )}
        <CompetitionSection settings={settings} onChoose={(profileId) => set({ profileId })} />
        <ModelsSection />
        <section className="card section" aria-label={t("settings.duplicates.label")}>
          <Text fw={550}>{t("settings.duplicates.title")}</Text>
          <Text size="sm" className="muted" mb="sm">
            {t("settings.duplicates.text")}
          </Text>
          <Slider
            min={0.5}
            max={1}
            step={0.05}
            defaultValue={settings.nearDuplicateThreshold}
            label={(value) => fixed(value, 2)}
            thumbLabel={t("settings.duplicates.threshold")}
            onChangeEnd={(threshold) => {
              if (project) void services.call("dedup.setThreshold", { threshold }).catch(showError);
              else set({ nearDuplicateThreshold: threshold });
            }}
          />
        </section>
        <Text size="sm" className="muted">
          {info.data !== undefined && t("settings.about", info.data)}
        </Text>
      </div>
    </div>
  );
}

/** Who one is on a hub, and the way to be somebody else. */
function Account({
  networkId,
  label,
  title,
  note,
}: {
  networkId: string;
  label: string;
  title: string;
  note?: string;
}) {
  const { t } = useTranslation();
  const services = useServices();
  const queries = useQueryClient();
  const language = useLanguage();
  const identity = useAnswer("network.identity", { networkId });
  const info = useAnswer("app.info", {});
  const [token, setToken] = useState("");
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ["network.identity"] });
  return (
    <section className="card section" aria-label={label}>
      <Text fw={550}>{title}</Text>
      {note !== undefined && (
        <Text size="sm" className="muted">
          {note}
        </Text>
      )}
      <Text size="sm" className="muted" mb="sm">
        {identity.data?.hubUser
          ? t(identity.data.hubCanWrite ? "settings.account.signedIn" : "settings.account.signedInToRead", {
              user: identity.data.hubUser,
            })
          : identity.data?.hubProblem
            ? describeError(identity.data.hubProblem.code, identity.data.hubProblem.details, language)
                .sentence
            : t("settings.account.signedOut")}
      </Text>
      {note === undefined && info.data !== undefined && !info.data.secretsProtected && (
        <Notice kind="warning" title={t("settings.account.unprotected.title")}>
          {t("settings.account.unprotected.text")}
        </Notice>
      )}
      <Group align="end">
        <PasswordInput
          w={320}
          label={t("settings.account.token")}
          placeholder="hf_…"
          value={token}
          autoComplete="off"
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <Button
          disabled={token === ""}
          onClick={() =>
            void services
              .call("hub.login", { networkId, token })
              .then(() => {
                setToken("");
                return refresh();
              })
              .catch(showError)
          }
        >
          {t("settings.account.signIn")}
        </Button>
        <Button
          variant="default"
          onClick={() => void services.call("hub.logout", { networkId }).then(refresh).catch(showError)}
        >
          {t("settings.account.signOut")}
        </Button>
      </Group>
    </section>
  );
}
