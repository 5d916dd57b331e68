import { useTranslation } from "react-i18next";
import { count, percent } from "../../ui/format.ts";

export interface Bar {
  readonly label: string;
  readonly rows: number;
  readonly tone?: "error" | "warning" | "hint" | "ok";
  /** Shows the rows; left out where the table cannot be narrowed down to them. */
  readonly onShow?: () => void;
}

/** How many rows are of which kind; a bar that can be pressed leads to its rows. */
export function Bars({
  title,
  rows,
  bars,
  empty,
}: {
  title: string;
  rows: number;
  bars: readonly Bar[];
  empty?: string;
}) {
  const { t } = useTranslation();
  const most = Math.max(1, ...bars.map((bar) => bar.rows));
  return (
    <section className="card chart" aria-label={title}>
      <h3>{title}</h3>
      {bars.length === 0 ? (
        <p className="muted small">{empty ?? t("overview.noRows")}</p>
      ) : (
        <ul>
          {bars.map((bar) => (
            <li key={bar.label}>
              <Line bar={bar} share={bar.rows / most} ofAll={bar.rows / Math.max(1, rows)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ bar, share, ofAll }: { bar: Bar; share: number; ofAll: number }) {
  const { t } = useTranslation();
  const { label, rows, tone, onShow } = bar;
  const content = (
    <>
      <span className="bar-label one-line">{label}</span>
      <span className="bar-track" aria-hidden>
        <span className={`bar-fill ${tone ?? ""}`} style={{ width: `${share * 100}%` }} />
      </span>
      <span className="bar-count">
        {count(rows)}{" "}
        <span className="muted">{ofAll > 0 && ofAll < 0.01 ? `<${percent(0.01)}` : percent(ofAll)}</span>
      </span>
    </>
  );
  return onShow === undefined || rows === 0 ? (
    <div className="bar">{content}</div>
  ) : (
    <button type="button" className="bar" onClick={onShow} title={t("overview.showRows", { count: rows })}>
      {content}
    </button>
  );
}
