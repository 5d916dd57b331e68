import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";

/** The model that comes with Assay. */
export const PRACTICE_MODEL = "practice";
/** The one that an ordinary laptop can train in minutes. */
export const LAPTOP_MODEL = "Qwen/Qwen2.5-0.5B-Instruct";

export interface ModelPlace {
  /** `practice`, or a repository's name. */
  readonly id: string;
  readonly title: string;
  /** Null while it is not here. */
  readonly folder: string | null;
}

/** Where base models lie: the practice model in Assay's resources, others in folders by the names of their repositories. */
export class ModelShelf {
  readonly #resourcesDir: string;
  readonly #modelsDir: string;

  constructor(resourcesDir: string, modelsDir: string) {
    this.#resourcesDir = resourcesDir;
    this.#modelsDir = modelsDir;
  }

  /** What one can choose from for a competition: the practice model, the laptop's, and the competition's own. */
  offered(profile: CompetitionProfile): ModelPlace[] {
    const ids = [PRACTICE_MODEL, LAPTOP_MODEL, profile.baseModel];
    return [...new Set(ids)].map((id) => this.place(id));
  }

  place(id: string): ModelPlace {
    if (id === PRACTICE_MODEL) {
      return { id, title: "Practice model", folder: join(this.#resourcesDir, "practice-model") };
    }
    const folder = this.folderOf(id);
    const isHere = existsSync(join(folder, "complete"));
    return { id, title: id, folder: isHere ? folder : null };
  }

  /** Where a repository's files belong, whether or not they are there. */
  folderOf(id: string): string {
    return join(this.#modelsDir, id.replace("/", "--"));
  }
}
