import {
  Autocomplete,
  Button,
  Group,
  Modal,
  Radio,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useState } from "react";
import {
  type BulkAction,
  MAX_TAG_CHARS,
  type RowFilter,
  type RowScope,
} from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { plural } from "../../ui/format.ts";
import { rowsBetween } from "./bulk.ts";
import { rowsOf, sizeOf } from "./selection.ts";
import { useDatasetView } from "./view.tsx";

const ACTIONS = [
  { value: "setSystem", label: "Set the system prompt" },
  { value: "nullSystem", label: "Set the system prompt to null" },
  { value: "removeSystem", label: "Remove the system prompt" },
  { value: "trim", label: "Trim white space at both ends of all texts" },
  { value: "changeRole", label: "Change a role" },
  { value: "duplicate", label: "Duplicate" },
  { value: "moveFirst", label: "Move to the top" },
  { value: "moveLast", label: "Move to the end" },
  { value: "merge", label: "Merge into one conversation" },
  { value: "tag", label: "Add a tag" },
  { value: "untag", label: "Remove a tag" },
  { value: "delete", label: "Delete" },
] as const;
type ActionName = (typeof ACTIONS)[number]["value"];

/** Does one thing to many rows: those selected, or all that the filter leaves. */
export function BulkSheet({ filter, onClose }: { filter: RowFilter; onClose: () => void }) {
  const services = useServices();
  const { jobs } = useLive();
  const { view } = useDatasetView();
  const extent = rowsOf(view.selection);
  const selected = sizeOf(extent);
  const [name, setName] = useState<ActionName>("setSystem");
  const [scope, setScope] = useState<"selection" | "filter">(selected > 1 ? "selection" : "filter");
  const [system, setSystem] = useState("You are a helpful assistant.");
  const [from, setFrom] = useState("human");
  const [to, setTo] = useState("user");
  const [tag, setTag] = useState("");
  const tags = useAnswer("rows.tags", {}).data ?? [];
  const isBusy = jobs.some(({ kind, state }) => kind === "fix" && state === "running");

  const apply = async (): Promise<void> => {
    try {
      const action = actionOf(name, { system, from, to, tag });
      const chosen: RowScope =
        scope === "filter"
          ? { kind: "filter", filter }
          : {
              kind: "rows",
              rowIds: (await rowsBetween(services, filter, view.sort, extent)).map(({ id }) => id),
            };
      await services.call("bulk.start", { scope: chosen, action });
      onClose();
    } catch (error) {
      showError(error);
    }
  };

  return (
    <Modal opened onClose={onClose} title="Change many rows" size={520}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void apply();
        }}
      >
        <Stack gap="md">
          <Radio.Group label="Which rows" value={scope} onChange={(value) => setScope(value as typeof scope)}>
            <Stack gap={6} mt={6}>
              <Radio size="xs" value="selection" label={`The ${plural(selected, "selected row")}`} />
              <Radio
                size="xs"
                value="filter"
                label={`All ${plural(view.total ?? 0, "row")} of the table as it is filtered now`}
              />
            </Stack>
          </Radio.Group>
          <Select
            label="What to do"
            data-autofocus
            allowDeselect={false}
            data={[...ACTIONS]}
            value={name}
            onChange={(value) => value !== null && setName(value as ActionName)}
          />
          {name === "setSystem" && (
            <Textarea
              label="System prompt"
              autosize
              minRows={2}
              maxRows={10}
              value={system}
              onChange={(event) => setSystem(event.currentTarget.value)}
            />
          )}
          {name === "changeRole" && (
            <Group grow>
              <TextInput label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
              <TextInput label="To" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
            </Group>
          )}
          {(name === "tag" || name === "untag") && (
            <Autocomplete
              label="Tag"
              data={tags.map(({ tag: known }) => known)}
              value={tag}
              maxLength={MAX_TAG_CHARS}
              onChange={setTag}
            />
          )}
          <Text size="xs" className="muted">
            It is one step: undo takes all of it back.
          </Text>
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button
              type="submit"
              loading={isBusy}
              disabled={(name === "tag" || name === "untag") && tag.trim() === ""}
            >
              Apply
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function actionOf(
  name: ActionName,
  { system, from, to, tag }: { system: string; from: string; to: string; tag: string },
): BulkAction {
  switch (name) {
    case "setSystem":
      return { kind: "setSystem", system };
    case "nullSystem":
      return { kind: "setSystem", system: null };
    case "changeRole":
      return { kind: "changeRole", from, to };
    case "moveFirst":
      return { kind: "move", to: "first" };
    case "moveLast":
      return { kind: "move", to: "last" };
    case "tag":
    case "untag":
      return { kind: "tag", tag: tag.trim(), isOn: name === "tag" };
    default:
      return { kind: name };
  }
}
