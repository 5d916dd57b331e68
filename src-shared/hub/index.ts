export {
  createHubClient,
  type HubAccess,
  type HubAccount,
  type HubClient,
  type HubClientOptions,
  type HubCommit,
} from "./client.ts";
export type { DownloadRequest, RepoFile, RepoKind } from "./download.ts";
export { HubError } from "./errors.ts";
export type { Patience } from "./transport.ts";
export type { UploadFile, UploadProgress, UploadRequest } from "./upload.ts";

/** The hub that everybody means. */
export const HUGGING_FACE = "https://huggingface.co";
