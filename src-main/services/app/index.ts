export type { AppEventListener, AppServices } from "./app-services.ts";
export { type Download, DownloadShelf } from "./download-shelf.ts";
export { type ServerPipe, serveChannel } from "./serve-channel.ts";
export { type Upload, UploadShelf } from "./upload-shelf.ts";
