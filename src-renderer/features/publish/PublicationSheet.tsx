import { Anchor, Button, Group, Loader, Progress, Text, Title } from "@mantine/core";
import {
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClockPause,
} from "@tabler/icons-react";
import { Trans, useTranslation } from "react-i18next";
import {
  describeError,
  inWords,
  type PublicationView,
  type PublishStep,
} from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { say, useLanguage } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { count, fixed, timeOfDay } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";

/** The steps of one publication as they happen. */
export function PublicationSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const services = useServices();
  const language = useLanguage();
  const { data: publication } = useAnswer("publish.get", { id });
  if (!publication)
    return (
      <div className="page">
        <Loader size="sm" aria-label={t("shell.loading")} />
      </div>
    );
  const act = (method: "publish.cancel" | "publish.resume") => () =>
    void services.call(method, { id }).catch(showError);
  const error =
    publication.error === null
      ? null
      : describeError(publication.error.code, publication.error.details, language);
  return (
    <div className="page">
      <div className="page-inner" style={{ maxWidth: 720 }}>
        <Group justify="space-between" mb="xs">
          <Title order={2}>{t(`publish.sheet.outcomes.${publication.outcome}`)}</Title>
          <Button variant="default" onClick={onClose}>
            {t(publication.outcome === "done" ? "publish.sheet.again" : "publish.sheet.back")}
          </Button>
        </Group>
        <Text className="muted" mb="md">
          {t("publish.sheet.where", {
            repo: publication.repo,
            network: publication.networkId,
            netuid: publication.netuid,
          })}
        </Text>
        {publication.outcome === "done" && (
          <Notice kind="ok" title={t("publish.sheet.done")}>
            <Trans
              t={t}
              i18nKey="publish.sheet.standsSince"
              values={{ commitment: publication.commitment, block: publication.block ?? 0 }}
              components={{ commitment: <span className="mono" /> }}
            />
          </Notice>
        )}
        {error !== null && (
          <Notice kind="error" title={error.sentence}>
            {error.mend}
          </Notice>
        )}
        {publication.waiting !== null && <Waiting publication={publication} />}
        <section className="card" aria-label={t("publish.sheet.steps")} style={{ padding: "8px 20px" }}>
          {publication.steps.map((step) => (
            <Step key={step.id} step={step} />
          ))}
        </section>
        <Group mt="md">
          {publication.canResume && (
            <Button onClick={act("publish.resume")}>{t("publish.sheet.goOn")}</Button>
          )}
          {publication.canCancel && (
            <Button variant="default" onClick={act("publish.cancel")}>
              {t("common.cancel")}
            </Button>
          )}
        </Group>
      </div>
    </div>
  );
}

function Waiting({ publication }: { publication: PublicationView }) {
  const { t } = useTranslation();
  const { network } = useLive();
  const language = useLanguage();
  if (publication.waiting === null) return null;
  const { netuid, hotkey } = publication;
  const { reason, untilBlock, blocksLeft, retryAt } = publication.waiting;
  const left = untilBlock === null || !network?.block ? blocksLeft : Math.max(0, untilBlock - network.block);
  const seconds = left === null ? null : Math.round((left * (network?.blockTimeMs ?? 12_000)) / 1_000);
  return (
    <Notice
      kind="warning"
      title={describeError(reason, { netuid, hotkey, block: untilBlock }, language).sentence}
    >
      {left === null
        ? retryAt === null
          ? t("publish.sheet.nextTrySoon")
          : t("publish.sheet.nextTry", { time: timeOfDay(retryAt) })
        : t("publish.sheet.blocksLeft", { count: left, seconds })}
    </Notice>
  );
}

const ICONS: Readonly<Record<PublishStep["state"], React.ReactNode>> = {
  todo: <IconCircleDashed size={18} className="muted" />,
  active: <Loader size={16} />,
  waiting: <IconClockPause size={18} className="level-warning" />,
  done: <IconCircleCheck size={18} className="level-ok" />,
  failed: <IconCircleX size={18} className="level-error" />,
  skipped: <IconCircle size={18} className="muted" />,
};

/** When a step began and how long it took. */
function timeOf({ startedAt, endedAt }: PublishStep): string {
  if (startedAt === null) return "";
  const began = timeOfDay(startedAt);
  if (endedAt === null) return began;
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000;
  return say("publish.sheet.took", {
    began,
    seconds: seconds < 10 ? fixed(seconds, 1) : count(Math.round(seconds)),
  });
}

function Step({ step }: { step: PublishStep }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className={`step ${step.state}`}>
      <span role="img" aria-label={t(`publish.sheet.states.${step.state}`)}>
        {ICONS[step.state]}
      </span>
      <div>
        <span className="step-head">
          <span className="step-title">{inWords(step.title, language)}</span>
          <span className="muted small">{timeOf(step)}</span>
        </span>
        {step.detail !== null && <Text className="mono muted">{inWords(step.detail, language)}</Text>}
        {step.link !== null && (
          <Anchor size="sm" href={step.link} target="_blank" rel="noreferrer">
            {t("publish.sheet.openOnHub")}
          </Anchor>
        )}
        {step.progress !== null && (
          <Progress
            mt={4}
            value={(step.progress.done / Math.max(1, step.progress.total)) * 100}
            aria-label={inWords(step.title, language)}
          />
        )}
      </div>
    </div>
  );
}
