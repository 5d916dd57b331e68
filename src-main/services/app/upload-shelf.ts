import { randomUUID } from "node:crypto";
import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface Upload {
  readonly path: string;
  readonly fileName: string;
}

/**
 * Files that a host handed over for import, by an id the screen may know. Bytes that came over the wire are kept
 * in a folder of our own until the services close; files the desktop host was given stay where they are.
 */
export class UploadShelf {
  readonly #dir: string;
  readonly #uploads = new Map<string, Upload>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Streams bytes to disk. Rejects when the stream breaks off or the disk is full; nothing is kept then. */
  async receive(bytes: Readable, fileName: string): Promise<{ uploadId: string }> {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const uploadId = randomUUID();
    const path = join(this.#dir, uploadId);
    try {
      await pipeline(bytes, createWriteStream(path, { mode: 0o600 }));
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    }
    this.#uploads.set(uploadId, { path, fileName: basename(fileName) });
    return { uploadId };
  }

  /** A place for bytes that are fetched here; it is there once something was written to it. */
  reserve(fileName: string): { readonly uploadId: string; readonly path: string } {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const uploadId = randomUUID();
    const path = join(this.#dir, uploadId);
    this.#uploads.set(uploadId, { path, fileName: basename(fileName) });
    return { uploadId, path };
  }

  /** Names a file that is already on this machine, as the desktop host does for a file the user picked. */
  registerFile(path: string): { uploadId: string } {
    const uploadId = randomUUID();
    this.#uploads.set(uploadId, { path, fileName: basename(path) });
    return { uploadId };
  }

  find(uploadId: string): Upload | null {
    return this.#uploads.get(uploadId) ?? null;
  }

  /** Throws the received bytes away. */
  clear(): void {
    this.#uploads.clear();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
