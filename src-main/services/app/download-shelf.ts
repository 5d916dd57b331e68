import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

export interface Download {
  readonly path: string;
  readonly fileName: string;
}

/** Files that the services made for the user to save, by an id the screen may know. */
export class DownloadShelf {
  readonly #dir: string;
  readonly #downloads = new Map<string, Download>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** A fresh place to write a file to; it can be fetched once `offer` was called with its id. */
  reserve(): { id: string; path: string } {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const id = randomUUID();
    return { id, path: join(this.#dir, id) };
  }

  offer(id: string, download: Download): void {
    this.#downloads.set(id, download);
  }

  find(id: string): Download | null {
    return this.#downloads.get(id) ?? null;
  }

  clear(): void {
    this.#downloads.clear();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
