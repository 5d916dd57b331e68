import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { FetchFromHub } from "../preview/FetchFromHub.tsx";

/** Who counts tokens, and the way to have them counted where they are estimates. */
export function TokensNote() {
  const { t } = useTranslation();
  const services = useServices();
  const { project } = useLive();
  const { data: profiles } = useAnswer("profiles.list", {});
  const model = profiles?.find(({ id }) => id === project?.profileId)?.baseModel;
  if (!project || model === undefined) return null;
  const { countedBy, isCounted } = project.tokens;
  if (countedBy !== null)
    return (
      <Text size="sm" className="muted tokens-note" aria-live="polite">
        {t(isCounted ? "overview.tokenizer.counted" : "overview.tokenizer.counting", { model: countedBy })}
      </Text>
    );
  return (
    <div className="tokens-note">
      <FetchFromHub
        modelId={model}
        label={t("overview.tokenizer.fetch")}
        onFetch={(networkId) =>
          services.call("preview.fetchTokenizer", { profileId: project.profileId, networkId })
        }
      >
        <Text size="sm" className="muted">
          {t("overview.tokenizer.estimated", { model })}
        </Text>
      </FetchFromHub>
    </div>
  );
}
