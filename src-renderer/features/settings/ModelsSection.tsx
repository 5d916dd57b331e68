import { Button, Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { bytes } from "../../ui/format.ts";

/** The models that were fetched for previews, and the way to get their space back. */
export function ModelsSection() {
  const { t } = useTranslation();
  const services = useServices();
  const queries = useQueryClient();
  const models = useAnswer("preview.storedModels", {});
  const remove = (modelId: string): void => {
    services
      .call("preview.removeModel", { modelId })
      .then(() =>
        queries.invalidateQueries({ predicate: ({ queryKey }) => /^preview\./.test(String(queryKey[0])) }),
      )
      .catch(showError);
  };
  return (
    <section className="card section" aria-label={t("settings.models.title")}>
      <Text fw={550}>{t("settings.models.title")}</Text>
      <Text size="sm" className="muted" mb="sm">
        {t(models.data?.length === 0 ? "settings.models.none" : "settings.models.text")}
      </Text>
      {(models.data ?? []).map(({ repo, revision, sizeBytes }) => (
        <Group key={repo} justify="space-between" mb={6} wrap="nowrap">
          <span className="one-line">
            {repo} <span className="muted mono">{revision.slice(0, 7)}</span>
          </span>
          <Group wrap="nowrap">
            <span className="muted">{bytes(sizeBytes)}</span>
            <Button
              variant="default"
              aria-label={t("settings.models.removeOne", { name: repo })}
              onClick={() => remove(repo)}
            >
              {t("settings.models.remove")}
            </Button>
          </Group>
        </Group>
      ))}
    </section>
  );
}
