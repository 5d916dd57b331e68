import { Badge, Button, Group, Loader, SegmentedControl, Select, Text, Title } from "@mantine/core";
import { IconCopyOff, IconFileDiff } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import type { ClusterView, KeepRule } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useNavigation } from "../../shell/navigation.ts";
import { useUndoable } from "../../shell/undo.tsx";
import { Empty } from "../../ui/empty.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { count, percent, plural } from "../../ui/format.ts";
import { LevelMark } from "../../ui/level.tsx";
import { CompareSheet } from "./CompareSheet.tsx";
import { Differing } from "./Differing.tsx";

const PAGE = 30;
const KEEP_RULES: readonly { value: KeepRule; label: string }[] = [
  { value: "first", label: "Keep the first" },
  { value: "last", label: "Keep the newest" },
  { value: "longest", label: "Keep the longest" },
  { value: "fewestProblems", label: "Keep the one with fewest problems" },
];

/** Groups of rows that say the same or nearly the same, side by side. */
export function DuplicatesPage() {
  const services = useServices();
  const [kind, setKind] = useState<"exact" | "near" | "question" | "all">("all");
  const [isComparing, setComparing] = useState(false);
  const [offset, setOffset] = useState(0);
  const [by, setBy] = useState<KeepRule>("first");
  const showUndoable = useUndoable();
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
  const group = kind === "near" ? "near" : "exact";
  const keepBest = (): void =>
    void services
      .call("dedup.keepBest", { kind: group, by })
      .then((outcome) => showUndoable(`${plural(outcome.rowsChanged, "row")} dropped`, outcome), showError);

  return (
    <div className="page">
      <Group justify="space-between" mb="md">
        <div>
          <Title order={2}>Duplicates</Title>
          <Text className="muted" size="sm">
            {plural(data.total, "group")} with {plural(data.rowsInClusters, "row")}
            {kind === "question"
              ? " that ask the same and answer differently"
              : `; near means at least ${data.threshold} alike`}
            . Nothing is dropped by itself.
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
              { value: "question", label: "Same question" },
            ]}
          />
          <Button
            variant="default"
            leftSection={<IconFileDiff size={16} />}
            onClick={() => setComparing(true)}
          >
            Compare with …
          </Button>
          <Select
            aria-label="Which row to keep"
            w={190}
            allowDeselect={false}
            data={KEEP_RULES}
            value={by}
            onChange={(value) => value !== null && setBy(value as KeepRule)}
          />
          <Button variant="default" disabled={data.total === 0 || kind === "question"} onClick={keepBest}>
            Do so in every {group} group
          </Button>
        </Group>
      </Group>
      {isComparing && <CompareSheet onClose={() => setComparing(false)} />}
      {data.total === 0 && (
        <Empty icon={<IconCopyOff size={36} stroke={1.5} />} title="No duplicates">
          {kind === "question"
            ? "No question is answered in two ways."
            : "Every row says something of its own."}
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
  const showUndoable = useUndoable();
  const first = cluster.members[0];
  const keep = (rowId: number): void =>
    void (
      cluster.kind === "question"
        ? services.call("rows.delete", { rowIds: othersOf(cluster, rowId) })
        : services.call("dedup.keep", { clusterId: cluster.id, keepRowIds: [rowId] })
    ).then((outcome) => showUndoable(`${plural(outcome.rowsChanged, "row")} dropped`, outcome), showError);
  const setApart = (): void =>
    void services
      .call("dedup.setApart", { rowIds: cluster.members.map(({ rowId }) => rowId) })
      .then((outcome) => showUndoable("Remembered: not duplicates", outcome), showError);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const member = /^[1-9]$/.test(event.key) ? cluster.members[Number(event.key) - 1] : undefined;
    if (member !== undefined) {
      focusNeighbour(event.currentTarget, "next");
      keep(member.rowId);
    } else if (event.key.toLowerCase() === "n" && cluster.kind !== "question") {
      focusNeighbour(event.currentTarget, "next");
      setApart();
    } else if (event.key === "ArrowDown") focusNeighbour(event.currentTarget, "next");
    else if (event.key === "ArrowUp") focusNeighbour(event.currentTarget, "previous");
    else if (event.key === "Enter" && first !== undefined) navigation.go("dataset", { rowId: first.rowId });
    else return;
    event.preventDefault();
  };
  return (
    <section
      className="card cluster"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a group is reached by Tab and answers to keys
      tabIndex={0}
      onKeyDown={onKeyDown}
      aria-label={`Group of ${cluster.size}: ${cluster.excerpt.slice(0, 60)}`}
    >
      <div className="cluster-head">
        <Badge variant="light" color={cluster.kind === "exact" ? "gold" : "gray"}>
          {cluster.kind === "question" ? "same question" : cluster.kind}
        </Badge>
        <Text size="sm" fw={550}>
          {plural(cluster.size, "row")}
        </Text>
        <Text size="sm" className="muted">
          {cluster.kind === "question"
            ? "answered differently"
            : cluster.kind === "exact"
              ? "the same text"
              : cluster.minSimilarity === 1
                ? "the same words"
                : `at least ${percent(cluster.minSimilarity)} like the first`}
        </Text>
        <span className="grow" />
        <span className="muted small cluster-keys">
          <kbd>1</kbd> to <kbd>{Math.min(9, cluster.size)}</kbd> keeps that row, <kbd>↓</kbd> goes on
        </span>
        {cluster.kind !== "question" && (
          <Button
            size="compact-xs"
            variant="default"
            rightSection={<kbd>N</kbd>}
            disabled={cluster.members.length < cluster.size}
            onClick={setApart}
          >
            Not duplicates
          </Button>
        )}
      </div>
      <div className="members">
        {cluster.members.map((member, index) => (
          <div key={member.rowId} className="member">
            <Group gap={6}>
              <LevelMark level={member.level ?? "ok"} />
              <Text size="xs" className="muted">
                {index + 1}. Row {count(member.line)}, ≈{count(member.tokens)} tokens
              </Text>
            </Group>
            <p>
              <strong>
                <Differing text={member.user} from={first?.user ?? ""} />
              </strong>
            </p>
            <p>
              <Differing text={member.assistant} from={first?.assistant ?? ""} />
            </p>
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

const othersOf = ({ members }: ClusterView, rowId: number): number[] =>
  members.map((member) => member.rowId).filter((other) => other !== rowId);

/** Goes to the group above or below, where there is one. */
function focusNeighbour(group: HTMLElement, side: "next" | "previous"): void {
  const neighbour = side === "next" ? group.nextElementSibling : group.previousElementSibling;
  if (neighbour instanceof HTMLElement && neighbour.classList.contains("cluster")) neighbour.focus();
}
