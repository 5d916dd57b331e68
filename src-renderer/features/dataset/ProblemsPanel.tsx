import { ActionIcon, Anchor, Button, Group, Loader, Text } from "@mantine/core";
import { IconCircleCheck, IconX } from "@tabler/icons-react";
import type { ProblemGroup } from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";
import { Empty } from "../../ui/empty.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { count, plural } from "../../ui/format.ts";
import { LevelMark } from "../../ui/level.tsx";

/** What is wrong, by rule: where, why it matters, and the way to mend it. */
export function ProblemsPanel({
  groups,
  isLoading,
  onRow,
  onRule,
  onClose,
}: {
  groups: readonly ProblemGroup[];
  isLoading: boolean;
  onRow: (rowId: number) => void;
  onRule: (rule: string) => void;
  onClose: () => void;
}) {
  const services = useServices();
  return (
    <aside className="side" aria-label="Problems">
      <div className="side-head">
        <h2>Problems</h2>
        <ActionIcon variant="subtle" color="gray" aria-label="Close problems" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      <div className="side-body" style={{ padding: 0 }}>
        {isLoading && <Loader size="sm" m="md" aria-label="Checking" />}
        {!isLoading && groups.length === 0 && (
          <Empty icon={<IconCircleCheck size={36} stroke={1.5} />} title="Nothing to mend">
            The validators will find nothing to choke on.
          </Empty>
        )}
        {groups.map(({ rule, title, level, sentence, mend, rows, firstRowIds, fixAll, wholeDataset }) => (
          <section key={rule + sentence} className="problem" aria-label={title}>
            <Group gap={8} wrap="nowrap">
              <LevelMark level={level} />
              <h3>{title}</h3>
              {!wholeDataset && (
                <Anchor component="button" size="sm" onClick={() => onRule(rule)}>
                  {plural(rows, "row")}
                </Anchor>
              )}
            </Group>
            <Text size="sm" mt={4}>
              {sentence}
            </Text>
            <Text size="sm" className="muted" mb={6}>
              {mend}
            </Text>
            <Group gap={8}>
              {firstRowIds[0] !== undefined && (
                <Button size="compact-xs" variant="default" onClick={() => onRow(firstRowIds[0] as number)}>
                  Show the first
                </Button>
              )}
              {fixAll !== null && (
                <Button
                  size="compact-xs"
                  onClick={() => void services.call("lint.fixAll", { rule, fix: fixAll.id }).catch(showError)}
                >
                  {fixAll.label} ({count(rows)})
                </Button>
              )}
            </Group>
          </section>
        ))}
      </div>
    </aside>
  );
}
