import { Button, Group, PasswordInput, SegmentedControl, Slider, Switch, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { describeError, type Settings } from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { Notice } from "../../ui/notice.tsx";
import { CompetitionSection } from "./CompetitionSection.tsx";

export function SettingsPage() {
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
          Settings
        </Title>
        <section className="card section" aria-label="Appearance">
          <Text fw={550} mb={6}>
            Appearance
          </Text>
          <SegmentedControl
            aria-label="Theme"
            value={settings.theme}
            onChange={(theme) => set({ theme: theme as Settings["theme"] })}
            data={[
              { value: "system", label: "As the system" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
          />
          <Switch
            mt="md"
            label="High contrast"
            checked={settings.contrast === "more"}
            onChange={(event) => set({ contrast: event.currentTarget.checked ? "more" : "system" })}
          />
        </section>
        <Account settings={settings} />
        <CompetitionSection settings={settings} onChoose={(profileId) => set({ profileId })} />
        <section className="card section" aria-label="Duplicates">
          <Text fw={550}>Near-duplicates</Text>
          <Text size="sm" className="muted" mb="sm">
            Rows count as near-duplicates from this similarity on.
          </Text>
          <Slider
            min={0.5}
            max={1}
            step={0.05}
            defaultValue={settings.nearDuplicateThreshold}
            label={(value) => value.toFixed(2)}
            thumbLabel="Similarity threshold"
            onChangeEnd={(threshold) => {
              if (project) void services.call("dedup.setThreshold", { threshold }).catch(showError);
              else set({ nearDuplicateThreshold: threshold });
            }}
          />
        </section>
        <Text size="sm" className="muted">
          Assay {info.data?.version}, {info.data?.host} host. Data in {info.data?.dataDir}
        </Text>
      </div>
    </div>
  );
}

function Account({ settings }: { settings: Settings }) {
  const services = useServices();
  const queries = useQueryClient();
  const language = useLanguage();
  const { networkId } = settings;
  const identity = useAnswer("network.identity", { networkId });
  const info = useAnswer("app.info", {});
  const [token, setToken] = useState("");
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ["network.identity"] });
  return (
    <section className="card section" aria-label="Hugging Face">
      <Text fw={550}>Hugging Face account on {networkId}</Text>
      <Text size="sm" className="muted" mb="sm">
        {identity.data?.hubUser
          ? `Signed in as ${identity.data.hubUser}, ${identity.data.hubCanWrite ? "with write access" : "read only"}.`
          : identity.data?.hubProblem
            ? describeError(identity.data.hubProblem.code, identity.data.hubProblem.details, language)
                .sentence
            : "Not signed in."}
      </Text>
      {info.data !== undefined && !info.data.secretsProtected && (
        <Notice kind="warning" title="Nothing protects secrets at rest here">
          A token is kept only until Assay stops. Start it with ASSAY_PASSWORD to keep it sealed.
        </Notice>
      )}
      <Group align="end">
        <PasswordInput
          w={320}
          label="Token"
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
          Sign in
        </Button>
        <Button
          variant="default"
          onClick={() => void services.call("hub.logout", { networkId }).then(refresh).catch(showError)}
        >
          Sign out
        </Button>
      </Group>
    </section>
  );
}
