import type { Pipe } from "../../src-shared/contract/index.ts";

/** What differs between the hosts, behind one face. */
export interface HostConnection {
  readonly host: "web" | "desktop";
  /** Opens a fresh channel to the services; rejects while they cannot be reached. */
  open(): Promise<Pipe>;
  /** Hands a file over for import. */
  upload(file: File): Promise<{ uploadId: string }>;
}
