export {
  type ChildProcessHandle,
  entryUrl,
  type FileLock,
  type ProcessHost,
  type SpawnOptions,
  tryLock,
} from "../../../src-shared/system/index.ts";
export type { SecretBox } from "./secret-box.ts";
export { WorkerShelf } from "./worker-shelf.ts";
