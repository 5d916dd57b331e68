import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** Folder of the reference data beside the checkout, or null where a clone stands alone. */
export function sharedDir(): string | null {
  const dir = process.env.ASSAY_SHARED ?? join(projectRoot, "..", "shared");
  return existsSync(join(dir, "PROTOCOL.md")) ? dir : null;
}

/** The Python environment with the reference peers, or null where it was not set up. */
export function pythonPeers(): { readonly python: string; readonly torchPython: string | null } | null {
  const marker = join(projectRoot, ".cache", "python", "current.json");
  if (!existsSync(marker)) return null;
  const { python, torchPython = null } = JSON.parse(readFileSync(marker, "utf8")) as {
    python: string;
    torchPython?: string | null;
  };
  return existsSync(python) ? { python, torchPython } : null;
}

/** The browser that end-to-end tests drive, or null where none is installed. */
export function chromiumPath(): string | null {
  const candidates = [process.env.ASSAY_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"];
  return candidates.find((path): path is string => path !== undefined && existsSync(path)) ?? null;
}

/** Debian's Redis server, for the queue between service and workers; null where it is not installed. */
export function redisServerPath(): string | null {
  const candidates = [process.env.ASSAY_REDIS_SERVER, "/usr/bin/redis-server", "/usr/local/bin/redis-server"];
  return candidates.find((path): path is string => path !== undefined && existsSync(path)) ?? null;
}

export const checkoutRoot = projectRoot;
