import { IconPointFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { inWords } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { when } from "../../ui/format.ts";
import { ErrorNotice } from "../../ui/notice.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { useDatasetView } from "./view.tsx";
import "./steps.css";

const WIDTH_PX = 340;
const SHOWN = 500;

/** Every change by its name, and the way to any of them. */
export function StepsPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const services = useServices();
  const { revealRow } = useDatasetView();
  const { data, error } = useAnswer("history.list", { limit: SHOWN }, { keep: true });
  const steps = data ?? [];
  const currentId = steps.find(({ undone }) => !undone)?.id ?? null;
  const goTo = (stepId: number | null): void =>
    void services
      .call("history.goTo", { stepId })
      .then(({ focusRowId }) => focusRowId !== null && revealRow(focusRowId), showError);
  return (
    <SidePanel
      label={t("dataset.steps.title")}
      title={t("dataset.steps.title")}
      widthPx={WIDTH_PX}
      rememberAs="steps"
      onClose={onClose}
    >
      <div className="side-body flush">
        {error !== null && (
          <div className="padded">
            <ErrorNotice error={error} />
          </div>
        )}
        <ol className="steps" aria-label={t("dataset.steps.list")}>
          {steps.map(({ id, name, at, rowsChanged, undone, isAside }) => (
            <Step
              key={id}
              name={inWords(name, language)}
              detail={t("dataset.steps.detail", { count: rowsChanged, when: when(at) })}
              isCurrent={id === currentId}
              isUndone={undone}
              isAside={isAside}
              onGo={() => goTo(id)}
            />
          ))}
          {data !== undefined && steps.length < SHOWN && (
            <Step
              name={t("dataset.steps.empty")}
              detail={t("dataset.steps.beforeFirst")}
              isCurrent={currentId === null}
              isUndone={false}
              isAside={false}
              onGo={() => goTo(null)}
            />
          )}
        </ol>
      </div>
    </SidePanel>
  );
}

function Step({
  name,
  detail,
  isCurrent,
  isUndone,
  isAside,
  onGo,
}: {
  name: string;
  detail: string;
  isCurrent: boolean;
  isUndone: boolean;
  isAside: boolean;
  onGo: () => void;
}) {
  const { t } = useTranslation();
  return (
    <li>
      <button
        type="button"
        className={isUndone ? "undone" : ""}
        aria-current={isCurrent ? "step" : undefined}
        onClick={onGo}
      >
        <IconPointFilled size={14} aria-hidden />
        <span className="grow">
          <span className="one-line">{name}</span>
          <span className="muted small">
            {isAside
              ? t("dataset.steps.aside", { detail })
              : isUndone
                ? t("dataset.steps.undone", { detail })
                : detail}
          </span>
        </span>
        {isCurrent && <span className="tag gold">{t("dataset.steps.now")}</span>}
      </button>
    </li>
  );
}
