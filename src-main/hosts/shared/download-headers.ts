import { statSync } from "node:fs";
import type { Download } from "../../services/app/index.ts";

/** Headers under which a finished file is saved, never shown. */
export function downloadHeaders({ path, fileName }: Download): Record<string, string> {
  return {
    "Content-Type": "application/octet-stream",
    "Content-Length": String(statSync(path).size),
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    "Cache-Control": "no-store",
  };
}
