import { Button, Loader, Tooltip } from "@mantine/core";
import { IconCircleCheck, IconFilter, IconFilterFilled, IconWand } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { inWords, keptText, type LintLevel, type ProblemGroup } from "../../../src-shared/contract/index.ts";
import { fixWords, ruleWords } from "../../../src-shared/dataset/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { Empty } from "../../ui/empty.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { count } from "../../ui/format.ts";
import { LevelMark } from "../../ui/level.tsx";
import { ErrorNotice } from "../../ui/notice.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { EvalSetNotice } from "./EvalSetNotice.tsx";
import { useDatasetView } from "./view.tsx";
import "./problems.css";

/** The notice about the eval set says this already. */
const TOLD_ABOVE = "eval-set-unknown";
const WIDTH_PX = 368;
const LEVELS: readonly LintLevel[] = ["error", "warning", "hint"];

/** What is wrong, by rule: where, why it matters, and the way to mend it. */
export function ProblemsPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error } = useAnswer("lint.summary", {}, { keep: true });
  const groups = (data?.groups ?? []).filter(({ rule }) => rule !== TOLD_ABOVE);
  return (
    <SidePanel
      label={t("problems.title")}
      title={t("problems.title")}
      widthPx={WIDTH_PX}
      rememberAs="problems"
      onClose={onClose}
    >
      <div className="side-body flush">
        {error !== null && (
          <div className="padded">
            <ErrorNotice error={error} />
          </div>
        )}
        {data === undefined && error === null && <Loader m="md" aria-label={t("problems.checking")} />}
        {data !== undefined && groups.length === 0 && (
          <Empty icon={<IconCircleCheck size={32} stroke={1.5} />} title={t("problems.none.title")}>
            {t("problems.none.text")}
          </Empty>
        )}
        <EvalSetNotice />
        {LEVELS.map((level) => {
          const own = groups.filter((group) => group.level === level);
          if (own.length === 0) return null;
          return (
            <div key={level}>
              <p className="problem-level">
                <LevelMark level={level} size={14} /> {t(`problems.levels.${level}`)}
              </p>
              {own.map((group) => (
                <Problem key={group.rule + keptText(group.says ?? "")} group={group} />
              ))}
            </div>
          );
        })}
      </div>
    </SidePanel>
  );
}

function Problem({ group }: { group: ProblemGroup }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { rule, says, rows, firstRowIds, fixAll, wholeDataset } = group;
  const { title, sentence, mend } = ruleWords(rule, language);
  const services = useServices();
  const { jobs } = useLive();
  const { view, openRow, showOnly, clearFilter } = useDatasetView();
  const isShown = view.filter.rule === rule;
  const isFixing = jobs.some(({ kind, state }) => kind === "fix" && state === "running");
  return (
    <section className={`problem ${isShown ? "shown" : ""}`} aria-label={title}>
      <div className="problem-head">
        <h3>{title}</h3>
        {!wholeDataset && (
          <Tooltip label={t(isShown ? "problems.showAll" : "problems.showOnly")}>
            <button
              type="button"
              className="problem-rows"
              aria-pressed={isShown}
              onClick={() => (isShown ? clearFilter() : showOnly({ rule }))}
            >
              {isShown ? <IconFilterFilled size={12} aria-hidden /> : <IconFilter size={12} aria-hidden />}
              {t("common.rows", { count: rows })}
            </button>
          </Tooltip>
        )}
      </div>
      <p>
        {says === null ? sentence : inWords(says, language)} <span className="muted">{mend}</span>
      </p>
      <div className="problem-actions">
        {firstRowIds[0] !== undefined && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => firstRowIds[0] !== undefined && openRow(firstRowIds[0])}
          >
            {t("problems.showFirst")}
          </Button>
        )}
        {fixAll !== null && (
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconWand size={14} />}
            disabled={isFixing}
            onClick={() => void services.call("lint.fixAll", { rule, fix: fixAll }).catch(showError)}
          >
            {fixWords(fixAll, language)} ({count(rows)})
          </Button>
        )}
      </div>
    </section>
  );
}
