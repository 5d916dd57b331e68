import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AssayError, type Said, sentenceOf, type WatchedFolder } from "../../../src-shared/contract/index.ts";

const ROWS = /\.(?:jsonl|ndjson|json|csv|tsv|parquet|zip)(?:\.gz)?$/i;
const TAKEN_SHOWN = 20;

/** What a project remembers of its folder. */
const memorySchema = z.object({
  folder: z.string().nullable(),
  /** By the hash of their contents, the names of files that were taken in. */
  taken: z.record(z.string(), z.string()),
});
type Memory = z.infer<typeof memorySchema>;

/** Where the memory is kept, and where files go. */
export interface WatchingProject {
  readonly remembered: string | null;
  remember(text: string): Promise<void>;
  /** Rejects where the file cannot be read. */
  take(path: string, name: string): Promise<void>;
}

/**
 * Takes files from a folder into a project as they appear, each once, whatever it is called later. A file is taken when
 * it looks the same twice in a row: until then somebody may still be writing it.
 */
export class FolderWatch {
  readonly #project: WatchingProject;
  readonly #seen = new Map<string, string>();
  #memory: Memory;
  #trouble: Said | null = null;
  #look: Promise<void> = Promise.resolve();

  constructor(project: WatchingProject) {
    this.#project = project;
    this.#memory = read(project.remembered);
  }

  get status(): WatchedFolder {
    const { folder, taken } = this.#memory;
    return { folder, taken: Object.values(taken).reverse().slice(0, TAKEN_SHOWN), trouble: this.#trouble };
  }

  /** Watches another folder, or none. */
  async watch(folder: string | null): Promise<void> {
    this.#seen.clear();
    this.#trouble = null;
    await this.#remember({ ...this.#memory, folder });
  }

  /** Looks once; to be called every few seconds. One look ends before the next begins. */
  look(): Promise<void> {
    this.#look = this.#look.then(() => this.#lookNow());
    return this.#look;
  }

  async #lookNow(): Promise<void> {
    const { folder } = this.#memory;
    if (folder === null) return;
    try {
      const names = (await readdir(folder)).filter((name) => ROWS.test(name)).sort();
      this.#trouble = null;
      for (const name of names) await this.#lookAt(join(folder, name), name);
    } catch (error) {
      this.#trouble = whyOf(error);
    }
  }

  async #lookAt(path: string, name: string): Promise<void> {
    const { size, mtimeMs } = await stat(path);
    const looks = `${size} ${mtimeMs}`;
    const before = this.#seen.get(name);
    this.#seen.set(name, looks);
    if (before !== looks) return;
    const key = await hashOf(path);
    if (this.#memory.taken[key] !== undefined) return;
    // Remembered first: a file that brings the app down must not do so at every start.
    await this.#remember({ ...this.#memory, taken: { ...this.#memory.taken, [key]: name } });
    try {
      await this.#project.take(path, name);
    } catch (error) {
      this.#trouble = { phrase: "troubleWith", name, why: whyOf(error) };
    }
  }

  async #remember(memory: Memory): Promise<void> {
    this.#memory = memory;
    await this.#project.remember(JSON.stringify(memory));
  }
}

function read(text: string | null): Memory {
  const parsed = memorySchema.safeParse(text === null ? null : JSON.parse(text));
  return parsed.success ? parsed.data : { folder: null, taken: {} };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

function whyOf(error: unknown): Said {
  if (error instanceof AssayError) return sentenceOf(error);
  return error instanceof Error ? error.message : String(error);
}
