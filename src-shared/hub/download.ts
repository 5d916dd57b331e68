import { createHash, randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { HubError } from "./errors.ts";

export interface RepoFile {
  readonly repo: string;
  readonly revision: string;
  readonly path: string;
}

export interface DownloadRequest extends RepoFile {
  /** Written whole or not at all. */
  readonly toFile: string;
  readonly maxBytes: number;
  readonly onProgress?: (receivedBytes: number) => void;
  readonly signal?: AbortSignal;
  /** For the whole file, however steadily it trickles; default an hour. */
  readonly timeoutMs?: number;
}

export const DOWNLOAD_TIMEOUT_MS = 3_600_000;

/** Aborts when nobody called `stayAwake` for a while, or when all of the time is over. */
export class Watchdog {
  readonly #controller = new AbortController();
  readonly #stallMs: number;
  readonly #deadline: NodeJS.Timeout;
  #stall: NodeJS.Timeout;

  constructor(stallMs: number, totalMs: number) {
    this.#stallMs = stallMs;
    this.#deadline = setTimeout(this.#bark, totalMs);
    this.#stall = setTimeout(this.#bark, stallMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly stayAwake = (): void => {
    clearTimeout(this.#stall);
    this.#stall = setTimeout(this.#bark, this.#stallMs);
  };

  stop(): void {
    clearTimeout(this.#stall);
    clearTimeout(this.#deadline);
  }

  readonly #bark = (): void => this.#controller.abort(new DOMException("The hub stalled.", "TimeoutError"));
}

/** Writes the body of a response into a file: under another name until it is whole. */
export async function saveBody(
  response: Response,
  { toFile, maxBytes, onProgress, repo, path }: DownloadRequest,
  stayAwake: () => void,
): Promise<{ sizeBytes: number; sha256: string }> {
  const tooLarge = (): HubError => new HubError("HubLimitExceeded", { repo, path, limit: maxBytes });
  if (Number(response.headers.get("Content-Length") ?? 0) > maxBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const unfinished = `${toFile}.${randomUUID()}.part`;
  const file = await open(unfinished, "wx", 0o600);
  const hash = createHash("sha256");
  let sizeBytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      stayAwake();
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw tooLarge();
      hash.update(chunk);
      await file.writeFile(chunk);
      onProgress?.(sizeBytes);
    }
    await file.sync();
    await file.close();
    await rename(unfinished, toFile);
    return { sizeBytes, sha256: hash.digest("hex") };
  } catch (error) {
    await file.close().catch(() => {});
    await rm(unfinished, { force: true });
    throw error;
  }
}
