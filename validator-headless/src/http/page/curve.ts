import type { EvaluationCurve } from "../../status/snapshot.ts";
import { type Html, html } from "../html.ts";
import { count, loss } from "./format.ts";

const WIDTH = 240;
const HEIGHT = 84;
/** A line of more points looks the same. */
const MOST_POINTS = 240;

/** The loss of an evaluation over its steps, with the eval loss across it. */
export function curveFigure({ uid, points, evalLoss, baseLoss, isRunning }: EvaluationCurve): Html {
  const losses = [...points.map((point) => point.loss), ...(evalLoss === null ? [] : [evalLoss])].filter(
    Number.isFinite,
  );
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  const room = most - least || 1;
  const last = points.at(-1);
  const x = (step: number): string => ((step / Math.max(1, last?.step ?? 1)) * WIDTH).toFixed(1);
  const y = (value: number): string => ((1 - (value - least) / room) * HEIGHT).toFixed(1);
  const path = thinned(points)
    .filter((point) => Number.isFinite(point.loss))
    .map((point, index) => `${index === 0 ? "M" : "L"}${x(point.step)} ${y(point.loss)}`)
    .join("");
  const outcome = isRunning ? "running" : `eval ${loss(evalLoss)}`;
  const base = baseLoss === null ? "" : `Without training: ${loss(baseLoss)}`;
  return html`<figure class="curve">
<figcaption><strong>UID ${uid}</strong><span class="muted" title="${base}">${outcome}</span></figcaption>
${
  losses.length === 0
    ? html`<p class="empty">No step yet</p>`
    : html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="Loss of UID ${uid}: from ${loss(points[0]?.loss ?? null)} to ${loss(last?.loss ?? null)} in ${last?.step ?? 0} steps; ${outcome}"><line x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}"/>${
        evalLoss === null
          ? null
          : html`<line class="eval" x1="0" x2="${WIDTH}" y1="${y(evalLoss)}" y2="${y(evalLoss)}"/>`
      }<path d="${path}"/></svg>
<div class="axis muted small"><span>loss ${loss(least)} to ${loss(most)}</span><span>${count(last?.step ?? 0)} steps</span></div>`
}</figure>`;
}

/** Every so manieth point, the last one always. */
function thinned<T>(points: readonly T[]): readonly T[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return every <= 1
    ? points
    : points.filter((_, index) => index % every === 0 || index === points.length - 1);
}
