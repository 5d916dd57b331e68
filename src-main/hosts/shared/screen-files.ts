import { readdirSync, statSync } from "node:fs";
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

export interface ScreenFile {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The built screen's files. Only those that were there at the start exist, so no path can climb out. */
export class ScreenFiles {
  readonly #files = new Map<string, ScreenFile>();

  constructor(dir: string) {
    for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const name = `/${relative(dir, path).split(sep).join("/")}`;
      this.#files.set(name, { path, headers: headersFor(name, statSync(path).size) });
    }
  }

  /** @param urlPath the decoded path of the request; `/` means the page itself */
  find(urlPath: string): ScreenFile | null {
    return this.#files.get(urlPath === "/" ? "/index.html" : urlPath) ?? null;
  }
}

function headersFor(name: string, sizeBytes: number): Record<string, string> {
  const isNamedByContent = name.startsWith("/assets/");
  return {
    "Content-Type": MEDIA_TYPES[extname(name)] ?? "application/octet-stream",
    "Content-Length": String(sizeBytes),
    "Cache-Control": isNamedByContent ? "private, max-age=31536000, immutable" : "no-cache",
  };
}
