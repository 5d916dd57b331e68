import { HubApiError } from "@huggingface/hub";
import { AssayError, type ErrorDetails, type HubErrorCode } from "../contract/index.ts";

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
}

/** Any failure of a request as an error with a code. Texts of the server go along; the token never can. */
export function toHubError(error: unknown, action: HubAction): HubError {
  if (error instanceof HubError) return error;
  if (error instanceof HubApiError) return fromStatus(error, action);
  const name = error instanceof Error ? error.name : "";
  if (name === "AbortError") return new HubError("HubCancelled");
  if (name === "TimeoutError") return new HubError("HubTimeout", detailsOf(action));
  if (isNetworkFailure(error)) return new HubError("HubOffline", detailsOf(action), { cause: error });
  if (hasCode(error, "ENOSPC")) return new HubError("DiskFull", detailsOf(action));
  return new HubError("HubBadAnswer", {
    ...detailsOf(action),
    what: error instanceof Error ? error.message : "",
  });
}

function fromStatus(error: HubApiError, action: HubAction): HubError {
  const details = {
    ...detailsOf(action),
    status: error.statusCode,
    requestId: error.requestId ?? "",
    what: String(error.data?.error ?? error.data?.message ?? error.message).slice(0, 300),
  };
  return new HubError(codeFor(error, action), details);
}

function codeFor({ statusCode, data }: HubApiError, { repo }: HubAction): HubErrorCode {
  const what = String(data?.error ?? "");
  switch (statusCode) {
    case 401:
      return repo === undefined || /credential|password|token/i.test(what)
        ? "HubUnauthorised"
        : "HubRepoNotFound";
    case 403:
      return /write token|token is needed/i.test(what) ? "HubTokenCannotWrite" : "HubForbidden";
    case 404:
      if (/rev id|revision/i.test(what)) return "HubRevisionNotFound";
      return /entry/i.test(what) ? "HubFileNotFound" : "HubRepoNotFound";
    case 409:
    case 412:
      return "HubConflict";
    case 413:
      return "HubTooLarge";
    case 429:
      return "HubRateLimited";
    default:
      return statusCode >= 500 ? "HubUnavailable" : "HubBadAnswer";
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
