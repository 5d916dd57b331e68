import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { PracticeView } from "../../../src-shared/contract/index.ts";
import { fixed, when } from "../../ui/format.ts";
import { isMeasured, ownMiner, placeOf } from "./standings.ts";

/** The rounds that were kept, each a way to its leaderboard. */
export function EarlierRounds({
  rounds,
  shownId,
  onShow,
  onRemove,
}: {
  rounds: readonly PracticeView[];
  shownId: string | null;
  onShow: (id: string) => void;
  onRemove: (id: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <section className="card practice-card" aria-label={t("practice.history.title")}>
      <h3>{t("practice.history.title")}</h3>
      <table className="table">
        <thead>
          <tr>
            <th>{t("practice.history.when")}</th>
            <th>{t("practice.history.competition")}</th>
            <th>{t("practice.history.place")}</th>
            <th className="number">{t("practice.history.loss")}</th>
            <th aria-label={t("practice.history.remove")} />
          </tr>
        </thead>
        <tbody>
          {rounds.map((round) => {
            const at = when(round.startedAt);
            return (
              <tr key={round.id} aria-current={round.id === shownId ? "true" : undefined}>
                <td>
                  <button
                    type="button"
                    className="practice-link"
                    aria-label={t("practice.history.open", { at })}
                    onClick={() => onShow(round.id)}
                  >
                    {at}
                  </button>
                </td>
                <td>{round.profileTitle}</td>
                <td>
                  <Place round={round} />
                </td>
                <td className="number">{ownLoss(round)}</td>
                <td>
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="gray"
                    aria-label={t("practice.history.remove")}
                    disabled={round.state === "running"}
                    onClick={() => onRemove(round.id)}
                  >
                    <IconTrash size={14} />
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Place({ round }: { round: PracticeView }) {
  const { t } = useTranslation();
  if (round.state !== "done") return <>{t(`practice.state.${round.state}`)}</>;
  const own = ownMiner(round);
  const place = own === null ? null : placeOf(round, own);
  return (
    <>
      {place === null
        ? t("practice.history.unmeasured")
        : t("practice.history.of", { place, total: round.progress.miners.length })}
    </>
  );
}

function ownLoss(round: PracticeView): string {
  const own = ownMiner(round);
  return own === null || own.loss === null || !isMeasured(own) ? "" : fixed(own.loss, 4);
}
