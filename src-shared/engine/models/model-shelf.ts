import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { CompetitionProfile } from "../../competition/index.ts";
import type { TemplateName } from "../../dataset/index.ts";
import { EngineError } from "../errors.ts";
import type { TokenizerFile } from "./tokenizer-file.ts";

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

const completeSchema = z.object({ repo: z.string(), revision: z.string(), sizeBytes: z.number() });
/** A model that was fetched. */
export type StoredModel = z.infer<typeof completeSchema>;

const GB = 1_000_000_000;
/** Models may take this much of the disk together. */
const LIMIT_BYTES = 40 * GB;

/** Where base models lie: the practice model in Assay's resources, others in folders by the names of their repositories. */
export class ModelShelf {
  readonly #resourcesDir: string;
  readonly #modelsDir: string;
  readonly #limitBytes: number;

  constructor(resourcesDir: string, modelsDir: string, limitBytes: number = LIMIT_BYTES) {
    this.#resourcesDir = resourcesDir;
    this.#modelsDir = modelsDir;
    this.#limitBytes = limitBytes;
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
    return { id, title: id, folder: existsSync(join(folder, "complete")) ? folder : null };
  }

  /** A model's own tokenizer, fetched with it or alone; null where it is not here. */
  tokenizer(repo: string, template: TemplateName): TokenizerFile | null {
    for (const folder of [this.folderOf(repo), this.tokenizerFolderOf(repo)]) {
      const { revision } = readComplete(folder) ?? {};
      if (revision !== undefined) return { id: `${repo}@${revision}`, model: repo, folder, template };
    }
    return null;
  }

  /** Where a tokenizer belongs that is fetched without its model. */
  tokenizerFolderOf(repo: string): string {
    return join(this.#modelsDir, "tokenizers", repo.replace("/", "--"));
  }

  /** Where a repository's files belong, whether or not they are there. */
  folderOf(id: string): string {
    return join(this.#modelsDir, id.replace("/", "--"));
  }

  stored(): StoredModel[] {
    if (!existsSync(this.#modelsDir)) return [];
    return readdirSync(this.#modelsDir).flatMap((name) => readComplete(join(this.#modelsDir, name)) ?? []);
  }

  /** Throws `ModelsFull` where a model would take more than is left of what models may take. */
  makeSureItFits(id: string, sizeBytes: number): void {
    const used = this.stored()
      .filter(({ repo }) => repo !== id)
      .reduce((sum, model) => sum + model.sizeBytes, 0);
    if (used + sizeBytes <= this.#limitBytes) return;
    const inGb = (bytes: number): string => (bytes / GB).toFixed(1);
    throw new EngineError("ModelsFull", {
      model: id,
      neededGb: inGb(sizeBytes),
      usedGb: inGb(used),
      limitGb: inGb(this.#limitBytes),
    });
  }

  remove(id: string): void {
    rmSync(this.folderOf(id), { recursive: true, force: true });
  }
}

/** What a folder says of itself once all its files are there. */
function readComplete(folder: string): StoredModel | null {
  try {
    return completeSchema.parse(JSON.parse(readFileSync(join(folder, "complete"), "utf8")));
  } catch {
    return null;
  }
}
