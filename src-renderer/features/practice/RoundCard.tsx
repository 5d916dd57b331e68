import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { AssayError, inWords, type PracticeView } from "../../../src-shared/contract/index.ts";
import { useLanguage } from "../../texts/index.ts";
import { count, fixed, when } from "../../ui/format.ts";
import { ErrorNotice, Notice } from "../../ui/notice.tsx";
import { Leaderboard } from "./Leaderboard.tsx";
import { RoundSteps } from "./RoundSteps.tsx";
import { isMeasured, ownMiner, placeOf } from "./standings.ts";

/** One practice round: how it goes, or how it ended. */
export function RoundCard({ round, before }: { round: PracticeView; before: PracticeView | null }) {
  const { t } = useTranslation();
  const { progress, state, error } = round;
  const { ownRows } = progress;
  return (
    <section className="card practice-card" aria-label={`${round.profileTitle}, ${when(round.startedAt)}`}>
      {state === "running" && <RoundSteps round={round} />}
      {state === "cancelled" && <Notice kind="info" title={t("practice.state.cancelled")} />}
      {error !== null && <ErrorNotice error={new AssayError(error.code, error.details)} />}
      {state === "done" && <OwnResult round={round} before={before} />}
      {ownRows !== null && ownRows.counting < ownRows.total && (
        <Text size="sm" className="muted" mt="xs">
          {t("practice.counting", ownRows)}
        </Text>
      )}
      {progress.miners.length > 0 && <Leaderboard round={round} />}
      {state === "done" && <WeightsOnChain round={round} />}
    </section>
  );
}

function OwnResult({ round, before }: { round: PracticeView; before: PracticeView | null }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { miners, baseLoss } = round.progress;
  const own = ownMiner(round);
  if (own === null) return null;
  const place = placeOf(round, own);
  if (place === null || own.loss === null) {
    return (
      <Notice kind="warning" title={t("practice.result.unmeasured")}>
        {own.why !== null && t("practice.result.unmeasuredWhy", { why: inWords(own.why, language) })}
      </Notice>
    );
  }
  const ahead = miners[place - 2];
  const last = before === null ? null : ownMiner(before);
  return (
    <Notice
      kind={place === 1 ? "ok" : "info"}
      title={
        place === 1
          ? t("practice.result.won", { total: miners.length - 1 })
          : t("practice.result.place", { place, total: miners.length })
      }
    >
      <p>
        {t("practice.result.loss", { loss: fixed(own.loss, 4), base: fixed(baseLoss ?? 0, 4) })}{" "}
        {ahead !== undefined &&
          isMeasured(ahead) &&
          ahead.loss !== null &&
          ahead.loss < own.loss &&
          t("practice.result.behind", { name: ahead.name, gap: fixed(own.loss - ahead.loss, 4) })}{" "}
        {last !== null &&
          last.loss !== null &&
          isMeasured(last) &&
          t("practice.result.before", { loss: fixed(last.loss, 4) })}
      </p>
    </Notice>
  );
}

function WeightsOnChain({ round }: { round: PracticeView }) {
  const { t } = useTranslation();
  const { weights, miners } = round.progress;
  if (weights === null) return <Notice kind="info" title={t("practice.weights.none")} />;
  const { block, validatorUid, values } = weights;
  const nameOf = (uid: number): string => {
    const miner = miners.find((each) => each.uid === uid);
    return miner?.isYou === true ? t("practice.you") : (miner?.name ?? "");
  };
  return (
    <section className="practice-part" aria-label={t("practice.weights.title", { block })}>
      <Notice kind="ok" title={t("practice.weights.title", { block })}>
        <p>{t("practice.weights.text", { uid: validatorUid })}</p>
        <dl className="practice-values">
          {[...values]
            .sort((a, b) => b.value - a.value)
            .map(({ uid, value }) => (
              <div key={uid}>
                <dt>{t("practice.weights.line", { uid, name: nameOf(uid) })}</dt>
                <dd>{count(value)}</dd>
              </div>
            ))}
        </dl>
      </Notice>
    </section>
  );
}
