import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { protocol } from "electron";
import type { Download } from "../../services/app/index.ts";
import { downloadHeaders, ScreenFiles, securityHeaders } from "../shared/index.ts";
import { isOwnUrl, SCHEME } from "./origin.ts";

const DOWNLOAD_ROAD = "/download/";

/** Must be called before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built screen and the files it may save under our own scheme. */
export function serveScreen(screenDir: string, findDownload: (id: string) => Promise<Download | null>): void {
  const files = new ScreenFiles(screenDir);
  protocol.handle(SCHEME, async (request) => {
    if (!isOwnUrl(request.url) || request.method !== "GET") return notFound();
    const path = decodePath(new URL(request.url).pathname);
    if (path.startsWith(DOWNLOAD_ROAD)) {
      const download = await findDownload(path.slice(DOWNLOAD_ROAD.length));
      return download === null ? notFound() : fileResponse(download.path, downloadHeaders(download));
    }
    const file = files.find(path);
    return file === null ? notFound() : fileResponse(file.path, file.headers);
  });
}

function fileResponse(path: string, headers: Readonly<Record<string, string>>): Response {
  const body = Readable.toWeb(createReadStream(path)) as ConstructorParameters<typeof Response>[0];
  return new Response(body, { headers: { ...securityHeaders, ...headers } });
}

const notFound = (): Response =>
  new Response("There is no such page.", { status: 404, headers: securityHeaders });

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
