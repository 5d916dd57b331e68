import { HubApiError } from "@huggingface/hub";
import { AssayError, type ErrorDetails, type HubErrorCode } from "../contract/index.ts";
import type { Refusal } from "./transport.ts";

const RETRYABLE: readonly HubErrorCode[] = ["HubOffline", "HubTimeout", "HubUnavailable", "HubRateLimited"];

export class HubError extends AssayError<HubErrorCode> {
  /** True when the same request may well succeed later. */
  get isRetryable(): boolean {
    return RETRYABLE.includes(this.code);
  }
}

/** What was being done when a request failed: it decides what a status means. */
export interface HubAction {
  readonly endpoint: string;
  readonly repo?: string;
  readonly revision?: string;
  readonly path?: string;
  readonly signal?: AbortSignal;
}

/**
 * Any failure of a request as an error with a code. Texts of the server go along; the caller takes the token out.
 * `refusal` is what the headers of the hub's last refusal said.
 */
export function toHubError(error: unknown, action: HubAction, refusal: Refusal | null): HubError {
  if (action.signal?.aborted) return new HubError("HubCancelled");
  if (error instanceof HubError) return error;
  if (error instanceof HubApiError) return fromStatus(error, action, refusal);
  const name = error instanceof Error ? error.name : "";
  const details = detailsOf(action);
  if (name === "AbortError") return new HubError("HubCancelled");
  if (name === "TimeoutError") return new HubError("HubTimeout", details);
  if (isNetworkFailure(error)) return new HubError("HubOffline", details);
  if (hasCode(error, "ENOSPC")) return new HubError("DiskFull", details);
  return new HubError("HubBadAnswer", { ...details, what: error instanceof Error ? error.message : "" });
}

function fromStatus(error: HubApiError, action: HubAction, refusal: Refusal | null): HubError {
  const matching = refusal?.status === error.statusCode ? refusal : null;
  const what = String(error.data?.error ?? error.data?.message ?? error.message).slice(0, 300);
  return new HubError(codeFor(error.statusCode, matching?.code ?? null, what, action), {
    ...detailsOf(action),
    status: error.statusCode,
    requestId: error.requestId ?? "",
    retryAfterSeconds: matching?.retryAfterSeconds ?? null,
    what,
  });
}

/** The hub's own codes for a refusal, where it gives one. */
const NAMED: Readonly<Record<string, HubErrorCode>> = {
  RepoNotFound: "HubRepoNotFound",
  RevisionNotFound: "HubRevisionNotFound",
  EntryNotFound: "HubFileNotFound",
  GatedRepo: "HubGated",
};

function codeFor(status: number, named: string | null, what: string, { repo }: HubAction): HubErrorCode {
  const isBadToken = status === 401 && /credential|user token/i.test(what);
  const known = NAMED[named ?? ""];
  if (known !== undefined && !isBadToken) return known;
  switch (status) {
    case 401:
      return repo === undefined || isBadToken || /password/i.test(what)
        ? "HubUnauthorised"
        : "HubRepoNotFound";
    case 402:
    case 413:
      return "HubTooLarge";
    case 403:
      if (/storage (?:limit|quota)|quota/i.test(what)) return "HubTooLarge";
      return /write token|token is needed/i.test(what) ? "HubTokenCannotWrite" : "HubForbidden";
    case 404:
      if (/rev id|revision/i.test(what)) return "HubRevisionNotFound";
      return /entry/i.test(what) ? "HubFileNotFound" : "HubRepoNotFound";
    case 409:
    case 412:
      return "HubConflict";
    case 408:
      return "HubTimeout";
    case 429:
      return "HubRateLimited";
    default:
      return status >= 500 ? "HubUnavailable" : "HubBadAnswer";
  }
}

const detailsOf = ({ endpoint, repo = "", revision = "", path = "" }: HubAction): ErrorDetails => ({
  endpoint,
  repo,
  revision,
  path,
});

const NETWORK_CODES = [
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
];

function isNetworkFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    NETWORK_CODES.some((code) => hasCode(error, code) || hasCode(error.cause, code)) ||
    error.message === "fetch failed" ||
    error.message === "terminated"
  );
}

const hasCode = (error: unknown, code: string): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === code;
