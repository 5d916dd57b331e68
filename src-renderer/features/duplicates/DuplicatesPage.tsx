import { Badge, Button, Group, Loader, SegmentedControl, Text, Title } from "@mantine/core";
import { IconCopyOff } from "@tabler/icons-react";
import { useState } from "react";
import type { ClusterView } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useNavigation } from "../../shell/navigation.ts";
import { Empty } from "../../ui/empty.tsx";
import { showDone, showError } from "../../ui/error-notice.tsx";
import { count, percent, plural } from "../../ui/format.ts";
import { LevelMark } from "../../ui/level.tsx";

const PAGE = 30;

/** Groups of rows that say the same or nearly the same, side by side. */
export function DuplicatesPage() {
  const services = useServices();
  const [kind, setKind] = useState<"exact" | "near" | "all">("all");
  const [offset, setOffset] = useState(0);
  const { data } = useAnswer(
    "dedup.clusters",
    { kind: kind === "all" ? null : kind, offset, limit: PAGE },
    { keep: true },
  );
  if (data === undefined)
    return (
      <div className="page">
        <Loader size="sm" aria-label="Loading" />
      </div>
    );
  const dropRest = (which: "exact" | "near"): void =>
    void services
      .call("dedup.keepFirst", { kind: which })
      .then(
        ({ rowsChanged }) => showDone(`${plural(rowsChanged, "row")} dropped; undo brings them back`),
        showError,
      );

  return (
    <div className="page">
      <Group justify="space-between" mb="md">
        <div>
          <Title order={2}>Duplicates</Title>
          <Text className="muted" size="sm">
            {plural(data.total, "group")} with {plural(data.rowsInClusters, "row")}; near means at least{" "}
            {data.threshold} alike. Nothing is dropped by itself.
          </Text>
        </div>
        <Group>
          <SegmentedControl
            value={kind}
            aria-label="Kind"
            onChange={(value) => {
              setKind(value as typeof kind);
              setOffset(0);
            }}
            data={[
              { value: "all", label: "All" },
              { value: "exact", label: "Exact" },
              { value: "near", label: "Near" },
            ]}
          />
          <Button
            variant="default"
            disabled={data.total === 0}
            onClick={() => dropRest(kind === "near" ? "near" : "exact")}
          >
            Keep the first of every {kind === "near" ? "near" : "exact"} group
          </Button>
        </Group>
      </Group>
      {data.total === 0 && (
        <Empty icon={<IconCopyOff size={36} stroke={1.5} />} title="No duplicates">
          Every row says something of its own.
        </Empty>
      )}
      {data.clusters.map((cluster) => (
        <Cluster key={cluster.id} cluster={cluster} />
      ))}
      {data.total > PAGE && (
        <Group justify="center" mt="md">
          <Button variant="default" disabled={offset === 0} onClick={() => setOffset(offset - PAGE)}>
            Previous
          </Button>
          <Text size="sm" className="muted">
            {count(offset + 1)} to {count(Math.min(offset + PAGE, data.total))} of {count(data.total)}
          </Text>
          <Button
            variant="default"
            disabled={offset + PAGE >= data.total}
            onClick={() => setOffset(offset + PAGE)}
          >
            Next
          </Button>
        </Group>
      )}
    </div>
  );
}

function Cluster({ cluster }: { cluster: ClusterView }) {
  const services = useServices();
  const navigation = useNavigation();
  const keep = (rowId: number): void =>
    void services
      .call("dedup.keep", { clusterId: cluster.id, keepRowIds: [rowId] })
      .then(
        ({ rowsChanged }) => showDone(`${plural(rowsChanged, "row")} dropped; undo brings them back`),
        showError,
      );
  return (
    <section
      className="card cluster"
      aria-label={`Group of ${cluster.size}: ${cluster.excerpt.slice(0, 60)}`}
    >
      <div className="cluster-head">
        <Badge variant="light" color={cluster.kind === "exact" ? "gold" : "gray"}>
          {cluster.kind}
        </Badge>
        <Text size="sm" fw={550}>
          {plural(cluster.size, "row")}
        </Text>
        <Text size="sm" className="muted">
          {cluster.kind === "exact"
            ? "the same text"
            : cluster.minSimilarity === 1
              ? "the same words"
              : `at least ${percent(cluster.minSimilarity)} like the first`}
        </Text>
      </div>
      <div className="members">
        {cluster.members.map((member) => (
          <div key={member.rowId} className="member">
            <Group gap={6}>
              <LevelMark level={member.level ?? "ok"} />
              <Text size="xs" className="muted">
                Row {count(member.line)}, ≈{count(member.tokens)} tokens
              </Text>
            </Group>
            <p>
              <strong>{member.user}</strong>
            </p>
            <p>{member.assistant}</p>
            <Group gap={6}>
              <Button size="compact-xs" onClick={() => keep(member.rowId)}>
                Keep only this
              </Button>
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => navigation.go("dataset", { rowId: member.rowId })}
              >
                Open
              </Button>
            </Group>
          </div>
        ))}
      </div>
    </section>
  );
}
