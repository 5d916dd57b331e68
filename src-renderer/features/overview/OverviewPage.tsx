import { Button, Loader, Menu, Title } from "@mantine/core";
import { IconChevronDown, IconFileText } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ANY_NUMBER, NO_FILTER, type Range, type RowFilter } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useNavigation } from "../../shell/navigation.ts";
import { showError } from "../../ui/error-notice.tsx";
import { bytes, count, percent, saveDownload } from "../../ui/format.ts";
import { languageName } from "../../ui/language.ts";
import { ErrorNotice } from "../../ui/notice.tsx";
import { useDatasetView } from "../dataset/view.tsx";
import { Bars } from "./Bars.tsx";
import "./overview.css";

/** The dataset at a glance: every bar leads to its rows. */
export function OverviewPage() {
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
        <Loader size="sm" aria-label="Counting" />
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
        <Title order={2}>At a glance</Title>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              variant="default"
              leftSection={<IconFileText size={16} />}
              rightSection={<IconChevronDown size={14} />}
            >
              Save a quality report
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => save("page")}>As a page to read</Menu.Item>
            <Menu.Item onClick={() => save("card")}>As a dataset card (README.md)</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <dl className="figures">
        <Figure name="Rows" value={count(rows)} note={bytes(data.sizeBytes)} />
        <Figure
          name="Turns"
          value={count(data.turns)}
          note={`${(data.turns / Math.max(1, rows)).toFixed(1)} a row`}
        />
        <Figure
          name="Tokens"
          value={`${data.tokensEstimated ? "≈" : ""}${count(data.tokens)}`}
          note={`median ${count(data.medianTokens)}, longest ${count(data.longestTokens)}`}
        />
        <Figure
          name="Without findings"
          value={percent(byLevel.ok / Math.max(1, rows))}
          note={`${count(byLevel.ok)} of ${count(rows)} rows`}
        />
        {since !== null && <Figure name="Since the last publication" {...since} />}
      </dl>
      <div className="charts">
        <Bars
          title="Findings"
          rows={rows}
          bars={[
            { label: "Errors", rows: byLevel.error, tone: "error", onShow: () => show({ level: "error" }) },
            {
              label: "Warnings",
              rows: byLevel.warning,
              tone: "warning",
              onShow: () => show({ level: "warning" }),
            },
            { label: "Hints", rows: byLevel.hint, tone: "hint", onShow: () => show({ level: "hint" }) },
            { label: "Nothing", rows: byLevel.ok, tone: "ok" },
          ]}
        />
        <Bars
          title="Length in tokens"
          rows={rows}
          bars={data.byTokens.map((bin) => ({
            label: labelOf(bin),
            rows: bin.rows,
            onShow: () => show({ tokens: rangeOf(bin) }),
          }))}
        />
        <Bars
          title="Turns"
          rows={rows}
          bars={data.byTurns.map((bin) => ({
            label: labelOf(bin),
            rows: bin.rows,
            onShow: () => show({ turns: rangeOf(bin), tokens: ANY_NUMBER }),
          }))}
        />
        <Bars
          title="System prompt"
          rows={rows}
          bars={[
            { label: "A text", rows: bySystem.text },
            { label: "Empty", rows: bySystem.empty },
            { label: "Null or none", rows: bySystem.none },
          ]}
        />
        <Bars
          title="Languages of questions"
          rows={rows}
          bars={data.byLanguage.map(({ language, rows: own }) => ({
            label: languageName(language),
            rows: own,
            onShow: () => show({ language }),
          }))}
        />
        <Bars
          title="Duplicates"
          rows={rows}
          bars={[
            { label: "Exact", rows: duplicates.exactRows, onShow: () => show({ duplicatesOnly: true }) },
            { label: "Near", rows: duplicates.nearRows, onShow: () => show({ duplicatesOnly: true }) },
          ]}
        />
        <Bars
          title="How questions begin"
          rows={rows}
          bars={data.firstWords.map(({ words, rows: own }) => ({
            label: words,
            rows: own,
            onShow: () => show({ places: ["user"] }, words),
          }))}
          empty="No two questions begin with the same three words."
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
  if (to === Number.MAX_SAFE_INTEGER) return `${count(from)} and more`;
  return from === to ? count(from) : `${count(from)} to ${count(to)}`;
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
    note: `rows; ${count(data.unchanged)} as published`,
  };
}
