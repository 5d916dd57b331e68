export { entryUrl } from "./entry-url.ts";
export { type FileLock, tryLock } from "./file-lock.ts";
export type { ChildProcessHandle, ProcessHost, SpawnOptions } from "./process-host.ts";
export type { SecretBox } from "./secret-box.ts";
export { WorkerShelf } from "./worker-shelf.ts";
