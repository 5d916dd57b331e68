import { Anchor, Button, Group, Loader, Progress, Text, Title } from "@mantine/core";
import {
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClockPause,
} from "@tabler/icons-react";
import {
  describeError,
  inWords,
  type PublicationView,
  type PublishStep,
} from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { count } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";

const TITLES: Readonly<Record<PublicationView["outcome"], string>> = {
  running: "Publishing …",
  waiting: "Waiting for the chain",
  done: "Published and committed",
  stopped: "Stopped",
  cancelled: "Cancelled",
  superseded: "Superseded",
};

/** The steps of one publication as they happen. */
export function PublicationSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const services = useServices();
  const language = useLanguage();
  const { data: publication } = useAnswer("publish.get", { id });
  if (!publication)
    return (
      <div className="page">
        <Loader size="sm" aria-label="Loading" />
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
          <Title order={2}>{TITLES[publication.outcome]}</Title>
          <Button variant="default" onClick={onClose}>
            {publication.outcome === "done" ? "Publish again" : "Back"}
          </Button>
        </Group>
        <Text className="muted" mb="md">
          {publication.repo}, {publication.networkId} subnet {publication.netuid}
        </Text>
        {publication.outcome === "done" && (
          <Notice kind="ok" title="Done">
            <span className="mono">{publication.commitment}</span> stands on-chain since block{" "}
            {count(publication.block ?? 0)}.
          </Notice>
        )}
        {error !== null && (
          <Notice kind="error" title={error.sentence}>
            {error.mend}
          </Notice>
        )}
        {publication.waiting !== null && <Waiting publication={publication} />}
        <section className="card" aria-label="Steps" style={{ padding: "8px 20px" }}>
          {publication.steps.map((step) => (
            <Step key={step.id} step={step} />
          ))}
        </section>
        <Group mt="md">
          {publication.canResume && <Button onClick={act("publish.resume")}>Go on</Button>}
          {publication.canCancel && (
            <Button variant="default" onClick={act("publish.cancel")}>
              Cancel
            </Button>
          )}
        </Group>
      </div>
    </div>
  );
}

function Waiting({ publication }: { publication: PublicationView }) {
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
        ? `Next try ${retryAt === null ? "soon" : new Date(retryAt).toLocaleTimeString("en-GB")}.`
        : `${count(left)} blocks left, about ${seconds} s. Assay goes on by itself.`}
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
  const began = new Date(startedAt).toLocaleTimeString("en-GB");
  if (endedAt === null) return began;
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000;
  return `${began}, ${seconds < 10 ? seconds.toFixed(1) : count(Math.round(seconds))} s`;
}

function Step({ step }: { step: PublishStep }) {
  const language = useLanguage();
  return (
    <div className={`step ${step.state}`}>
      <span role="img" aria-label={step.state}>
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
            Open on the hub
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
