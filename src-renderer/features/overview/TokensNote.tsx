import { Button, Group, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";

/** Who counts tokens, and the way to have them counted where they are estimates. */
export function TokensNote() {
  const { t } = useTranslation();
  const services = useServices();
  const { project, settings, jobs } = useLive();
  const { data: profiles } = useAnswer("profiles.list", {});
  const model = profiles?.find(({ id }) => id === project?.profileId)?.baseModel;
  if (!project || model === undefined) return null;
  const { countedBy, isCounted } = project.tokens;
  const isFetching = jobs.some(({ kind, state }) => kind === "fetch" && state === "running");
  const fetchIt = (): void =>
    void services
      .call("preview.fetchTokenizer", {
        profileId: project.profileId,
        networkId: settings?.networkId ?? "sandbox",
      })
      .catch(showError);
  if (countedBy !== null)
    return (
      <Text size="sm" className="muted tokens-note" aria-live="polite">
        {t(isCounted ? "overview.tokenizer.counted" : "overview.tokenizer.counting", { model: countedBy })}
      </Text>
    );
  return (
    <Group className="tokens-note" wrap="nowrap">
      <Text size="sm" className="muted">
        {t("overview.tokenizer.estimated", { model })}
      </Text>
      <Button
        size="compact-sm"
        variant="light"
        className="no-shrink"
        loading={isFetching}
        leftSection={<IconDownload size={14} />}
        onClick={fetchIt}
      >
        {t("overview.tokenizer.fetch")}
      </Button>
    </Group>
  );
}
