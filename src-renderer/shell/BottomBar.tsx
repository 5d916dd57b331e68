import { Anchor, Progress } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { inWords, type Job } from "../../src-shared/contract/index.ts";
import { useLive } from "../connection/live.tsx";
import { useServices } from "../connection/services.tsx";
import { useUnsaved } from "../connection/unsaved.ts";
import { language, useLanguage } from "../texts/index.ts";
import { showDone, showWireError } from "../ui/error-notice.tsx";
import { bytes, count, saveDownload } from "../ui/format.ts";

export function BottomBar() {
  const { t } = useTranslation();
  const { project, jobs } = useLive();
  const running = jobs.filter(({ state }) => state === "running");
  const isUnsaved = useUnsaved();
  useJobNotices();
  return (
    <footer className="footbar">
      {project ? (
        <>
          <span>{t("common.rows", { count: project.rows })}</span>
          {project.pending > 0 && (
            <span role="status">{t("shell.foot.workingOut", { count: project.pending })}</span>
          )}
          {project.badLines > 0 && <span>{t("shell.foot.badLines", { count: project.badLines })}</span>}
          <span>
            {t("shell.foot.problems", {
              count: project.problems.error,
              warnings: project.problems.warning,
              hints: project.problems.hint,
            })}
          </span>
        </>
      ) : (
        <span>{t("shell.foot.noProject")}</span>
      )}
      <span className="grow" />
      {running.map((job) => (
        <JobLine key={job.id} job={job} />
      ))}
      {project && running.length === 0 && (
        <span>{t(isUnsaved ? "shell.foot.saving" : "shell.foot.saved")}</span>
      )}
    </footer>
  );
}

function JobLine({ job }: { job: Job }) {
  const { t } = useTranslation();
  const services = useServices();
  const title = inWords(job.title, useLanguage());
  const share = job.total ? (job.done / job.total) * 100 : 0;
  const done = job.unit === "bytes" ? bytes(job.done) : count(job.done);
  return (
    <span role="status" style={{ display: "flex", alignItems: "center", gap: 8 }}>
      {title} {done}
      <Progress value={share} w={90} size="sm" aria-label={title} />
      <Anchor
        component="button"
        size="xs"
        onClick={() => void services.call("jobs.cancel", { jobId: job.id })}
      >
        {t("common.cancel")}
      </Anchor>
    </span>
  );
}

/** Says how each job ended. */
function useJobNotices(): void {
  const services = useServices();
  useEffect(
    () =>
      services.on("job.changed", (job) => {
        if (job.state !== "running") announce(job);
      }),
    [services],
  );
}

function announce(job: Job): void {
  if (job.error !== null) showWireError(job.error);
  else if (job.summary !== null) showDone(inWords(job.summary, language()));
  if (job.download !== null) saveDownload(job.download);
}
