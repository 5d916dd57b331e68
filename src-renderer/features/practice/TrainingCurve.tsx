import { useTranslation } from "react-i18next";
import type { PracticeMiner } from "../../../src-shared/contract/index.ts";
import { fixed } from "../../ui/format.ts";

const WIDTH = 96;
const HEIGHT = 22;
const INSET = 2;

/** A miner's training loss by step, small enough for a line of the leaderboard. */
export function TrainingCurve({ miner: { name, curve, totalSteps } }: { miner: PracticeMiner }) {
  const { t } = useTranslation();
  const first = curve[0];
  const last = curve.at(-1);
  if (first === undefined || last === undefined) return null;
  const losses = curve.map(({ loss }) => loss);
  const high = Math.max(...losses);
  const span = Math.max(high - Math.min(...losses), 0.01);
  const steps = Math.max(2, totalSteps ?? last.step);
  const x = (step: number): number => INSET + ((step - 1) / (steps - 1)) * (WIDTH - 2 * INSET);
  const y = (loss: number): number => INSET + ((high - loss) / span) * (HEIGHT - 2 * INSET);
  return (
    <svg
      className="practice-curve"
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={t("practice.board.curveLabel", {
        name,
        first: fixed(first.loss, 2),
        last: fixed(last.loss, 2),
      })}
    >
      <polyline points={curve.map(({ step, loss }) => `${x(step)},${y(loss)}`).join(" ")} />
    </svg>
  );
}
