import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import { CompetitionError } from "../../../src-shared/competition/index.ts";
import type { EvalSetStatus, Handlers } from "../../../src-shared/contract/index.ts";
import type { EvalSet, EvalSetShelf } from "../eval-set/index.ts";
import { type JobControl, WorkspaceError } from "../workspace/index.ts";
import type { Jobs } from "./jobs.ts";
import type { NetworkDesk } from "./network-desk.ts";
import type { ProfileShelf } from "./profile-shelf.ts";
import type { ProjectDesk } from "./project-desk.ts";
import type { UploadShelf } from "./upload-shelf.ts";

export interface EvalSetDeskOptions {
  readonly shelf: EvalSetShelf;
  readonly profiles: ProfileShelf;
  readonly networks: NetworkDesk;
  readonly projects: ProjectDesk;
  readonly jobs: Jobs;
  readonly uploads: UploadShelf;
  readonly onChange: (status: EvalSetStatus) => void;
}

type DeskMethods = "evalSet.status" | "evalSet.fetch" | "evalSet.takeFile";

/** Gets the eval sets of competitions whose rows must stand in them. */
export class EvalSetDesk {
  readonly #options: EvalSetDeskOptions;

  constructor(options: EvalSetDeskOptions) {
    this.#options = options;
  }

  readonly handlers: { [M in DeskMethods]: Handlers[M] } = {
    "evalSet.status": async ({ profileId }) => this.#status(this.#options.profiles.get(profileId)),
    "evalSet.fetch": async ({ profileId, networkId }) => {
      const profile = this.#options.profiles.get(profileId);
      const { repo } = profile.evaluation;
      if (repo === null) throw new CompetitionError("EvalSetUnnamed", { profile: profile.title });
      const hub = await this.#options.networks.hub(networkId);
      return this.#take(profile, "bytes", (control) =>
        this.#options.shelf.fetch(profile, repo, hub, control),
      );
    },
    "evalSet.takeFile": async ({ profileId, uploadId }) => {
      const profile = this.#options.profiles.get(profileId);
      const upload = this.#options.uploads.find(uploadId);
      if (upload === null) throw new WorkspaceError("UploadGone");
      return this.#take(profile, "rows", () =>
        this.#options.shelf.takeFile(profile.id, upload.path, upload.fileName),
      );
    },
  };

  #take(
    profile: CompetitionProfile,
    unit: "bytes" | "rows",
    get: (control: JobControl) => Promise<EvalSet>,
  ): { jobId: string } {
    const { jobs, projects, onChange } = this.#options;
    const jobId = jobs.start("fetch", { phrase: "getEvalSet" }, unit, async (control) => {
      const { rows, origin } = await get(control);
      onChange(this.#status(profile));
      await projects.holdAgain(profile.id, control);
      return { summary: { phrase: "evalSetTaken", rows, origin } };
    });
    return { jobId };
  }

  #status({ id, evaluation, rows }: CompetitionProfile): EvalSetStatus {
    const present = this.#options.shelf.get(id);
    return {
      profileId: id,
      isNeeded: rows.mustComeFromEvalSet,
      repo: evaluation.repo,
      revisionRule: evaluation.revision,
      present:
        present === null
          ? null
          : {
              origin: present.origin,
              revision: present.revision,
              rows: present.rows,
              at: present.at,
            },
    };
  }
}
