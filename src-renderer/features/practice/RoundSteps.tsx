import { Button, Group, Progress, Text } from "@mantine/core";
import { IconCircle, IconCircleCheckFilled, IconPointFilled, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { PracticeStage, PracticeView } from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";

const STAGES: readonly PracticeStage[] = [
  "seeding",
  "downloading",
  "training",
  "passing",
  "weights",
  "reading-back",
];
/** Share of a round's time that has passed when a stage begins; training takes nearly all of it. */
const BEGINS: Readonly<Record<PracticeStage, number>> = {
  seeding: 2,
  downloading: 8,
  training: 12,
  passing: 92,
  weights: 94,
  "reading-back": 98,
};
const ICONS = { done: IconCircleCheckFilled, now: IconPointFilled, todo: IconCircle } as const;

/** A round under way: what is done, what is being done, and the way to call it off. */
export function RoundSteps({ round }: { round: PracticeView }) {
  const { t } = useTranslation();
  const services = useServices();
  const { stage } = round.progress;
  const at = STAGES.indexOf(stage);
  const stages = STAGES.filter((each) => each !== "passing" || round.isDaily);
  const cancel = (): void => void services.call("practice.cancel", { id: round.id }).catch(showError);
  return (
    <>
      <Group justify="space-between" wrap="nowrap" align="start">
        <div>
          <Text fw={600} aria-live="polite">
            {t(`practice.stage.${stage}`)}
          </Text>
          <Text size="sm" className="muted">
            {t(`practice.stageHelp.${stage}`)}
          </Text>
        </div>
        <Button variant="default" leftSection={<IconX size={14} />} onClick={cancel}>
          {t("practice.cancel")}
        </Button>
      </Group>
      <Progress value={percentDone(round)} mt="sm" mb="xs" aria-label={t("practice.progress")} />
      <ol className="practice-steps" aria-label={t("practice.steps")}>
        {stages.map((each) => {
          const state = STAGES.indexOf(each) < at ? "done" : each === stage ? "now" : "todo";
          const Icon = ICONS[state];
          return (
            <li key={each} className={state} aria-current={state === "now" ? "step" : undefined}>
              <Icon size={16} role="img" aria-label={t(`practice.stepState.${state}`)} />
              <span>
                {t(`practice.stage.${each}`)}
                {each === "training" && state === "now" && <WhichDataset round={round} />}
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}

function WhichDataset({ round }: { round: PracticeView }) {
  const { t } = useTranslation();
  const { miners } = round.progress;
  const running = miners.find(({ isTraining }) => isTraining);
  if (running === undefined) return null;
  const at = miners.filter(({ code }) => code !== null).length + 1;
  const name = running.isYou ? t("practice.yours") : running.name;
  return <span className="muted"> – {t("practice.dataset", { at, total: miners.length, name })}</span>;
}

function percentDone({ progress: { stage, miners } }: PracticeView): number {
  const start = BEGINS[stage];
  if (stage !== "training" || miners.length === 0) return start;
  const done = miners.reduce((sum, { code, curve, totalSteps, isTraining }) => {
    if (code !== null) return sum + 1;
    return sum + (isTraining && totalSteps ? curve.length / (totalSteps + 1) : 0);
  }, 0);
  return start + (BEGINS.passing - start) * Math.min(1, done / miners.length);
}
