import { Button, FileButton } from "@mantine/core";
import { IconDownload, IconFileImport } from "@tabler/icons-react";
import { useLive } from "../../connection/live.tsx";
import { useAnswer, useServices } from "../../connection/services.tsx";
import { showError } from "../../ui/error-notice.tsx";
import { plural, when } from "../../ui/format.ts";

/** Where rows must come from the eval set: what it is held against, and the way to get it. */
export function EvalSetNotice() {
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
    <section className="problem" aria-label="Eval set">
      <div className="problem-head">
        <h3>Eval set</h3>
      </div>
      <p>
        {present === null
          ? `In this competition every row must stand, unchanged, in the eval set${repo === null ? "" : ` ${repo}`}. It is not here yet.`
          : `Your rows are held against ${plural(present.rows, "row")} of ${present.origin}, as of ${when(present.at)}.`}
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
            {present === null ? "Get the eval set" : "Get it again"}
          </Button>
        )}
        <FileButton
          accept=".jsonl,.json"
          onChange={takeFile}
          inputProps={{ "aria-label": "File of the eval set" }}
        >
          {(props) => (
            <Button {...props} size="compact-sm" variant="default" leftSection={<IconFileImport size={14} />}>
              Take a file
            </Button>
          )}
        </FileButton>
      </div>
    </section>
  );
}
