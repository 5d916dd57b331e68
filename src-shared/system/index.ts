export { childProcessHost } from "./child-processes.ts";
export { entryUrl } from "./entry-url.ts";
export { type FileLock, tryLock } from "./file-lock.ts";
export { migrate } from "./migrate.ts";
export { type ParentChannel, parentChannel } from "./parent-channel.ts";
export type { ChildProcessHandle, ProcessHost, SpawnOptions } from "./process-host.ts";
