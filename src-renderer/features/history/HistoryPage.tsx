import { Badge, Button, Group, Modal, Text, Title } from "@mantine/core";
import { IconHistoryOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PublicationView } from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { Empty } from "../../ui/empty.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { count, saveDownload, when } from "../../ui/format.ts";
import { PublicationSheet } from "../publish/PublicationSheet.tsx";

const COLORS: Readonly<Record<PublicationView["outcome"], string>> = {
  running: "gold",
  waiting: "yellow",
  done: "green",
  stopped: "red",
  cancelled: "gray",
  superseded: "orange",
};

/** Every publication, with its snapshot. */
export function HistoryPage() {
  const { t } = useTranslation();
  const { data } = useAnswer("publish.list", {}, { keep: true });
  const [open, setOpen] = useState<string | null>(null);
  const [compared, setCompared] = useState<string | null>(null);
  if (open !== null) return <PublicationSheet id={open} onClose={() => setOpen(null)} />;
  if (data?.length === 0)
    return (
      <Empty icon={<IconHistoryOff size={36} stroke={1.5} />} title={t("history.none.title")}>
        {t("history.none.text")}
      </Empty>
    );
  return (
    <div className="page">
      <Title order={2} mb="md">
        {t("history.title")}
      </Title>
      <table className="table card" aria-label={t("history.publications")}>
        <thead>
          <tr>
            <th>{t("history.columns.when")}</th>
            <th>{t("history.columns.state")}</th>
            <th>{t("history.columns.where")}</th>
            <th>{t("history.columns.rows")}</th>
            <th>{t("history.columns.commitment")}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {(data ?? []).map((publication) => (
            <Line
              key={publication.id}
              publication={publication}
              onOpen={() => setOpen(publication.id)}
              onCompare={() => setCompared(publication.id)}
            />
          ))}
        </tbody>
      </table>
      <Modal
        opened={compared !== null}
        onClose={() => setCompared(null)}
        title={t("history.comparison.title")}
        size="lg"
      >
        {compared !== null && <Comparison id={compared} />}
      </Modal>
    </div>
  );
}

function Line({
  publication,
  onOpen,
  onCompare,
}: {
  publication: PublicationView;
  onOpen: () => void;
  onCompare: () => void;
}) {
  const { t } = useTranslation();
  const services = useServices();
  const { project } = useLive();
  const { id, createdAt, outcome, networkId, netuid, rows, commitment, repo, block } = publication;
  const what = commitment ?? repo;
  return (
    <tr>
      <td>{when(createdAt)}</td>
      <td>
        <Badge variant="light" color={COLORS[outcome]} miw="max-content">
          {t(`history.outcomes.${outcome}`)}
        </Badge>
      </td>
      <td>{t("history.where", { network: networkId, netuid })}</td>
      <td>{rows === null ? "" : count(rows)}</td>
      <td className="mono">{block === null ? what : t("history.inBlock", { what, block })}</td>
      <td>
        <Group gap={4} wrap="nowrap">
          <Button size="compact-xs" variant="default" onClick={onOpen}>
            {t("history.steps")}
          </Button>
          <Button size="compact-xs" variant="default" disabled={!project} onClick={onCompare}>
            {t("history.compare")}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={!project}
            onClick={() => void services.call("publish.restore", { id }).catch(showError)}
          >
            {t("history.restore")}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() =>
              void services
                .call("publish.saveSnapshot", { id })
                .then(({ download }) => saveDownload(download), showError)
            }
          >
            {t("history.save")}
          </Button>
        </Group>
      </td>
    </tr>
  );
}

function Comparison({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useAnswer("publish.compare", { id });
  if (data === undefined) return <Text className="muted">{t("history.comparison.comparing")}</Text>;
  return (
    <>
      <Text mb="sm">
        {t("history.comparison.summary", {
          count: data.added,
          removed: data.removed,
          unchanged: data.unchanged,
        })}
      </Text>
      {data.addedExamples.map(({ rowId, line, excerpt }) => (
        <Text key={rowId} size="sm">
          <span className="level-ok">+ {line}</span> {excerpt}
        </Text>
      ))}
      {data.removedExamples.map(({ line, excerpt }) => (
        <Text key={line} size="sm">
          <span className="level-error">− {line}</span> {excerpt}
        </Text>
      ))}
    </>
  );
}
