import { Button, Group, Loader, Modal, Radio, Select, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import {
  inWords,
  keptText,
  type ParamsOf,
  type RowFilter,
  type RowScope,
  type Said,
} from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { useLanguage } from "../../texts/index.ts";
import { showError } from "../../ui/error-notice.tsx";
import { count, plural } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { rowsBetween } from "./bulk.ts";
import { rowsOf, sizeOf } from "./selection.ts";
import { useDatasetView } from "./view.tsx";

type Form = ParamsOf<"export.start">["form"];
type Which = "all" | "filter" | "selection";

const FORMS: readonly { value: Form; label: string }[] = [
  { value: "native", label: "data.jsonl, as it is published" },
  { value: "messages", label: "OpenAI messages" },
  { value: "sharegpt", label: "ShareGPT" },
  { value: "alpaca", label: "Alpaca" },
  { value: "qa", label: "Question and answer" },
  { value: "csv", label: "A table (CSV)" },
];

/** Saves a copy of all rows, of those that are selected or of those that the filter leaves; what it loses is said before. */
export function ExportSheet({ filter, onClose }: { filter: RowFilter; onClose: () => void }) {
  const services = useServices();
  const { project } = useLive();
  const { view, isFiltered } = useDatasetView();
  const extent = rowsOf(view.selection);
  const selected = sizeOf(extent);
  const [form, setForm] = useState<Form>("native");
  const [which, setWhich] = useState<Which>(isFiltered ? "filter" : "all");
  const [selection, setSelection] = useState<RowScope | null>(null);

  useEffect(() => {
    if (which !== "selection" || selection !== null) return;
    rowsBetween(services, filter, view.sort, extent).then(
      (rows) => setSelection({ kind: "rows", rowIds: rows.map(({ id }) => id) }),
      showError,
    );
  }, [which, selection, services, filter, view.sort, extent]);

  const scope =
    which === "filter" ? ({ kind: "filter", filter } as const) : which === "selection" ? selection : null;
  const isReady = which !== "selection" || selection !== null;
  const params = scope === null ? { form } : { form, scope };
  const preview = useAnswer("export.preview", params, { enabled: isReady && form !== "native" });
  const losses = form === "native" ? [] : (preview.data?.losses ?? []);

  const start = (): void => void services.call("export.start", params).then(onClose).catch(showError);

  return (
    <Modal opened onClose={onClose} title="Save a copy" size={520}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <Stack gap="md">
          <Select
            label="As"
            data-autofocus
            allowDeselect={false}
            data={[...FORMS]}
            value={form}
            onChange={(value) => value !== null && setForm(value as Form)}
          />
          <Radio.Group label="Which rows" value={which} onChange={(value) => setWhich(value as Which)}>
            <Stack gap={6} mt={6}>
              <Radio size="xs" value="all" label={`All ${plural(project?.rows ?? 0, "row")}`} />
              <Radio
                size="xs"
                value="filter"
                disabled={!isFiltered}
                label={`The ${plural(view.total ?? 0, "row")} of the table as it is filtered now`}
              />
              <Radio size="xs" value="selection" label={`The ${plural(selected, "selected row")}`} />
            </Stack>
          </Radio.Group>
          <Losses form={form} losses={losses} isLooking={form !== "native" && preview.isFetching} />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!isReady}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Losses({
  form,
  losses,
  isLooking,
}: {
  form: Form;
  losses: readonly { what: Said; rows: number; examples: readonly { line: number }[] }[];
  isLooking: boolean;
}) {
  const language = useLanguage();
  if (form === "native")
    return (
      <Text size="sm" className="muted">
        Everything is kept.
      </Text>
    );
  if (isLooking) return <Loader size="sm" aria-label="Looking at what this form cannot hold" />;
  if (losses.length === 0)
    return (
      <Text size="sm" className="muted">
        This form can hold all of it.
      </Text>
    );
  return (
    <Notice kind="warning" title="This form cannot hold everything">
      <ul className="losses">
        {losses.map(({ what, rows, examples }) => (
          <li key={keptText(what)}>
            {inWords(what, language)}: {plural(rows, "row")}, first in{" "}
            {examples.map(({ line }) => count(line)).join(", ")}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
