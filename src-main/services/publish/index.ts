export { PublishError } from "./errors.ts";
export { fileSource, hashFile, type SnapshotSource } from "./freeze.ts";
export { type PublishConnections, PublishService, type PublishServiceOptions } from "./publish-service.ts";
export type { PublicationRecord, PublishTarget } from "./record.ts";
export { PublicationStore } from "./store.ts";
