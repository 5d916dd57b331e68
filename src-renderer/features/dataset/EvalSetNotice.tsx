import { Button, FileButton } from "@mantine/core";
import { IconDownload, IconFileImport } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { when } from "../../ui/format.ts";

/** Where rows must come from the eval set: what it is held against, and the way to get it. */
export function EvalSetNotice() {
  const { t } = useTranslation();
  const services = useServices();
  const { project, settings, jobs } = useLive();
  const profileId = project?.profileId ?? "";
  const { data } = useAnswer("evalSet.status", { profileId }, { enabled: profileId !== "" });
  if (data === undefined || !data.isNeeded || settings === null) return null;
  const { repo, present } = data;
  const isFetching = jobs.some(({ kind, state }) => kind === "fetch" && state === "running");
  const takeFile = (file: File | null): void => {
    if (file === null) return;
    services
      .upload(file)
      .then(({ uploadId }) => services.call("evalSet.takeFile", { profileId, uploadId }))
      .catch(showError);
  };
  return (
    <section className="problem" aria-label={t("problems.evalSet.title")}>
      <div className="problem-head">
        <h3>{t("problems.evalSet.title")}</h3>
      </div>
      <p>
        {present !== null
          ? t("problems.evalSet.present", {
              count: present.rows,
              origin: present.origin,
              when: when(present.at),
            })
          : repo === null
            ? t("problems.evalSet.missing")
            : t("problems.evalSet.missingNamed", { repo })}
      </p>
      <div className="problem-actions">
        {repo !== null && (
          <Button
            size="compact-sm"
            variant={present === null ? "light" : "default"}
            leftSection={<IconDownload size={14} />}
            loading={isFetching}
            onClick={() =>
              void services
                .call("evalSet.fetch", { profileId, networkId: settings.networkId })
                .catch(showError)
            }
          >
            {t(present === null ? "problems.evalSet.fetch" : "problems.evalSet.fetchAgain")}
          </Button>
        )}
        <FileButton
          accept=".jsonl,.json"
          onChange={takeFile}
          inputProps={{ "aria-label": t("problems.evalSet.file") }}
        >
          {(props) => (
            <Button {...props} size="compact-sm" variant="default" leftSection={<IconFileImport size={14} />}>
              {t("problems.evalSet.takeFile")}
            </Button>
          )}
        </FileButton>
      </div>
    </section>
  );
}
