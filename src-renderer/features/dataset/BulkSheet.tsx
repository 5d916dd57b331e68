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
import { useTranslation } from "react-i18next";
import {
  type BulkAction,
  MAX_TAG_CHARS,
  type RowFilter,
  type RowScope,
} from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { rowsBetween } from "./bulk.ts";
import { rowsOf, sizeOf } from "./selection.ts";
import { useDatasetView } from "./view.tsx";

const ACTIONS = [
  "setSystem",
  "nullSystem",
  "removeSystem",
  "trim",
  "changeRole",
  "duplicate",
  "moveFirst",
  "moveLast",
  "merge",
  "tag",
  "untag",
  "delete",
] as const;
type ActionName = (typeof ACTIONS)[number];

/** Does one thing to many rows: those selected, or all that the filter leaves. */
export function BulkSheet({ filter, onClose }: { filter: RowFilter; onClose: () => void }) {
  const { t } = useTranslation();
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
    <Modal opened onClose={onClose} title={t("bulk.title")} size={520}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void apply();
        }}
      >
        <Stack gap="md">
          <Radio.Group
            label={t("bulk.which")}
            value={scope}
            onChange={(value) => setScope(value as typeof scope)}
          >
            <Stack gap={6} mt={6}>
              <Radio size="xs" value="selection" label={t("bulk.selected", { count: selected })} />
              <Radio size="xs" value="filter" label={t("bulk.filtered", { count: view.total ?? 0 })} />
            </Stack>
          </Radio.Group>
          <Select
            label={t("bulk.what")}
            data-autofocus
            allowDeselect={false}
            data={ACTIONS.map((action) => ({ value: action, label: t(`bulk.actions.${action}`) }))}
            value={name}
            onChange={(value) => value !== null && setName(value as ActionName)}
          />
          {name === "setSystem" && (
            <Textarea
              label={t("bulk.systemPrompt")}
              autosize
              minRows={2}
              maxRows={10}
              value={system}
              onChange={(event) => setSystem(event.currentTarget.value)}
            />
          )}
          {name === "changeRole" && (
            <Group grow>
              <TextInput
                label={t("bulk.fromRole")}
                value={from}
                onChange={(event) => setFrom(event.currentTarget.value)}
              />
              <TextInput
                label={t("bulk.toRole")}
                value={to}
                onChange={(event) => setTo(event.currentTarget.value)}
              />
            </Group>
          )}
          {(name === "tag" || name === "untag") && (
            <Autocomplete
              label={t("bulk.tag")}
              data={tags.map(({ tag: known }) => known)}
              value={tag}
              maxLength={MAX_TAG_CHARS}
              onChange={setTag}
            />
          )}
          <Text size="xs" className="muted">
            {t("bulk.oneStep")}
          </Text>
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              {t("bulk.leave")}
            </Button>
            <Button
              type="submit"
              loading={isBusy}
              disabled={(name === "tag" || name === "untag") && tag.trim() === ""}
            >
              {t("bulk.apply")}
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
