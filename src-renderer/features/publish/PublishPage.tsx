import { Button, Checkbox, Group, Loader, NumberInput, Select, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  AssayError,
  inWords,
  type Preflight,
  type PreflightCheck,
  type PublishRequest,
} from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useNavigation } from "../../shell/navigation.ts";
import { useLanguage } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { LevelMark } from "../../ui/level.tsx";
import { ErrorNotice, Notice } from "../../ui/notice.tsx";
import { PublicationSheet } from "./PublicationSheet.tsx";

/** Publish & Commit: where to, what stands in the way, and what exactly will be signed. */
export function PublishPage() {
  const { t } = useTranslation();
  const services = useServices();
  const language = useLanguage();
  const { project, settings } = useLive();
  const networkId = settings?.networkId ?? "sandbox";
  const networks = useAnswer("network.list", {});
  const identity = useAnswer("network.identity", { networkId });
  const [repo, setRepo] = useState<string | null>(null);
  const [netuid, setNetuid] = useState<number | null>(null);
  const [consent, setConsent] = useState<readonly string[]>([]);
  const [publicationId, setPublicationId] = useState<string | null>(null);
  const [isStarting, setStarting] = useState(false);
  const hotkey = identity.data?.hotkeys[0];
  const typedRepo =
    repo ?? settings?.repo ?? (identity.data?.hubUser ? `${identity.data.hubUser}/dataset` : "");
  const [settledRepo] = useDebouncedValue(typedRepo, 300);
  const request: PublishRequest = {
    profileId: project?.profileId ?? "",
    networkId,
    netuid,
    repo: settledRepo,
    hotkeyId: hotkey?.id ?? "",
  };
  const preflight = useAnswer("publish.preflight", request, {
    enabled: hotkey !== undefined && settledRepo !== "" && project !== null,
    keep: true,
  });

  useEffect(() => setConsent([]), []);
  if (publicationId !== null)
    return <PublicationSheet id={publicationId} onClose={() => setPublicationId(null)} />;

  const hubProblem = identity.data?.hubProblem ?? null;
  const lookAgain = (): void => {
    void identity.refetch();
    void preflight.refetch();
  };
  const missing = preflight.data?.needsConsent.filter((id) => !consent.includes(id)) ?? [];
  const publish = async (): Promise<void> => {
    setStarting(true);
    try {
      const publication = await services.call("publish.start", { ...request, consent: [...consent] });
      await services.call("settings.set", { repo: settledRepo });
      setPublicationId(publication.id);
    } catch (error) {
      showError(error);
    } finally {
      setStarting(false);
    }
  };

  return (
    <div className="page">
      <div className="page-inner">
        <Title order={2}>{t("publish.title")}</Title>
        <Text className="muted" mb="lg">
          {t("publish.intro")}
        </Text>
        <Group align="end" mb="lg">
          <Select
            label={t("publish.network")}
            w={220}
            allowDeselect={false}
            value={networkId}
            data={(networks.data ?? []).map(({ id, title }) => ({
              value: id,
              label: inWords(title, language),
            }))}
            onChange={(id) => {
              if (id !== null)
                void services
                  .call("settings.set", { networkId: id })
                  .then(() => services.call("network.select", { networkId: id }))
                  .catch(showError);
            }}
          />
          <NumberInput
            label={t("publish.subnet")}
            w={110}
            placeholder={String(preflight.data?.netuid ?? t("publish.subnetOfProfile"))}
            value={netuid ?? ""}
            min={0}
            max={65535}
            onChange={(value) => setNetuid(typeof value === "number" ? value : null)}
          />
          <TextInput
            label={t("publish.repo")}
            w={260}
            value={typedRepo}
            onChange={(event) => setRepo(event.currentTarget.value)}
          />
          <TextInput
            label={t("publish.hotkey")}
            w={210}
            readOnly
            value={
              hotkey === undefined
                ? t("publish.noHotkey")
                : `${inWords(hotkey.label, language)} ${hotkey.address.slice(0, 6)}…`
            }
          />
        </Group>
        {identity.error && <ErrorNotice error={identity.error} />}
        {hubProblem !== null && (
          <>
            <ErrorNotice error={new AssayError(hubProblem.code, hubProblem.details)} />
            <Button variant="default" loading={identity.isFetching} onClick={lookAgain}>
              {t("publish.lookAgain")}
            </Button>
          </>
        )}
        {identity.data !== undefined && hotkey === undefined && (
          <Notice kind="warning" title={t("publish.hotkeyMissing.title")}>
            {t("publish.hotkeyMissing.text")}
          </Notice>
        )}
        {preflight.error && hubProblem === null && (
          <>
            <ErrorNotice error={preflight.error} />
            <Button variant="default" loading={preflight.isFetching} onClick={lookAgain}>
              {t("publish.lookAgain")}
            </Button>
          </>
        )}
        {preflight.isLoading && (
          <Group>
            <Loader size="xs" /> <Text size="sm">{t("publish.looking")}</Text>
          </Group>
        )}
        {preflight.data !== undefined && !preflight.error && hubProblem === null && (
          <>
            <Checks preflight={preflight.data} consent={consent} onConsent={setConsent} />
            <section
              className="card"
              aria-label={t("publish.signed.title")}
              style={{ padding: 16, marginTop: 16 }}
            >
              <Text fw={550}>{t("publish.signed.title")}</Text>
              <Text className="mono" my={4}>
                {preflight.data.commitmentForecast}
              </Text>
              <Text size="sm" className="muted">
                {t("publish.signed.text", {
                  bytes: preflight.data.commitmentBytes,
                  netuid: preflight.data.netuid,
                  competition: preflight.data.competitionId,
                })}
              </Text>
            </section>
            <Group mt="lg">
              <Button
                size="md"
                loading={isStarting}
                disabled={!preflight.data.canPublish || missing.length > 0}
                onClick={() => void publish()}
              >
                {t("publish.title")}
              </Button>
              <Button variant="default" size="md" loading={preflight.isFetching} onClick={lookAgain}>
                {t("publish.lookAgain")}
              </Button>
              {!preflight.data.canPublish && (
                <Text size="sm" className="level-error">
                  {t("publish.inTheWay")}
                </Text>
              )}
              {preflight.data.canPublish && missing.length > 0 && (
                <Text size="sm" className="muted">
                  {t("publish.agreeFirst")}
                </Text>
              )}
            </Group>
          </>
        )}
      </div>
    </div>
  );
}

function Checks({
  preflight,
  consent,
  onConsent,
}: {
  preflight: Preflight;
  consent: readonly string[];
  onConsent: (ids: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <section className="card" aria-label={t("publish.checks")}>
      {preflight.checks.map((check) => (
        <Check
          key={check.id}
          check={check}
          isAgreed={consent.includes(check.id)}
          onAgree={(agreed) =>
            onConsent(agreed ? [...consent, check.id] : consent.filter((id) => id !== check.id))
          }
        />
      ))}
    </section>
  );
}

function Check({
  check,
  isAgreed,
  onAgree,
}: {
  check: PreflightCheck;
  isAgreed: boolean;
  onAgree: (agreed: boolean) => void;
}) {
  const { t } = useTranslation();
  const navigation = useNavigation();
  const language = useLanguage();
  const { id, state, title, detail, mend, goTo } = check;
  return (
    <Group wrap="nowrap" align="start" px="md" py={10} style={{ borderBottom: "1px solid var(--line)" }}>
      <LevelMark level={state} />
      <div style={{ flex: 1 }}>
        <Text size="sm" fw={550}>
          {inWords(title, language)}
        </Text>
        <Text size="sm">{inWords(detail, language)}</Text>
        {mend !== null && (
          <Text size="sm" className="muted">
            {inWords(mend, language)}
          </Text>
        )}
        {state === "warning" && (
          <Checkbox
            mt={6}
            size="xs"
            label={t("publish.allTheSame")}
            checked={isAgreed}
            onChange={(event) => onAgree(event.currentTarget.checked)}
            aria-label={t("publish.agree", { check: id })}
          />
        )}
      </div>
      {goTo !== null && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => navigation.go(goTo === "problems" ? "dataset" : goTo)}
        >
          {t("publish.mend")}
        </Button>
      )}
    </Group>
  );
}
