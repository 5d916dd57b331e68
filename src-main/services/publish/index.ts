export { PublishError } from "./errors.ts";
export { fileSource, hashFile, type SnapshotSource } from "./freeze.ts";
export { type PreflightRequest, preflight } from "./preflight.ts";
export { type PublishConnections, PublishService, type PublishServiceOptions } from "./publish-service.ts";
export type { PublicationRecord, PublishTarget } from "./record.ts";
export { PublicationStore } from "./store.ts";
export { toView as toPublicationView } from "./view.ts";
