import { rm } from "node:fs/promises";
import {
  createRepo,
  HubApiError,
  listCommits,
  listFiles,
  pathsInfo,
  type RepoDesignation,
  whoAmI,
} from "@huggingface/hub";
import { err, ok, type Result } from "../contract/index.ts";
import {
  DOWNLOAD_TIMEOUT_MS,
  type DownloadRequest,
  partOf,
  type RepoFile,
  type RepoKind,
  receivedBytes,
  saveBody,
  Watchdog,
} from "./download.ts";
import { type HubAction, HubError, toHubError } from "./errors.ts";
import { Conversation, DEFAULT_PATIENCE, type Patience, refusalOf } from "./transport.ts";
import { commitFiles, openFiles, UploadMeter, type UploadRequest } from "./upload.ts";

export interface HubClientOptions {
  /** Address of the hub, as "https://huggingface.co". */
  readonly endpoint: string;
  readonly token?: string | null;
  /** How long the hub may keep us waiting; default a minute at each place. */
  readonly patience?: Partial<Patience>;
}

export interface HubAccount {
  readonly name: string;
  readonly orgs: readonly string[];
  readonly canWrite: boolean;
}

export interface HubCommit {
  readonly oid: string;
  readonly title: string;
  readonly at: string;
}

/**
 * Access to the contents of a gated repository: it must be asked for on its page, with the account that one is signed in
 * with, and is given at once or waits for the owner.
 */
export type HubAccess = "granted" | "signIn" | "ask" | "waiting";

/** Every request can be given up by its caller: it then answers `HubCancelled`. */
interface Cancellable {
  readonly signal?: AbortSignal;
}

type Answer<T> = Promise<Result<T, HubError>>;

/** What Assay asks of a Hugging Face hub; every answer is a value or a `HubError`. */
export interface HubClient {
  readonly endpoint: string;
  whoAmI(request?: Cancellable): Answer<HubAccount>;
  /** Makes the dataset repository unless it is there. */
  ensureDatasetRepo(
    request: { readonly repo: string; readonly private: boolean } & Cancellable,
  ): Answer<{ readonly created: boolean }>;
  /** Uploads files in one commit on `main` and answers its 40-digit id. */
  uploadFiles(request: UploadRequest): Answer<{ readonly oid: string }>;
  /** The commit that a revision stands for now. */
  head(
    request: { readonly kind?: RepoKind; readonly repo: string; readonly revision: string } & Cancellable,
  ): Answer<{ readonly sha: string }>;
  /** Size of a file and, where the hub keeps it as a large file, its sha256. */
  fileInfo(
    request: RepoFile & Cancellable,
  ): Answer<{ readonly sizeBytes: number; readonly sha256: string | null }>;
  /** The files of a repository at a revision, with their sizes. */
  files(
    request: { readonly kind?: RepoKind; readonly repo: string; readonly revision: string } & Cancellable,
  ): Answer<readonly { readonly path: string; readonly sizeBytes: number }[]>;
  /** Whether the contents of a repository may be had: some show them only to those who asked. */
  access(request: { readonly kind?: RepoKind; readonly repo: string } & Cancellable): Answer<HubAccess>;
  /** The newest commits of `main`, newest first. */
  commits(
    request: { readonly repo: string; readonly limit: number } & Cancellable,
  ): Answer<readonly HubCommit[]>;
  /** Fails with `HubLimitExceeded` as soon as the file turns out larger than `maxBytes`. */
  download(request: DownloadRequest): Answer<{ readonly sizeBytes: number; readonly sha256: string }>;
  /** Address of a repository for people. */
  pageUrl(repo: { readonly kind?: RepoKind; readonly repo: string }): string;
  /** Address of a file for people. */
  fileUrl(file: RepoFile): string;
}

/** Of a repository with more files, the first are listed. */
const MOST_FILES = 5_000;
const REPO_NAME = /^[\w.-]+\/[\w.-]+$/;

/** A client of the hub at an endpoint: the sandbox's and the real one's are the same to it. */
export function createHubClient({ endpoint, token = null, patience = {} }: HubClientOptions): HubClient {
  const base = endpoint.replace(/\/+$/, "");
  const hasToken = token !== null && token !== "";
  const library = { hubUrl: base, ...(hasToken ? { accessToken: token } : {}) };
  const headers: Record<string, string> = hasToken ? { Authorization: `Bearer ${token}` } : {};
  const limits = { ...DEFAULT_PATIENCE, ...patience };
  const dataset = (name: string): RepoDesignation => ({ type: "dataset", name });
  const designation = (type: RepoKind = "dataset", name: string): RepoDesignation => ({ type, name });

  /** One action: its requests share a conversation, and whatever goes wrong becomes a `HubError`. */
  async function attempt<T>(
    action: Omit<HubAction, "endpoint">,
    work: (conversation: Conversation) => Promise<T>,
  ): Answer<T> {
    const conversation = new Conversation(limits, action.signal);
    try {
      action.signal?.throwIfAborted();
      refuseOddNames(action);
      return ok(await work(conversation));
    } catch (error) {
      return err(withoutToken(toHubError(error, { endpoint: base, ...action }, conversation.lastRefusal)));
    }
  }

  function withoutToken(error: HubError): HubError {
    if (!hasToken) return error;
    const clean = Object.entries(error.details).map(([key, value]) => [
      key,
      typeof value === "string" ? value.replaceAll(token, "[token]") : value,
    ]);
    return new HubError(error.code, Object.fromEntries(clean));
  }

  function requireToken(): string {
    if (!hasToken) throw new HubError("HubTokenMissing");
    return token;
  }

  const pageUrl: HubClient["pageUrl"] = ({ kind, repo }) =>
    `${base}/${kind === "model" ? "" : "datasets/"}${repo}`;
  const fileUrl = ({ revision, path, ...repo }: RepoFile): string =>
    `${pageUrl(repo)}/resolve/${encodeURIComponent(revision)}/${path.split("/").map(encodeURIComponent).join("/")}`;

  async function exists(repo: string, conversation: Conversation): Promise<boolean> {
    return (await conversation.fetch(`${base}/api/datasets/${repo}`, { headers })).ok;
  }

  return {
    endpoint: base,
    pageUrl,
    fileUrl,

    whoAmI: (request = {}) =>
      attempt(request, async ({ fetch }) => {
        const me = await whoAmI({ hubUrl: base, accessToken: requireToken(), fetch });
        return {
          name: me.name,
          orgs: me.type === "user" ? me.orgs.map(({ name }) => name) : [],
          canWrite: canWrite(me.auth.accessToken),
        };
      }),

    ensureDatasetRepo: ({ private: isPrivate, ...action }) =>
      attempt(action, async (conversation) => {
        const accessToken = requireToken();
        const { fetch } = conversation;
        const visibility = isPrivate ? "private" : "public";
        try {
          await createRepo({ hubUrl: base, accessToken, repo: dataset(action.repo), visibility, fetch });
          return { created: true };
        } catch (error) {
          if (!(error instanceof HubApiError)) throw error;
          if (error.statusCode === 409) return { created: false };
          // Who may write to this one repository only may not create any, but need not either.
          const { lastRefusal } = conversation;
          const mayExist = error.statusCode === 403 && !/write token/i.test(error.message);
          if (mayExist && (await exists(action.repo, conversation))) return { created: false };
          conversation.lastRefusal = lastRefusal;
          throw error;
        }
      }),

    uploadFiles: (request) =>
      attempt({ repo: request.repo, ...signalOf(request) }, async (conversation) => {
        const accessToken = requireToken();
        const files = await openFiles(request.files);
        const meter = new UploadMeter(files, request.onProgress);
        conversation.onSent = meter.watch;
        const oid = await commitFiles(
          { hubUrl: base, accessToken, fetch: conversation.fetch },
          request,
          files,
        );
        meter.finish();
        return { oid };
      }),

    head: (action) =>
      attempt(action, async (conversation) => {
        const revision = encodeURIComponent(action.revision);
        const url = `${base}/api/${action.kind ?? "dataset"}s/${action.repo}/revision/${revision}`;
        const response = await conversation.fetch(url, { headers });
        if (!response.ok) throw await apiError(response);
        const { sha } = (await response.json()) as { sha?: unknown };
        if (typeof sha !== "string") {
          throw new HubError("HubBadAnswer", { what: "the revision has no commit" });
        }
        return { sha };
      }),

    fileInfo: (action) =>
      attempt(action, async ({ fetch }) => {
        const { kind, repo, revision, path } = action;
        const [info] = await pathsInfo({
          ...library,
          repo: designation(kind, repo),
          paths: [path],
          revision,
          fetch,
        });
        if (info?.type !== "file") throw new HubError("HubFileNotFound", { repo, revision, path });
        return { sizeBytes: info.size, sha256: info.lfs?.oid ?? null };
      }),

    files: (action) =>
      attempt(action, async ({ fetch }) => {
        const { kind, repo, revision } = action;
        const files: { path: string; sizeBytes: number }[] = [];
        const query = { ...library, repo: designation(kind, repo), revision, recursive: true, fetch };
        for await (const { type, path, size } of listFiles(query)) {
          if (type === "file") files.push({ path, sizeBytes: size });
          if (files.length === MOST_FILES) break;
        }
        return files;
      }),

    access: (action) =>
      attempt(action, async (conversation) => {
        const url = `${base}/api/${action.kind ?? "dataset"}s/${action.repo}/auth-check`;
        const response = await conversation.fetch(url, { headers });
        if (response.ok) return "granted";
        const error = await apiError(response);
        if (conversation.lastRefusal?.code !== "GatedRepo") throw error;
        if (!hasToken) return "signIn";
        return /awaiting/i.test(String(error.data?.error)) ? "waiting" : "ask";
      }),

    commits: ({ limit, ...action }) =>
      attempt({ ...action, revision: "main" }, async ({ fetch }) => {
        const found: HubCommit[] = [];
        const query = { ...library, repo: dataset(action.repo), batchSize: limit, fetch };
        for await (const { oid, title, date } of listCommits(query)) {
          found.push({ oid, title, at: date.toISOString() });
          if (found.length === limit) break;
        }
        return found;
      }),

    download: (request) =>
      attempt(request, async (conversation) => {
        const watchdog = new Watchdog(limits.stallMs, request.timeoutMs ?? DOWNLOAD_TIMEOUT_MS);
        try {
          const signals = [watchdog.signal, ...(request.signal === undefined ? [] : [request.signal])];
          const before = await receivedBytes(request);
          const response = await fetch(fileUrl(request), {
            headers: before === 0 ? headers : { ...headers, Range: `bytes=${before}-` },
            signal: AbortSignal.any(signals),
          });
          if (response.status === 416) await rm(partOf(request.toFile), { force: true });
          if (!response.ok) {
            conversation.lastRefusal = refusalOf(response);
            throw await apiError(response);
          }
          return await saveBody(response, request, watchdog.stayAwake);
        } finally {
          watchdog.stop();
        }
      }),
  };
}

const signalOf = ({ signal }: Cancellable): Cancellable => (signal === undefined ? {} : { signal });

/** What cannot be in a hub's address is not on the hub. */
function refuseOddNames({ repo, path, revision = "" }: Omit<HubAction, "endpoint">): void {
  if (repo !== undefined && !REPO_NAME.test(repo)) throw new HubError("HubRepoNotFound", { repo });
  const isOdd = path?.split("/").some((part) => part === "" || part === "." || part === "..");
  if (isOdd) throw new HubError("HubFileNotFound", { repo: repo ?? "", revision, path: path ?? "" });
}

/** A fine-grained token may write when it was given that right anywhere; where, only the hub knows in the end. */
function canWrite(accessToken: object | undefined): boolean {
  const { role, fineGrained } = (accessToken ?? {}) as {
    role?: string;
    fineGrained?: { scoped?: { permissions?: string[] }[] };
  };
  if (role !== "fineGrained") return role === "write" || role === "admin";
  return fineGrained?.scoped?.some(({ permissions }) => permissions?.includes("repo.write")) ?? true;
}

async function apiError(response: Response): Promise<HubApiError> {
  const requestId = response.headers.get("X-Request-Id") ?? undefined;
  const error = new HubApiError(response.url, response.status, requestId);
  error.data = { error: response.headers.get("X-Error-Message") ?? (await response.text()).slice(0, 300) };
  return error;
}
