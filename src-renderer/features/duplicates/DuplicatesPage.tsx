import { Badge, Button, Group, Loader, SegmentedControl, Select, Text, Title } from "@mantine/core";
import { IconCopyOff, IconFileDiff } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import type { ClusterView, KeepRule } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useNavigation } from "../../shell/navigation.ts";
import { useUndoable } from "../../shell/undo.tsx";
import { Empty } from "../../ui/empty.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { percent } from "../../ui/format.ts";
import { LevelMark } from "../../ui/level.tsx";
import { CompareSheet } from "./CompareSheet.tsx";
import { Differing } from "./Differing.tsx";

const PAGE = 30;
const KINDS = ["all", "exact", "near", "question"] as const;
const KEEP_RULES: readonly KeepRule[] = ["first", "last", "longest", "fewestProblems"];

/** Groups of rows that say the same or nearly the same, side by side. */
export function DuplicatesPage() {
  const { t } = useTranslation();
  const services = useServices();
  const [kind, setKind] = useState<(typeof KINDS)[number]>("all");
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
        <Loader size="sm" aria-label={t("shell.loading")} />
      </div>
    );
  const group = kind === "near" ? "near" : "exact";
  const groups = t("duplicates.groups", { count: data.total });
  const rows = t("common.rows", { count: data.rowsInClusters });
  const keepBest = (): void =>
    void services
      .call("dedup.keepBest", { kind: group, by })
      .then(
        (outcome) => showUndoable(t("duplicates.dropped", { count: outcome.rowsChanged }), outcome),
        showError,
      );

  return (
    <div className="page">
      <Group justify="space-between" mb="md">
        <div>
          <Title order={2}>{t("duplicates.title")}</Title>
          <Text className="muted" size="sm">
            {kind === "question"
              ? t("duplicates.summaryOfQuestions", { groups, rows })
              : t("duplicates.summary", { groups, rows, threshold: data.threshold })}
          </Text>
        </div>
        <Group>
          <SegmentedControl
            value={kind}
            aria-label={t("duplicates.kind")}
            onChange={(value) => {
              setKind(value as typeof kind);
              setOffset(0);
            }}
            data={KINDS.map((value) => ({ value, label: t(`duplicates.kinds.${value}`) }))}
          />
          <Button
            variant="default"
            leftSection={<IconFileDiff size={16} />}
            onClick={() => setComparing(true)}
          >
            {t("duplicates.compare.open")}
          </Button>
          <Select
            aria-label={t("duplicates.whichToKeep")}
            w={190}
            allowDeselect={false}
            data={KEEP_RULES.map((value) => ({ value, label: t(`duplicates.keepRules.${value}`) }))}
            value={by}
            onChange={(value) => value !== null && setBy(value as KeepRule)}
          />
          <Button variant="default" disabled={data.total === 0 || kind === "question"} onClick={keepBest}>
            {t(`duplicates.inEveryGroup.${group}`)}
          </Button>
        </Group>
      </Group>
      {isComparing && <CompareSheet onClose={() => setComparing(false)} />}
      {data.total === 0 && (
        <Empty icon={<IconCopyOff size={36} stroke={1.5} />} title={t("duplicates.none.title")}>
          {t(kind === "question" ? "duplicates.none.question" : "duplicates.none.row")}
        </Empty>
      )}
      {data.clusters.map((cluster) => (
        <Cluster key={cluster.id} cluster={cluster} />
      ))}
      {data.total > PAGE && (
        <Group justify="center" mt="md">
          <Button variant="default" disabled={offset === 0} onClick={() => setOffset(offset - PAGE)}>
            {t("duplicates.previous")}
          </Button>
          <Text size="sm" className="muted">
            {t("duplicates.page", {
              from: offset + 1,
              to: Math.min(offset + PAGE, data.total),
              total: data.total,
            })}
          </Text>
          <Button
            variant="default"
            disabled={offset + PAGE >= data.total}
            onClick={() => setOffset(offset + PAGE)}
          >
            {t("duplicates.next")}
          </Button>
        </Group>
      )}
    </div>
  );
}

function Cluster({ cluster }: { cluster: ClusterView }) {
  const { t } = useTranslation();
  const services = useServices();
  const navigation = useNavigation();
  const showUndoable = useUndoable();
  const first = cluster.members[0];
  const keep = (rowId: number): void =>
    void (
      cluster.kind === "question"
        ? services.call("rows.delete", { rowIds: othersOf(cluster, rowId) })
        : services.call("dedup.keep", { clusterId: cluster.id, keepRowIds: [rowId] })
    ).then(
      (outcome) => showUndoable(t("duplicates.dropped", { count: outcome.rowsChanged }), outcome),
      showError,
    );
  const setApart = (): void =>
    void services
      .call("dedup.setApart", { rowIds: cluster.members.map(({ rowId }) => rowId) })
      .then((outcome) => showUndoable(t("duplicates.group.remembered"), outcome), showError);
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
      aria-label={t("duplicates.group.label", { size: cluster.size, excerpt: cluster.excerpt.slice(0, 60) })}
    >
      <div className="cluster-head">
        <Badge variant="light" color={cluster.kind === "exact" ? "gold" : "gray"}>
          {t(`duplicates.group.kinds.${cluster.kind}`)}
        </Badge>
        <Text size="sm" fw={550}>
          {t("common.rows", { count: cluster.size })}
        </Text>
        <Text size="sm" className="muted">
          {cluster.kind === "question"
            ? t("duplicates.group.answeredDifferently")
            : cluster.kind === "exact"
              ? t("duplicates.group.sameText")
              : cluster.minSimilarity === 1
                ? t("duplicates.group.sameWords")
                : t("duplicates.group.alike", { share: percent(cluster.minSimilarity) })}
        </Text>
        <span className="grow" />
        <span className="muted small cluster-keys">
          <Trans
            t={t}
            i18nKey="duplicates.group.keys"
            values={{ last: Math.min(9, cluster.size) }}
            components={{ key: <kbd /> }}
          />
        </span>
        {cluster.kind !== "question" && (
          <Button
            size="compact-xs"
            variant="default"
            rightSection={<kbd>N</kbd>}
            disabled={cluster.members.length < cluster.size}
            onClick={setApart}
          >
            {t("duplicates.group.setApart")}
          </Button>
        )}
      </div>
      <div className="members">
        {cluster.members.map((member, index) => (
          <div key={member.rowId} className="member">
            <Group gap={6}>
              <LevelMark level={member.level ?? "ok"} />
              <Text size="xs" className="muted">
                {t(member.tokensEstimated ? "duplicates.group.memberEstimated" : "duplicates.group.member", {
                  number: index + 1,
                  line: member.line,
                  tokens: member.tokens,
                })}
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
                {t("duplicates.group.keepOnly")}
              </Button>
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => navigation.go("dataset", { rowId: member.rowId })}
              >
                {t("duplicates.group.open")}
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
