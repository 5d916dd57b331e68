export {
  createHubClient,
  type DownloadRequest,
  type HubAccount,
  type HubClient,
  type HubClientOptions,
  type HubCommit,
  type RepoFile,
  type UploadFile,
  type UploadRequest,
} from "./client.ts";
export { HubError } from "./errors.ts";
export type { UploadProgress } from "./transport.ts";

/** The hub that everybody means. */
export const HUGGING_FACE = "https://huggingface.co";
