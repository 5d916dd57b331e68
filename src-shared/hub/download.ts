import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { HubError } from "./errors.ts";

/** Datasets and models of the same name are two repositories. */
export type RepoKind = "dataset" | "model";

export interface RepoFile {
  /** Default a dataset. */
  readonly kind?: RepoKind;
  readonly repo: string;
  readonly revision: string;
  readonly path: string;
}

export interface DownloadRequest extends RepoFile {
  /** Written whole or not at all. */
  readonly toFile: string;
  readonly maxBytes: number;
  /** Keep what arrived when the connection breaks, beside `toFile`, and go on from there at the next try. */
  readonly canResume?: boolean;
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

/** Where the unfinished part of a download lies that can be gone on with. */
export const partOf = (toFile: string): string => `${toFile}.part`;

/** How many bytes of a download are here already. */
export async function receivedBytes({ toFile, canResume }: DownloadRequest): Promise<number> {
  if (canResume !== true) return 0;
  return stat(partOf(toFile)).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Writes the body of a response into a file: under another name until it is whole. */
export async function saveBody(
  response: Response,
  request: DownloadRequest,
  stayAwake: () => void,
): Promise<{ sizeBytes: number; sha256: string }> {
  const { toFile, maxBytes, onProgress, repo, path, canResume = false } = request;
  const tooLarge = (): HubError => new HubError("HubLimitExceeded", { repo, path, limit: maxBytes });
  const isContinued = response.status === 206;
  const before = isContinued ? await receivedBytes(request) : 0;
  if (before + Number(response.headers.get("Content-Length") ?? 0) > maxBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const unfinished = canResume ? partOf(toFile) : `${toFile}.${randomUUID()}.part`;
  const hash = createHash("sha256");
  if (isContinued) for await (const chunk of createReadStream(unfinished)) hash.update(chunk);
  const file = await open(unfinished, isContinued ? "a" : canResume ? "w" : "wx", 0o600);
  let sizeBytes = before;
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
    if (!canResume || (error instanceof HubError && error.code === "HubLimitExceeded"))
      await rm(unfinished, { force: true });
    throw error;
  }
}
