import { TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { MAX_TAG_CHARS, type Phrase, type RowDetail } from "../../../src-shared/contract/index.ts";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";

/** The row's tags: for one's own order, never published. */
export function RowTags({ row }: { row: RowDetail }) {
  const { t } = useTranslation();
  const services = useServices();
  const known = useAnswer("rows.tags", {}, { keep: true }).data ?? [];
  return (
    <TagsInput
      mt={16}
      label={t("conversation.tags.label")}
      placeholder={row.tags.length === 0 ? t("conversation.tags.placeholder") : ""}
      data={known.map(({ tag }) => tag)}
      value={[...row.tags]}
      onChange={(tags) =>
        void services
          .call("rows.setTags", {
            rowId: row.id,
            tags: tags.map((tag) => tag.trim().slice(0, MAX_TAG_CHARS)).filter((tag) => tag !== ""),
            name: { phrase: "rowTagged", line: row.line } satisfies Phrase,
          })
          .catch(showError)
      }
    />
  );
}
