import { createHash, randomUUID } from "node:crypto";
import { openAsBlob } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import {
  commit,
  createRepo,
  HubApiError,
  listCommits,
  pathsInfo,
  type RepoDesignation,
  whoAmI,
} from "@huggingface/hub";
import { err, ok, type Result } from "../contract/index.ts";
import { type HubAction, HubError, toHubError } from "./errors.ts";
import { type UploadProgress, watchedFetch } from "./transport.ts";

export interface HubClientOptions {
  /** Address of the hub, as "https://huggingface.co". */
  readonly endpoint: string;
  readonly token?: string | null;
}

export interface HubAccount {
  readonly name: string;
  readonly orgs: readonly string[];
  readonly canWrite: boolean;
}

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
  readonly onProgress?: UploadProgress;
  readonly signal?: AbortSignal;
}

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
}

export interface HubCommit {
  readonly oid: string;
  readonly title: string;
  readonly at: string;
}

type Answer<T> = Promise<Result<T, HubError>>;

/** What Assay asks of a Hugging Face hub; every answer is a value or a `HubError`. */
export interface HubClient {
  readonly endpoint: string;
  whoAmI(): Answer<HubAccount>;
  /** Makes the dataset repository unless it is there. */
  ensureDatasetRepo(request: {
    readonly repo: string;
    readonly private: boolean;
  }): Answer<{ readonly created: boolean }>;
  /** Uploads files in one commit on `main` and answers its 40-digit id. */
  uploadFiles(request: UploadRequest): Answer<{ readonly oid: string }>;
  /** The commit that a revision stands for now. */
  head(request: { readonly repo: string; readonly revision: string }): Answer<{ readonly sha: string }>;
  /** Size of a file and, where the hub keeps it as a large file, its sha256. */
  fileInfo(request: RepoFile): Answer<{ readonly sizeBytes: number; readonly sha256: string | null }>;
  /** The newest commits of `main`, newest first. */
  commits(request: { readonly repo: string; readonly limit: number }): Answer<readonly HubCommit[]>;
  /** Fails with `HubLimitExceeded` as soon as the file turns out larger than `maxBytes`. */
  download(request: DownloadRequest): Answer<{ readonly sizeBytes: number; readonly sha256: string }>;
  /** Address of a file for people. */
  fileUrl(file: RepoFile): string;
}

const DOWNLOAD_IDLE_TIMEOUT_MS = 60_000;

/** A client of the hub at an endpoint: the sandbox's and the real one's are the same to it. */
export function createHubClient({ endpoint, token = null }: HubClientOptions): HubClient {
  const base = endpoint.replace(/\/+$/, "");
  const credentials = token === null ? {} : { accessToken: token as `hf_${string}` };
  const dataset = (repo: string): RepoDesignation => ({ type: "dataset", name: repo });
  const common = { hubUrl: base, ...credentials };
  const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };

  async function attempt<T>(action: Omit<HubAction, "endpoint">, work: () => Promise<T>): Answer<T> {
    try {
      return ok(await work());
    } catch (error) {
      return err(withoutSecret(toHubError(error, { endpoint: base, ...action })));
    }
  }

  function withoutSecret(error: HubError): HubError {
    if (token === null) return error;
    const clean = Object.entries(error.details).map(([key, value]) => [
      key,
      typeof value === "string" ? value.replaceAll(token, "[token]") : value,
    ]);
    return new HubError(error.code, Object.fromEntries(clean));
  }

  function requireToken(): void {
    if (token === null || token === "") throw new HubError("HubTokenMissing");
  }

  const fileUrl = ({ repo, revision, path }: RepoFile): string =>
    `${base}/datasets/${repo}/resolve/${encodeURIComponent(revision)}/${path.split("/").map(encodeURIComponent).join("/")}`;

  return {
    endpoint: base,
    fileUrl,

    whoAmI: () =>
      attempt({}, async () => {
        requireToken();
        const me = await whoAmI({ ...common, accessToken: token as string, fetch: watchedFetch(undefined) });
        const role = me.auth.accessToken?.role;
        return {
          name: me.name,
          orgs: me.type === "user" ? me.orgs.map(({ name }) => name) : [],
          canWrite: role === "write" || role === "admin" || role === ("fineGrained" as string),
        };
      }),

    ensureDatasetRepo: ({ repo, private: isPrivate }) =>
      attempt({ repo }, async () => {
        requireToken();
        try {
          await createRepo({
            ...common,
            accessToken: token as string,
            repo: dataset(repo),
            visibility: isPrivate ? "private" : "public",
            fetch: watchedFetch(undefined),
          });
          return { created: true };
        } catch (error) {
          if (error instanceof HubApiError && error.statusCode === 409) return { created: false };
          throw error;
        }
      }),

    uploadFiles: ({ repo, files, title, description, parentCommit, onProgress, signal }) =>
      attempt({ repo }, async () => {
        requireToken();
        const operations = await Promise.all(
          files.map(async ({ path, source }) => ({
            operation: "addOrUpdate" as const,
            path,
            content: "file" in source ? await openAsBlob(source.file) : new Blob([source.bytes.slice()]),
          })),
        );
        const output = await commit({
          ...common,
          repo: dataset(repo),
          title,
          operations,
          useXet: !base.startsWith("http://127.0.0.1"),
          fetch: watchedFetch(signal, onProgress),
          ...(description === undefined ? {} : { description }),
          ...(parentCommit === undefined ? {} : { parentCommit }),
          ...(signal === undefined ? {} : { abortSignal: signal }),
        });
        const oid = output?.commit.oid ?? "";
        if (!/^[0-9a-f]{40}$/.test(oid)) throw new HubError("HubBadAnswer", { what: "the commit has no id" });
        return { oid };
      }),

    head: ({ repo, revision }) =>
      attempt({ repo, revision }, async () => {
        const response = await watchedFetch(undefined)(
          `${base}/api/datasets/${repo}/revision/${encodeURIComponent(revision)}`,
          { headers },
        );
        if (!response.ok) throw await apiError(response);
        const { sha } = (await response.json()) as { sha?: unknown };
        if (typeof sha !== "string")
          throw new HubError("HubBadAnswer", { what: "the revision has no commit" });
        return { sha };
      }),

    fileInfo: ({ repo, revision, path }) =>
      attempt({ repo, revision, path }, async () => {
        const [info] = await pathsInfo({
          ...common,
          repo: dataset(repo),
          paths: [path],
          revision,
          fetch: watchedFetch(undefined),
        });
        if (info === undefined) throw new HubError("HubFileNotFound", { repo, revision, path });
        return { sizeBytes: info.size, sha256: info.lfs?.oid ?? null };
      }),

    commits: ({ repo, limit }) =>
      attempt({ repo, revision: "main" }, async () => {
        const found: HubCommit[] = [];
        for await (const { oid, title, date } of listCommits({
          ...common,
          repo: dataset(repo),
          batchSize: limit,
          fetch: watchedFetch(undefined),
        })) {
          found.push({ oid, title, at: date.toISOString() });
          if (found.length === limit) break;
        }
        return found;
      }),

    download: (request) =>
      attempt(request, async () => {
        const idle = new AbortController();
        const signals = [idle.signal, ...(request.signal === undefined ? [] : [request.signal])];
        let timer = setTimeout(
          () => idle.abort(new DOMException("", "TimeoutError")),
          DOWNLOAD_IDLE_TIMEOUT_MS,
        );
        const stayAwake = (): void => {
          clearTimeout(timer);
          timer = setTimeout(
            () => idle.abort(new DOMException("", "TimeoutError")),
            DOWNLOAD_IDLE_TIMEOUT_MS,
          );
        };
        try {
          const response = await fetch(fileUrl(request), { headers, signal: AbortSignal.any(signals) });
          if (!response.ok) throw await apiError(response);
          return await saveBody(response, request, stayAwake);
        } finally {
          clearTimeout(timer);
        }
      }),
  };
}

async function saveBody(
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
      await file.write(chunk);
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

async function apiError(response: Response): Promise<HubApiError> {
  const error = new HubApiError(
    response.url,
    response.status,
    response.headers.get("X-Request-Id") ?? undefined,
  );
  error.data = { error: response.headers.get("X-Error-Message") ?? (await response.text()).slice(0, 300) };
  return error;
}
