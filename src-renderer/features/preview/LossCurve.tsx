import { useTranslation } from "react-i18next";
import type { PreviewView } from "../../../src-shared/contract/index.ts";
import { fixed } from "../../ui/format.ts";

const WIDTH = 720;
const HEIGHT = 180;
const LEFT = 44;
const BOTTOM = 20;
const TOP = 8;

/** Training loss by step, one line a run. */
export function LossCurve({
  curves,
  totalSteps,
}: {
  curves: PreviewView["curves"];
  totalSteps: number | null;
}) {
  const { t } = useTranslation();
  const points = curves.flat();
  const first = curves[0]?.[0];
  const last = curves.findLast((curve) => curve.length > 0)?.at(-1);
  if (first === undefined || last === undefined) {
    return <p className="muted small curve-empty">{t("preview.curve.empty")}</p>;
  }
  const low = Math.min(...points.map(({ loss }) => loss));
  const high = Math.max(...points.map(({ loss }) => loss));
  const span = Math.max(high - low, 0.01);
  const steps = Math.max(2, totalSteps ?? last.step);
  const x = (step: number): number => LEFT + ((step - 1) / (steps - 1)) * (WIDTH - LEFT - 4);
  const y = (loss: number): number => TOP + ((high - loss) / span) * (HEIGHT - TOP - BOTTOM);
  const ticks = span <= 0.01 ? [high] : [high, (high + low) / 2, low];
  return (
    <figure className="curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("preview.curve.label")}>
        <title>
          {t("preview.curve.description", { first: fixed(first.loss, 3), last: fixed(last.loss, 3) })}
        </title>
        {ticks.map((tick) => (
          <g key={tick}>
            <line className="curve-grid" x1={LEFT} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
            <text className="curve-tick" x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
              {fixed(tick, 2)}
            </text>
          </g>
        ))}
        <text className="curve-tick" x={LEFT} y={HEIGHT - 4}>
          1
        </text>
        <text className="curve-tick" x={WIDTH} y={HEIGHT - 4} textAnchor="end">
          {t("preview.curve.step")} {steps}
        </text>
        {curves.map((curve, index) => (
          <polyline
            // biome-ignore lint/suspicious/noArrayIndexKey: a run has no name but its place.
            key={index}
            className={`curve-line run-${index % 3}`}
            points={curve.map(({ step, loss }) => `${x(step)},${y(loss)}`).join(" ")}
          />
        ))}
      </svg>
      <figcaption className="muted small">{t("preview.curve.label")}</figcaption>
    </figure>
  );
}
