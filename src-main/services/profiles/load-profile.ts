import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import {
  builtInProfiles,
  CompetitionError,
  type CompetitionProfile,
  findBuiltIn,
  parseProfileText,
} from "../../../src-shared/competition/index.ts";
import { err, ok, type Phrase, type Result, type Said } from "../../../src-shared/contract/index.ts";

const MAX_PROFILE_BYTES = 1_000_000;
const FETCH_TIMEOUT_MS = 20_000;

type Loaded = Result<CompetitionProfile, CompetitionError>;

const TOO_LARGE: Phrase = { phrase: "largerThan", megabytes: 1 };

const PINNED_URL = /^(https?:\/\/[^#]+)#sha256=([0-9a-f]{64})$/;

/** A built-in competition by its id, one from a file, or one from `URL#sha256=…`. */
export async function loadProfile(idOrPath: string): Promise<Loaded> {
  const pinned = PINNED_URL.exec(idOrPath);
  if (pinned !== null) return fetchProfile(pinned[1] as string, pinned[2] as string);
  if (/^https?:/.test(idOrPath)) return unreadable(idOrPath, { phrase: "hashMissing" });
  const builtIn = findBuiltIn(idOrPath);
  if (builtIn !== null) return ok(builtIn);
  if (!/[./\\]/.test(idOrPath)) {
    const known = builtInProfiles.map(({ id }) => id).join(", ");
    return err(new CompetitionError("ProfileUnknown", { id: idOrPath, known }));
  }
  try {
    if ((await stat(idOrPath)).size > MAX_PROFILE_BYTES) return unreadable(idOrPath, TOO_LARGE);
    return parseProfileText(await readFile(idOrPath, "utf8"));
  } catch (error) {
    return unreadable(idOrPath, error instanceof Error ? error.message : String(error));
  }
}

/**
 * A competition from an address, taken only when its bytes have the pinned sha256. Plain http is for this machine
 * alone.
 */
export async function fetchProfile(url: string, sha256: string): Promise<Loaded> {
  const { protocol, hostname } = new URL(url);
  const isLoopback = hostname === "127.0.0.1" || hostname === "localhost" || hostname === "[::1]";
  if (protocol !== "https:" && !(protocol === "http:" && isLoopback))
    return unreadable(url, { phrase: "onlyHttps" });
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (!response.ok) return unreadable(url, { phrase: "serverAnswered", status: response.status });
    const bytes = await readLimited(response);
    if (bytes === null) return unreadable(url, TOO_LARGE);
    const actual = createHash("sha256").update(bytes).digest("hex");
    if (actual !== sha256) return err(new CompetitionError("ProfileHashDiffers", { place: url, actual }));
    return parseProfileText(bytes.toString("utf8"));
  } catch (error) {
    return unreadable(url, error instanceof Error ? error.message : String(error));
  }
}

async function readLimited(response: Response): Promise<Buffer | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > MAX_PROFILE_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const unreadable = (place: string, reason: Said): Loaded =>
  err(new CompetitionError("ProfileUnreadable", { place, reason }));
