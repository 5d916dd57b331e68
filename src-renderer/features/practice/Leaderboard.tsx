import { useTranslation } from "react-i18next";
import { inWords, type PracticeMiner, type PracticeView } from "../../../src-shared/contract/index.ts";
import { locale, useLanguage } from "../../texts/index.ts";
import { count, fixed } from "../../ui/format.ts";
import { isMeasured, placeOf } from "./standings.ts";
import { TrainingCurve } from "./TrainingCurve.tsx";

/** Everybody of a round with what is known of them so far; who is of what kind is told when it is over. */
export function Leaderboard({ round }: { round: PracticeView }) {
  const { t } = useTranslation();
  const { miners, evalRows } = round.progress;
  return (
    <section aria-label={t("practice.board.title")} className="practice-part">
      <h3>{t("practice.board.title")}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys. */}
      <div className="practice-board" tabIndex={0} role="region" aria-label={t("practice.board.title")}>
        <table className="table">
          <thead>
            <tr>
              <th>{t("practice.board.place")}</th>
              <th>{t("practice.board.miner")}</th>
              <th>{t("practice.board.kind")}</th>
              <th className="number">{t("practice.board.rows")}</th>
              <th>{t("practice.board.curve")}</th>
              <th className="number">{t("practice.board.loss")}</th>
              <th className="number">{t("practice.board.score")}</th>
              <th>{t("practice.board.weight")}</th>
              <th>{t("practice.board.why")}</th>
            </tr>
          </thead>
          <tbody>
            {miners.map((miner) => (
              <Line key={miner.uid} miner={miner} round={round} />
            ))}
          </tbody>
        </table>
      </div>
      {round.state === "done" && (
        <p className="muted small">{t("practice.board.note", { evalRows: evalRows ?? 0 })}</p>
      )}
    </section>
  );
}

function Line({ miner, round }: { miner: PracticeMiner; round: PracticeView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { uid, name, isYou, rows, loss, score, why, isTraining } = miner;
  const state = isTraining ? "training" : "waiting";
  return (
    <tr className={isYou ? "practice-own" : undefined}>
      <td>{placeOf(round, miner) ?? "–"}</td>
      <td>
        <span className="strong">{name}</span> {isYou && <span className="tag">{t("practice.you")}</span>}
        <div className="muted small">{t("practice.board.uid", { uid })}</div>
      </td>
      <td>
        <Kind miner={miner} round={round} />
      </td>
      <td className="number">{rows === null ? "" : count(rows)}</td>
      <td>
        <TrainingCurve miner={miner} />
      </td>
      <td className="number">{loss === null || !isMeasured(miner) ? "–" : fixed(loss, 4)}</td>
      <td className="number">{score === null ? "" : fixed(score, 3)}</td>
      <td>
        <WeightBar miner={miner} />
      </td>
      <td>
        {why !== null
          ? inWords(why, language)
          : round.state === "running" && <span className="muted">{t(`practice.board.${state}`)}</span>}
      </td>
    </tr>
  );
}

function Kind({ miner: { kind }, round }: { miner: PracticeMiner; round: PracticeView }) {
  const { t } = useTranslation();
  if (kind === null) return <>{t("practice.yours")}</>;
  if (round.state === "running") return <span className="muted">{t("practice.board.hidden")}</span>;
  return (
    <>
      {t(`practice.kind.${kind}`)}
      <div className="muted small">
        {t(round.isChoosing ? `practice.kindHelpChosen.${kind}` : `practice.kindHelp.${kind}`)}
      </div>
    </>
  );
}

function WeightBar({ miner: { weight } }: { miner: PracticeMiner }) {
  if (weight === null) return null;
  const share = weight.toLocaleString(locale(), { style: "percent", maximumFractionDigits: 1 });
  return (
    <span className="practice-weight">
      <span className="practice-bar" aria-hidden>
        <span style={{ width: `${weight * 100}%` }} />
      </span>
      {share}
    </span>
  );
}
