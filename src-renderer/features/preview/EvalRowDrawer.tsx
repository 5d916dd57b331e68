import { Drawer, Loader, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useAnswer } from "../../connection/services.tsx";
import { fixed } from "../../ui/format.ts";

const Reading = lazy(() => import("../dataset/Reading.tsx"));

export interface ShownEvalRow {
  readonly evalRow: number;
  readonly before: number;
  readonly after: number;
}

/** A row of an eval set that is not among the dataset's own, to be read. */
export function EvalRowDrawer({
  previewId,
  shown: { evalRow, before, after },
  onClose,
}: {
  previewId: string;
  shown: ShownEvalRow;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { data } = useAnswer("preview.evalRow", { id: previewId, evalRow });
  const loader = <Loader size="sm" aria-label={t("shell.loading")} />;
  return (
    <Drawer
      opened
      position="right"
      size="lg"
      title={t("preview.changed.evalRow", { number: evalRow + 1 })}
      closeButtonProps={{ "aria-label": t("ui.dismiss") }}
      onClose={onClose}
    >
      <Text size="sm" className="muted" mb="md">
        {t("preview.lossBeforeAfter", { before: fixed(before, 4), after: fixed(after, 4) })}
      </Text>
      {data === undefined && loader}
      {data === null && <Text size="sm">{t("preview.changed.notKept")}</Text>}
      {data != null && (
        <Suspense fallback={loader}>
          <Reading row={data} />
        </Suspense>
      )}
    </Drawer>
  );
}
