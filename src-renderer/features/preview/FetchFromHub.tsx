import { Anchor, Button, Group } from "@mantine/core";
import { IconDownload, IconExternalLink } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ResultOf } from "../../../src-shared/contract/index.ts";
import { useLive } from "../../connection/live.tsx";
import { useServices } from "../../connection/services.tsx";
import { useNavigation } from "../../shell/navigation.ts";
import { showError } from "../../ui/error-notice.tsx";
import { Notice } from "../../ui/notice.tsx";
import "./preview.css";

type Access = ResultOf<"preview.modelAccess">;

/** A button that fetches something of a model's, and the way there where its owner wants to be asked first. */
export function FetchFromHub({
  modelId,
  label,
  onFetch,
  children,
}: {
  modelId: string;
  label: string;
  onFetch: (networkId: string) => Promise<unknown>;
  /** What is said beside the button. */
  children: React.ReactNode;
}) {
  const services = useServices();
  const { settings, jobs } = useLive();
  const [isChecking, setChecking] = useState(false);
  const [refused, setRefused] = useState<Access | null>(null);
  const isFetching = jobs.some(({ kind, state }) => kind === "fetch" && state === "running");
  const networkId = settings?.networkId ?? "sandbox";

  const check = async (): Promise<void> => {
    setChecking(true);
    try {
      const answer = await services.call("preview.modelAccess", { modelId, networkId });
      setRefused(answer.access === "granted" ? null : answer);
      if (answer.access === "granted") await onFetch(networkId);
    } catch (error) {
      showError(error);
    } finally {
      setChecking(false);
    }
  };

  return (
    <>
      <Group wrap="nowrap" align="start">
        {children}
        <Button
          variant="light"
          className="no-shrink"
          loading={isFetching || (isChecking && refused === null)}
          leftSection={<IconDownload size={14} />}
          onClick={() => void check()}
        >
          {label}
        </Button>
      </Group>
      {refused !== null && (
        <AccessGuide
          modelId={modelId}
          answer={refused}
          isChecking={isChecking}
          onCheck={() => void check()}
        />
      )}
    </>
  );
}

/** What to do where a model is shown only to those who asked. */
function AccessGuide({
  modelId,
  answer: { access, page },
  isChecking,
  onCheck,
}: {
  modelId: string;
  answer: Access;
  isChecking: boolean;
  onCheck: () => void;
}) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  return (
    <div className="access-guide">
      <Notice kind="info" title={t("preview.access.title", { model: modelId })}>
        {access === "signIn" && <p>{t("preview.access.signIn")}</p>}
        {access === "ask" && (
          <ol>
            <li>{t("preview.access.ask.open")}</li>
            <li>{t("preview.access.ask.agree")}</li>
            <li>{t("preview.access.ask.check")}</li>
          </ol>
        )}
        {access === "waiting" && <p>{t("preview.access.waiting")}</p>}
        <Group mt={8} gap="sm">
          {access === "signIn" ? (
            <Button variant="default" onClick={() => go("settings")}>
              {t("preview.access.toSettings")}
            </Button>
          ) : (
            <Anchor size="sm" href={page} target="_blank" rel="noreferrer">
              {t("preview.access.page")} <IconExternalLink size={12} aria-hidden />
            </Anchor>
          )}
          <Button variant="default" loading={isChecking} onClick={onCheck}>
            {t("preview.access.checkAgain")}
          </Button>
        </Group>
      </Notice>
    </div>
  );
}
