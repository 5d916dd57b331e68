import { openAsBlob } from "node:fs";
import { commit } from "@huggingface/hub";
import { HubError } from "./errors.ts";
import type { BodyWatcher } from "./transport.ts";

/** Called with the bytes of all files that have gone out so far, and how many there are. */
export type UploadProgress = (sentBytes: number, totalBytes: number) => void;

export interface UploadFile {
  /** Where it stands in the repository. */
  readonly path: string;
  readonly source: { readonly file: string } | { readonly bytes: Uint8Array };
}

export interface UploadRequest {
  readonly repo: string;
  readonly files: readonly UploadFile[];
  readonly title: string;
  readonly description?: string;
  /** When given, the commit is refused as `HubConflict` if the branch has moved on since. */
  readonly parentCommit?: string;
  /** Never goes back, and ends with all of the bytes when the commit is made. */
  readonly onProgress?: UploadProgress;
  readonly signal?: AbortSignal;
}

interface OpenFile {
  readonly path: string;
  readonly content: Blob;
}

/** The files as the hub's library takes them; those on disk are read only as they go out. */
export const openFiles = (files: readonly UploadFile[]): Promise<OpenFile[]> =>
  Promise.all(
    files.map(async ({ path, source }) => ({
      path,
      content: "file" in source ? await openAsBlob(source.file) : new Blob([source.bytes.slice()]),
    })),
  );

/**
 * How far an upload is, told from the request bodies: large files go out by themselves (whole, in parts, or packed
 * as xorbs), all others within the commit.
 */
export class UploadMeter {
  readonly #totalBytes: number;
  readonly #report: UploadProgress | undefined;
  #ownBytes = 0;
  #commitBytes = 0;
  #furthest = 0;

  constructor(files: readonly OpenFile[], report: UploadProgress | undefined) {
    this.#totalBytes = files.reduce((sum, { content }) => sum + content.size, 0);
    this.#report = report;
  }

  readonly watch: BodyWatcher = (url, bytes, bodyBytes) => {
    const { pathname } = new URL(url);
    if (pathname.endsWith("/shards")) return;
    if (pathname.includes("/commit/")) {
      this.#commitBytes += bytes;
      const rest = this.#totalBytes - this.#ownBytes;
      this.#reach(this.#ownBytes + Math.floor((rest * this.#commitBytes) / bodyBytes));
    } else {
      this.#ownBytes = Math.min(this.#totalBytes, this.#ownBytes + bytes);
      this.#reach(this.#ownBytes);
    }
  };

  finish(): void {
    this.#reach(this.#totalBytes);
  }

  #reach(bytes: number): void {
    if (bytes <= this.#furthest) return;
    this.#furthest = Math.min(bytes, this.#totalBytes);
    this.#report?.(this.#furthest, this.#totalBytes);
  }
}

/** Makes the commit, large files first; answers its 40-digit id. */
export async function commitFiles(
  hub: { readonly hubUrl: string; readonly accessToken: string; readonly fetch: typeof fetch },
  { repo, title, description, parentCommit, signal }: UploadRequest,
  files: readonly OpenFile[],
): Promise<string> {
  const output = await commit({
    ...hub,
    repo: { type: "dataset", name: repo },
    title,
    operations: files.map((file) => ({ operation: "addOrUpdate", ...file })),
    ...(description === undefined ? {} : { description }),
    ...(parentCommit === undefined ? {} : { parentCommit }),
    ...(signal === undefined ? {} : { abortSignal: signal }),
  });
  const oid = output?.commit.oid ?? "";
  if (!/^[0-9a-f]{40}$/.test(oid)) throw new HubError("HubBadAnswer", { what: "the commit has no id" });
  return oid;
}
