import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Handlers, PracticeView } from "../../../src-shared/contract/index.ts";
import type { EvalSetShelf } from "../eval-set/index.ts";
import type { ProcessHost } from "../host/index.ts";
import type { Logger } from "../logs/index.ts";
import { PracticeService, PracticeStore } from "../practice/index.ts";
import { writeEvalSetRows } from "../workspace/index.ts";
import type { ProfileShelf } from "./profile-shelf.ts";
import type { ProjectDesk } from "./project-desk.ts";

export interface PracticeDeskOptions {
  readonly dataDir: string;
  readonly resourcesDir: string;
  readonly scratchDir: string;
  readonly processHost: ProcessHost;
  readonly projects: ProjectDesk;
  readonly profiles: ProfileShelf;
  readonly evalSets: EvalSetShelf;
  readonly log: Logger;
  readonly onChange: (view: PracticeView) => void;
}

type DeskMethods = "practice.start" | "practice.list" | "practice.cancel" | "practice.remove";

/** Practice rounds with the open project's rows, as the screen asks for them. */
export class PracticeDesk {
  readonly #options: PracticeDeskOptions;
  readonly #service: PracticeService;

  constructor(options: PracticeDeskOptions) {
    this.#options = options;
    // What a process that died left behind.
    rmSync(options.scratchDir, { recursive: true, force: true });
    this.#service = new PracticeService({
      store: new PracticeStore(join(options.dataDir, "practice.sqlite")),
      processHost: options.processHost,
      dir: options.scratchDir,
      onChange: options.onChange,
      log: (what) => options.log.info(what),
    });
  }

  readonly handlers: { [M in DeskMethods]: Handlers[M] } = {
    "practice.start": async ({ profileId }) => {
      const { projects, profiles, evalSets, resourcesDir } = this.#options;
      const project = projects.require();
      const profile = profiles.get(profileId);
      const evalSet = profile.rows.mustComeFromEvalSet ? evalSets.get(profileId) : null;
      return this.#service.start({
        projectPath: project.path,
        profile,
        modelDir: join(resourcesDir, "practice-model"),
        writeRows: async (file) => {
          const control = { signal: new AbortController().signal, onProgress: () => {} };
          return (await project.exportTo(file, "native", control)).rows;
        },
        writeEvalSet: evalSet === null ? null : (file) => writeEvalSetRows(evalSet.file, file),
      });
    },
    "practice.list": async () => this.#service.list(this.#options.projects.require().path),
    "practice.cancel": async ({ id }) => {
      this.#service.cancel(id);
      return {};
    },
    "practice.remove": async ({ id }) => {
      this.#service.remove(id);
      return {};
    },
  };

  close(): Promise<void> {
    return this.#service.close();
  }
}
