import { Button, Group, Loader, Modal, Radio, Select, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
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
import { count } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { rowsBetween } from "./bulk.ts";
import { rowsOf, sizeOf } from "./selection.ts";
import { useDatasetView } from "./view.tsx";

type Form = ParamsOf<"export.start">["form"];
type Which = "all" | "filter" | "selection";

const FORMS: readonly Form[] = ["native", "messages", "sharegpt", "alpaca", "qa", "csv"];

/** Saves a copy of all rows, of those that are selected or of those that the filter leaves; what it loses is said before. */
export function ExportSheet({ filter, onClose }: { filter: RowFilter; onClose: () => void }) {
  const { t } = useTranslation();
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
    <Modal opened onClose={onClose} title={t("bulk.export.title")} size={520}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <Stack gap="md">
          <Select
            label={t("bulk.export.as")}
            data-autofocus
            allowDeselect={false}
            data={FORMS.map((known) => ({ value: known, label: t(`bulk.export.forms.${known}`) }))}
            value={form}
            onChange={(value) => value !== null && setForm(value as Form)}
          />
          <Radio.Group label={t("bulk.which")} value={which} onChange={(value) => setWhich(value as Which)}>
            <Stack gap={6} mt={6}>
              <Radio size="xs" value="all" label={t("bulk.export.all", { count: project?.rows ?? 0 })} />
              <Radio
                size="xs"
                value="filter"
                disabled={!isFiltered}
                label={t("bulk.export.filtered", { count: view.total ?? 0 })}
              />
              <Radio size="xs" value="selection" label={t("bulk.selected", { count: selected })} />
            </Stack>
          </Radio.Group>
          <Losses form={form} losses={losses} isLooking={form !== "native" && preview.isFetching} />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" disabled={!isReady}>
              {t("bulk.export.save")}
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
  const { t } = useTranslation();
  const language = useLanguage();
  if (form === "native")
    return (
      <Text size="sm" className="muted">
        {t("bulk.export.keepsAll")}
      </Text>
    );
  if (isLooking) return <Loader size="sm" aria-label={t("bulk.export.looking")} />;
  if (losses.length === 0)
    return (
      <Text size="sm" className="muted">
        {t("bulk.export.holdsAll")}
      </Text>
    );
  return (
    <Notice kind="warning" title={t("bulk.export.losesSome")}>
      <ul className="losses">
        {losses.map(({ what, rows, examples }) => (
          <li key={keptText(what)}>
            {t("bulk.export.loss", {
              what: inWords(what, language),
              count: rows,
              lines: examples.map(({ line }) => count(line)).join(", "),
            })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
