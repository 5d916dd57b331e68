import { Anchor, Button, Group, Select, Text, Title } from "@mantine/core";
import { IconTrophy } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProjectInfo } from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useNavigation } from "../../shell/navigation.ts";
import { Empty } from "../../ui/empty.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { useDatasetView } from "../dataset/view.tsx";
import { EarlierRounds } from "./EarlierRounds.tsx";
import { RoundCard } from "./RoundCard.tsx";
import "./practice.css";

/** A whole round of a competition, with nothing at stake. */
export function PracticePage() {
  const { t } = useTranslation();
  const services = useServices();
  const queries = useQueryClient();
  const { project } = useLive();
  const rounds = useAnswer("practice.list", {});
  const [shownId, setShownId] = useState<string | null>(null);
  const all = rounds.data ?? [];
  const shown = all.find(({ id }) => id === shownId) ?? all[0];
  const before = all
    .slice(shown === undefined ? 0 : all.indexOf(shown) + 1)
    .find(({ profileId, state }) => profileId === shown?.profileId && state === "done");
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ["practice.list"] });

  return (
    <div className="page">
      <div className="page-inner practice-page">
        <Title order={2}>{t("practice.title")}</Title>
        <Text className="muted" mb="lg">
          {t("practice.intro")}
        </Text>
        {project && (
          <SetUp
            key={project.profileId}
            project={project}
            isBusy={all.some(({ state }) => state === "running")}
            hasPractised={all.length > 0}
            onStarted={(id) => {
              setShownId(id);
              void refresh();
            }}
          />
        )}
        {shown === undefined ? (
          <Empty icon={<IconTrophy size={32} stroke={1.5} />} title={t("practice.none.title")}>
            <p className="practice-none">{t("practice.none.text")}</p>
          </Empty>
        ) : (
          <RoundCard round={shown} before={before ?? null} />
        )}
        {all.length > 1 && (
          <EarlierRounds
            rounds={all}
            shownId={shown?.id ?? null}
            onShow={setShownId}
            onRemove={(id) => void services.call("practice.remove", { id }).then(refresh).catch(showError)}
          />
        )}
      </div>
    </div>
  );
}

/** Which competition, and the button. */
function SetUp({
  project,
  isBusy,
  hasPractised,
  onStarted,
}: {
  project: ProjectInfo;
  isBusy: boolean;
  hasPractised: boolean;
  onStarted: (id: string) => void;
}) {
  const { t } = useTranslation();
  const services = useServices();
  const { go } = useNavigation();
  const { set } = useDatasetView();
  const profiles = useAnswer("profiles.list", {});
  const [profileId, setProfileId] = useState(project.profileId);
  const [isStarting, setStarting] = useState(false);
  const chosen = profiles.data?.find(({ id }) => id === profileId);
  const start = async (): Promise<void> => {
    setStarting(true);
    try {
      onStarted((await services.call("practice.start", { profileId })).id);
    } catch (error) {
      showError(error);
    } finally {
      setStarting(false);
    }
  };
  return (
    <section className="card practice-card">
      <Group align="end" wrap="nowrap">
        <Select
          w={280}
          label={t("practice.competition")}
          allowDeselect={false}
          value={profileId}
          data={(profiles.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(id) => id !== null && setProfileId(id)}
        />
        <Button loading={isStarting} disabled={isBusy || project.rows === 0} onClick={() => void start()}>
          {t(hasPractised ? "practice.again" : "practice.start")}
        </Button>
      </Group>
      {chosen?.description !== undefined && (
        <Text size="sm" className="muted" mt="xs">
          {chosen.description}
        </Text>
      )}
      {project.rows === 0 && (
        <Text size="sm" className="muted" mt="xs">
          {t("practice.noRows")}
        </Text>
      )}
      {project.problems.error > 0 && (
        <Text size="sm" mt="xs" className="level-error">
          {t("practice.withErrors", { count: project.problems.error })}{" "}
          <Anchor
            component="button"
            size="sm"
            onClick={() => {
              go("dataset");
              set({ side: "problems" });
            }}
          >
            {t("practice.toProblems")}
          </Anchor>
        </Text>
      )}
    </section>
  );
}
