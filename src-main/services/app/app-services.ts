import type { EventName, EventPayload, Handlers } from "../../../src-shared/contract/index.ts";
import type { DownloadShelf } from "./download-shelf.ts";
import type { UploadShelf } from "./upload-shelf.ts";

/** What a host serves: the whole of Assay without its screen. */
export interface AppServices {
  readonly handlers: Handlers;
  onEvent(listener: AppEventListener): () => void;
  readonly uploads: UploadShelf;
  readonly downloads: DownloadShelf;
  /** Writes a fault of ours to the log. */
  readonly report: (what: string, error: unknown) => void;
  close(): Promise<void>;
}

export type AppEventListener = <E extends EventName>(event: E, payload: EventPayload<E>) => void;
