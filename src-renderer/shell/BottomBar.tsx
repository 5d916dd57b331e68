import { Anchor, Progress } from "@mantine/core";
import { useEffect } from "react";
import { inWords, type Job } from "../../src-shared/contract/index.ts";
import { useLive } from "../connection/live.tsx";
import { useServices } from "../connection/services.tsx";
import { useUnsaved } from "../connection/unsaved.ts";
import { language, useLanguage } from "../texts/index.ts";
import { showDone, showWireError } from "../ui/error-notice.tsx";
import { bytes, count, plural, saveDownload } from "../ui/format.ts";

export function BottomBar() {
  const { project, jobs } = useLive();
  const running = jobs.filter(({ state }) => state === "running");
  const isUnsaved = useUnsaved();
  useJobNotices();
  return (
    <footer className="footbar">
      {project ? (
        <>
          <span>{plural(project.rows, "row")}</span>
          {project.pending > 0 && (
            <span role="status">{plural(project.pending, "row")} being worked out</span>
          )}
          {project.badLines > 0 && <span>{plural(project.badLines, "bad line")}</span>}
          <span>
            {plural(project.problems.error, "row")} with errors, {count(project.problems.warning)} with
            warnings, {count(project.problems.hint)} with hints
          </span>
        </>
      ) : (
        <span>No project is open</span>
      )}
      <span className="grow" />
      {running.map((job) => (
        <JobLine key={job.id} job={job} />
      ))}
      {project && running.length === 0 && <span>{isUnsaved ? "Saving …" : "All changes saved"}</span>}
    </footer>
  );
}

function JobLine({ job }: { job: Job }) {
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
        Cancel
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
