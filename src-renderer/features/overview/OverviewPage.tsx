import { Button, Loader, Menu, Title } from "@mantine/core";
import { IconChevronDown, IconFileText } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ANY_NUMBER, NO_FILTER, type Range, type RowFilter } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useNavigation } from "../../shell/navigation.ts";
import { say } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { bytes, count, fixed, percent, saveDownload } from "../../ui/format.ts";
import { languageName } from "../../ui/language.ts";
import { ErrorNotice } from "../../ui/notice.tsx";
import { useDatasetView } from "../dataset/view.tsx";
import { Bars } from "./Bars.tsx";
import { TokensNote } from "./TokensNote.tsx";
import "./overview.css";

/** The dataset at a glance: every bar leads to its rows. */
export function OverviewPage() {
  const { t } = useTranslation();
  const services = useServices();
  const { go } = useNavigation();
  const { showOnly, set } = useDatasetView();
  const { data, error } = useAnswer("stats.glance", {}, { keep: true });
  const since = useSinceLastPublication();

  const show = (filter: Partial<RowFilter>, text = ""): void => {
    showOnly({ ...NO_FILTER, ...filter });
    set({ text });
    go("dataset");
  };
  const save = (form: "page" | "card"): void =>
    void services.call("stats.report", { form }).then(({ download }) => saveDownload(download), showError);
  if (error !== null)
    return (
      <div className="page">
        <ErrorNotice error={error} />
      </div>
    );
  if (data === undefined)
    return (
      <div className="page">
        <Loader size="sm" aria-label={t("overview.counting")} />
      </div>
    );
  const { rows, byLevel, bySystem, duplicates } = data;
  const rangeOf = ({ from, to }: { from: number; to: number }): Range => ({
    min: from,
    max: to === Number.MAX_SAFE_INTEGER ? null : to,
  });
  return (
    <div className="page">
      <div className="overview-head">
        <Title order={2}>{t("overview.title")}</Title>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              variant="default"
              leftSection={<IconFileText size={16} />}
              rightSection={<IconChevronDown size={14} />}
            >
              {t("overview.saveReport")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => save("page")}>{t("overview.asPage")}</Menu.Item>
            <Menu.Item onClick={() => save("card")}>{t("overview.asCard")}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <dl className="figures">
        <Figure name={t("overview.figures.rows")} value={count(rows)} note={bytes(data.sizeBytes)} />
        <Figure
          name={t("overview.figures.turns")}
          value={count(data.turns)}
          note={t("overview.figures.turnsPerRow", { turns: fixed(data.turns / Math.max(1, rows), 1) })}
        />
        <Figure
          name={t("overview.figures.tokens")}
          value={`${data.tokensEstimated ? "≈" : ""}${count(data.tokens)}`}
          note={t("overview.figures.tokenLengths", {
            median: data.medianTokens,
            longest: data.longestTokens,
          })}
        />
        <Figure
          name={t("overview.figures.clean")}
          value={percent(byLevel.ok / Math.max(1, rows))}
          note={t("overview.figures.cleanRows", { clean: byLevel.ok, count: rows })}
        />
        {since !== null && <Figure name={t("overview.figures.sincePublication")} {...since} />}
      </dl>
      <TokensNote />
      <div className="charts">
        <Bars
          title={t("overview.findings.title")}
          rows={rows}
          bars={[
            ...(["error", "warning", "hint"] as const).map((level) => ({
              label: t(`overview.findings.${level}`),
              rows: byLevel[level],
              tone: level,
              onShow: () => show({ level }),
            })),
            { label: t("overview.findings.ok"), rows: byLevel.ok, tone: "ok" },
          ]}
        />
        <Bars
          title={t("overview.tokens")}
          rows={rows}
          bars={data.byTokens.map((bin) => ({
            label: labelOf(bin),
            rows: bin.rows,
            onShow: () => show({ tokens: rangeOf(bin) }),
          }))}
        />
        <Bars
          title={t("overview.turns")}
          rows={rows}
          bars={data.byTurns.map((bin) => ({
            label: labelOf(bin),
            rows: bin.rows,
            onShow: () => show({ turns: rangeOf(bin), tokens: ANY_NUMBER }),
          }))}
        />
        <Bars
          title={t("overview.system.title")}
          rows={rows}
          bars={[
            { label: t("overview.system.text"), rows: bySystem.text },
            { label: t("overview.system.empty"), rows: bySystem.empty },
            { label: t("overview.system.none"), rows: bySystem.none },
          ]}
        />
        <Bars
          title={t("overview.languages")}
          rows={rows}
          bars={data.byLanguage.map(({ language, rows: own }) => ({
            label: languageName(language),
            rows: own,
            onShow: () => show({ language }),
          }))}
        />
        <Bars
          title={t("overview.duplicates.title")}
          rows={rows}
          bars={[
            {
              label: t("overview.duplicates.exact"),
              rows: duplicates.exactRows,
              onShow: () => show({ duplicatesOnly: true }),
            },
            {
              label: t("overview.duplicates.near"),
              rows: duplicates.nearRows,
              onShow: () => show({ duplicatesOnly: true }),
            },
          ]}
        />
        <Bars
          title={t("overview.beginnings.title")}
          rows={rows}
          bars={data.firstWords.map(({ words, rows: own }) => ({
            label: words,
            rows: own,
            onShow: () => show({ places: ["user"] }, words),
          }))}
          empty={t("overview.beginnings.empty")}
        />
      </div>
    </div>
  );
}

function Figure({ name, value, note }: { name: string; value: string; note: ReactNode }) {
  return (
    <div className="card figure">
      <dt>{name}</dt>
      <dd>
        <span className="figure-value">{value}</span>
        <span className="muted small">{note}</span>
      </dd>
    </div>
  );
}

const labelOf = ({ from, to }: { from: number; to: number }): string => {
  if (to === Number.MAX_SAFE_INTEGER) return say("overview.andMore", { from });
  return from === to ? count(from) : say("overview.fromTo", { from, to });
};

function useSinceLastPublication(): { value: string; note: string } | null {
  const { data: publications } = useAnswer("publish.list", {});
  const latest = publications?.find(({ outcome }) => outcome === "done") ?? null;
  const { data } = useAnswer(
    "publish.compare",
    { id: latest?.id ?? "" },
    { enabled: latest !== null, keep: true },
  );
  if (latest === null || data === undefined) return null;
  return {
    value: `+${count(data.added)} −${count(data.removed)}`,
    note: say("overview.figures.unchanged", { unchanged: data.unchanged }),
  };
}
