import {
  commitAt,
  type HubRequest,
  type Route,
  readableRepo,
  refuseToken,
  requireContents,
  sendStream,
} from "./context.ts";
import { lfsPointer, type TreeFile } from "./git-objects.ts";
import { HubRefusal, pathText } from "./http.ts";
import { readRevision } from "./repo-routes.ts";

/** A file at a revision, whole or in part. Large files answer by a redirect to where their bytes are. */
export const resolveFile: Route = async (call, name, revision, path) => {
  const repo = readableRepo(call, name ?? "");
  requireContents(call, repo);
  const commit = commitAt(call, repo, readRevision(revision));
  call.response.setHeader("X-Repo-Commit", commit.oid);
  const wanted = pathText(path);
  const file = commit.files.find((candidate) => candidate.path === wanted);
  if (file === undefined) throw new HubRefusal(404, "Entry not found", "EntryNotFound");
  if (file.isLfs) sendLarge(call, file);
  else await sendContent(call, file.sha256, file.sizeBytes, `"${file.oid}"`);
};

function sendLarge(call: HubRequest, file: TreeFile): void {
  call.response.setHeader("X-Linked-Size", String(file.sizeBytes));
  call.response.setHeader("X-Linked-ETag", `"${file.sha256}"`);
  const location = call.links.download(call.origin, file.sha256);
  call.response
    .writeHead(302, {
      Location: location,
      ETag: `"${file.oid}"`,
      "Content-Type": "text/plain",
      "Access-Control-Expose-Headers": "X-Linked-Size,X-Linked-ETag",
    })
    .end(`Found. Redirecting to ${location}`);
}

/** Where a redirect of a large file leads. */
export const storedFile: Route = async (call, sha256 = "") => {
  refuseToken(call);
  if (!call.links.mayDownload(call.url, sha256)) throw new HubRefusal(403, "This link was not given out.");
  await sendContent(call, sha256, call.store.blobs.sizeOf(sha256), `"${sha256}"`);
};

/** What git itself stores for the file: of a large one, the pointer. */
export const rawFile: Route = async (call, name, revision, path) => {
  const repo = readableRepo(call, name ?? "");
  requireContents(call, repo);
  const commit = commitAt(call, repo, readRevision(revision));
  const file = commit.files.find((candidate) => candidate.path === pathText(path));
  if (file === undefined) throw new HubRefusal(404, "Entry not found", "EntryNotFound");
  if (!file.isLfs) return sendContent(call, file.sha256, file.sizeBytes, `"${file.oid}"`);
  const pointer = lfsPointer(file.sha256, file.sizeBytes);
  call.response.writeHead(200, { "Content-Length": pointer.length, ETag: `"${file.oid}"` }).end(pointer);
};

async function sendContent(call: HubRequest, sha256: string, size: number, etag: string): Promise<void> {
  const { request, response, store } = call;
  const range = readRange(request.headers.range, size);
  if (range === "unsatisfiable") {
    response.writeHead(416, { "Content-Range": `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.writeHead(range === null ? 200 : 206, {
    "Content-Type": "application/octet-stream",
    "Content-Length": end - start + 1,
    "Accept-Ranges": "bytes",
    ETag: etag,
    ...(range === null ? {} : { "Content-Range": `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === "HEAD" || size === 0) response.end();
  else await sendStream(call, store.blobs.stream(sha256, { start, end }));
}

function readRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return null;
  const start = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === "" || match[2] === "" ? size - 1 : Math.min(size - 1, Number(match[2]));
  return start > end || start >= size ? "unsatisfiable" : { start, end };
}
