import { Button, Checkbox, FileButton, Group, SegmentedControl, Select, Text, Title } from "@mantine/core";
import { IconFlask2, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PreviewBudget, PreviewModel, PreviewView } from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useNavigation } from "../../shell/navigation.ts";
import { say } from "../../texts/index.ts";
import { Empty } from "../../ui/empty.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { count, fixed, when } from "../../ui/format.ts";
import { useDatasetView } from "../dataset/view.tsx";
import { FetchFromHub } from "./FetchFromHub.tsx";
import { PreviewCard } from "./PreviewCard.tsx";
import "./preview.css";

type EvalSource = PreviewView["evalSource"];
const BUDGETS: readonly PreviewBudget[] = ["quick", "normal", "full"];

/** What the rows teach a model: one button, and what it found. */
export function PreviewPage() {
  const { t } = useTranslation();
  const services = useServices();
  const queries = useQueryClient();
  const { project } = useLive();
  const { go } = useNavigation();
  const { revealRow } = useDatasetView();
  const previews = useAnswer("preview.list", {});
  const [shownId, setShownId] = useState<string | null>(null);

  const all = previews.data ?? [];
  const shown = all.find(({ id }) => id === shownId) ?? all[0];
  const isBusy = all.some(({ state }) => state === "running" || state === "paused");
  const showRow = (rowId: number): void => {
    go("dataset", { rowId });
    revealRow(rowId);
  };
  const remove = (id: string): void => {
    services
      .call("preview.remove", { id })
      .then(() => queries.invalidateQueries({ queryKey: ["preview.list"] }))
      .catch(showError);
  };

  return (
    <div className="page">
      <div className="page-inner preview-page">
        <Title order={2}>{t("preview.title")}</Title>
        <Text className="muted" mb="lg">
          {t("preview.intro")}
        </Text>
        <SetUp
          profileId={project?.profileId ?? ""}
          rows={project?.rows ?? 0}
          isBusy={isBusy}
          onStarted={({ id }) => {
            setShownId(id);
            void queries.invalidateQueries({ queryKey: ["preview.list"] });
          }}
        />
        {shown === undefined ? (
          <Empty icon={<IconFlask2 size={32} />} title={t("preview.none.title")}>
            {t("preview.none.text")}
          </Empty>
        ) : (
          <PreviewCard preview={shown} onShowRow={showRow} />
        )}
        {all.length > 1 && (
          <History previews={all} shownId={shown?.id ?? null} onShow={setShownId} onRemove={remove} />
        )}
      </div>
    </div>
  );
}

function SetUp({
  profileId,
  rows,
  isBusy,
  onStarted,
}: {
  profileId: string;
  rows: number;
  isBusy: boolean;
  onStarted: (preview: PreviewView) => void;
}) {
  const { t } = useTranslation();
  const services = useServices();
  const models = useAnswer("preview.models", { profileId }, { enabled: profileId !== "" });
  const evalSet = useAnswer("evalSet.status", { profileId }, { enabled: profileId !== "" });
  const [modelId, setModelId] = useState("practice");
  const [chosenSource, setSource] = useState<EvalSource | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [budget, setBudget] = useState<PreviewBudget>("quick");
  const [rankRows, setRankRows] = useState(false);
  const [isStarting, setStarting] = useState(false);
  const hasEvalSet = evalSet.data?.present != null;
  const source = chosenSource ?? (hasEvalSet ? "competition" : "held-out");
  const model = models.data?.find(({ id }) => id === modelId);

  const start = async (): Promise<void> => {
    setStarting(true);
    try {
      const uploadId = source === "file" && file !== null ? (await services.upload(file)).uploadId : null;
      const request = { profileId, modelId, budget, evalSource: source, uploadId, rankRows };
      onStarted(await services.call("preview.start", request));
    } catch (error) {
      showError(error);
    } finally {
      setStarting(false);
    }
  };

  return (
    <section className="card preview-setup" aria-label={t("preview.setUp")}>
      <Group align="end">
        <Select
          label={t("preview.model.label")}
          w={300}
          allowDeselect={false}
          value={modelId}
          data={(models.data ?? []).map((each) => ({ value: each.id, label: modelLabel(each) }))}
          onChange={(id) => id !== null && setModelId(id)}
        />
        <Select
          label={t("preview.evaluation.label")}
          w={250}
          allowDeselect={false}
          value={source}
          data={[
            { value: "competition", label: t("preview.evaluation.competition"), disabled: !hasEvalSet },
            { value: "held-out", label: t("preview.evaluation.heldOut") },
            { value: "file", label: t("preview.evaluation.file") },
          ]}
          onChange={(value) => setSource(value as EvalSource)}
        />
        {source === "file" && (
          <FileButton accept=".jsonl,.json,.csv,.parquet,.gz,.zip" onChange={setFile}>
            {(props) => (
              <Button {...props} variant="default">
                {file?.name ?? t("preview.evaluation.chooseFile")}
              </Button>
            )}
          </FileButton>
        )}
        <div>
          <Text size="xs" fw={500} mb={1} id="preview-budget">
            {t("preview.budget.label")}
          </Text>
          <SegmentedControl
            size="xs"
            aria-labelledby="preview-budget"
            value={budget}
            data={BUDGETS.map((value) => ({ value, label: t(`preview.budget.${value}`) }))}
            onChange={(value) => setBudget(value as PreviewBudget)}
          />
        </div>
      </Group>
      <Text size="sm" className="muted" mt="xs">
        {t(`preview.budget.hint.${budget}`)}
      </Text>
      {model?.isHere === false && <FetchModel model={model} />}
      <Checkbox
        mt="sm"
        size="xs"
        label={t("preview.rank")}
        checked={rankRows}
        onChange={(event) => setRankRows(event.currentTarget.checked)}
      />
      <Group mt="md">
        <Button
          size="md"
          loading={isStarting}
          disabled={isBusy || rows === 0 || model?.isHere !== true || (source === "file" && file === null)}
          onClick={() => void start()}
        >
          {t("preview.start")}
        </Button>
        {rows === 0 && (
          <Text size="sm" className="muted">
            {t("preview.noRows")}
          </Text>
        )}
      </Group>
    </section>
  );
}

/** The way to get a model that is not here: from the hub, or from somewhere by hand. */
function FetchModel({ model }: { model: PreviewModel }) {
  const { t } = useTranslation();
  const services = useServices();
  const queries = useQueryClient();
  const { jobs } = useLive();
  const isFetching = jobs.some(({ kind, state }) => kind === "fetch" && state === "running");
  useEffect(() => {
    if (!isFetching) void queries.invalidateQueries({ queryKey: ["preview.models"] });
  }, [isFetching, queries]);
  return (
    <div className="fetch-model">
      <FetchFromHub
        key={model.id}
        modelId={model.id}
        label={t("preview.model.fetch")}
        onFetch={(networkId) => services.call("preview.fetchModel", { modelId: model.id, networkId })}
      >
        <Text size="sm" className="muted">
          {t("preview.model.missingHelp", { name: model.id })}
        </Text>
      </FetchFromHub>
    </div>
  );
}

function modelLabel({ kind, title, isHere }: PreviewModel): string {
  const label =
    kind === "practice" ? say("preview.model.practice") : say(`preview.model.${kind}`, { name: title });
  return isHere ? label : say("preview.model.missing", { title: label });
}

function History({
  previews,
  shownId,
  onShow,
  onRemove,
}: {
  previews: readonly PreviewView[];
  shownId: string | null;
  onShow: (id: string) => void;
  onRemove: (id: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <section className="card preview-history" aria-label={t("preview.history.title")}>
      <h3>{t("preview.history.title")}</h3>
      <table>
        <thead>
          <tr>
            <th>{t("preview.history.when")}</th>
            <th>{t("preview.history.model")}</th>
            <th>{t("preview.history.budget")}</th>
            <th className="number">{t("preview.history.rows")}</th>
            <th className="number">{t("preview.history.loss")}</th>
            <th>{t("preview.history.result")}</th>
            <th aria-label={t("preview.history.remove")} />
          </tr>
        </thead>
        <tbody>
          {previews.map((preview) => (
            <tr key={preview.id} aria-current={preview.id === shownId ? "true" : undefined}>
              <td>
                <button
                  type="button"
                  className="preview-row"
                  aria-label={t("preview.history.open", { at: when(preview.startedAt) })}
                  onClick={() => onShow(preview.id)}
                >
                  {when(preview.startedAt)}
                </button>
              </td>
              <td className="one-line">{preview.modelTitle}</td>
              <td>{t(`preview.budget.${preview.budget}`)}</td>
              <td className="number">{count(preview.trainRows)}</td>
              <td className="number">{preview.result === null ? "" : fixed(preview.result.loss, 4)}</td>
              <td>
                {preview.result === null ? (
                  t(`preview.state.${preview.state}`)
                ) : (
                  <span className={`verdict ${preview.result.gain.verdict}`}>
                    {t(`preview.against.${preview.result.gain.verdict}`)}
                  </span>
                )}
              </td>
              <td>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  color="gray"
                  aria-label={t("preview.history.remove")}
                  disabled={preview.state === "running" || preview.state === "paused"}
                  onClick={() => onRemove(preview.id)}
                >
                  <IconTrash size={14} />
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
