import { createReadStream, readdirSync, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
};

/** Serves the built screen. Only files that were there at the start exist, so no path can climb out. */
export class StaticFiles {
  readonly #files = new Map<string, { path: string; sizeBytes: number }>();

  constructor(dir: string) {
    for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      this.#files.set(`/${relative(dir, path).split(sep).join("/")}`, {
        path,
        sizeBytes: statSync(path).size,
      });
    }
  }

  /** Answers the request and returns true, or returns false where there is no such file. */
  serve(urlPath: string, response: ServerResponse): boolean {
    const name = urlPath === "/" ? "/index.html" : urlPath;
    const file = this.#files.get(name);
    if (file === undefined) return false;
    const isHashed = name.startsWith("/assets/");
    response.writeHead(200, {
      "Content-Type": MEDIA_TYPES[extname(name)] ?? "application/octet-stream",
      "Content-Length": file.sizeBytes,
      "Cache-Control": isHashed ? "private, max-age=31536000, immutable" : "no-cache",
    });
    createReadStream(file.path).pipe(response);
    return true;
  }
}
