import { Badge, Button, Group, Modal, Text, Title } from "@mantine/core";
import { IconHistoryOff } from "@tabler/icons-react";
import { useState } from "react";
import type { PublicationView } from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { Empty } from "../../ui/empty.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { count, plural, saveDownload, when } from "../../ui/format.ts";
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
  const { data } = useAnswer("publish.list", {}, { keep: true });
  const [open, setOpen] = useState<string | null>(null);
  const [compared, setCompared] = useState<string | null>(null);
  if (open !== null) return <PublicationSheet id={open} onClose={() => setOpen(null)} />;
  if (data?.length === 0)
    return (
      <Empty icon={<IconHistoryOff size={36} stroke={1.5} />} title="Nothing was published yet">
        Every publication stays here with its rows.
      </Empty>
    );
  return (
    <div className="page">
      <Title order={2} mb="md">
        History
      </Title>
      <table className="table card" aria-label="Publications">
        <thead>
          <tr>
            <th>When</th>
            <th>State</th>
            <th>Where</th>
            <th>Rows</th>
            <th>Commitment</th>
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
        title="Compared with today's rows"
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
  const services = useServices();
  const { project } = useLive();
  const { id, createdAt, outcome, networkId, netuid, rows, commitment, repo, block } = publication;
  return (
    <tr>
      <td>{when(createdAt)}</td>
      <td>
        <Badge variant="light" color={COLORS[outcome]}>
          {outcome}
        </Badge>
      </td>
      <td>
        {networkId}, subnet {netuid}
      </td>
      <td>{rows === null ? "" : count(rows)}</td>
      <td className="mono">
        {commitment ?? repo}
        {block === null ? "" : ` (block ${count(block)})`}
      </td>
      <td>
        <Group gap={4} wrap="nowrap">
          <Button size="compact-xs" variant="default" onClick={onOpen}>
            Steps
          </Button>
          <Button size="compact-xs" variant="default" disabled={!project} onClick={onCompare}>
            Compare
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={!project}
            onClick={() => void services.call("publish.restore", { id }).catch(showError)}
          >
            Restore
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
            Save
          </Button>
        </Group>
      </td>
    </tr>
  );
}

function Comparison({ id }: { id: string }) {
  const { data } = useAnswer("publish.compare", { id });
  if (data === undefined) return <Text className="muted">Comparing …</Text>;
  return (
    <>
      <Text mb="sm">
        {plural(data.added, "row")} came since, {count(data.removed)} went, {count(data.unchanged)} stayed as
        they were.
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
