import { z } from "zod";
import { OtherBytes, TooLarge } from "./blobs.ts";
import {
  type HubRequest,
  pageOf,
  passing,
  type Route,
  readableRepo,
  refuseToken,
  requireContents,
  sendStream,
  writableRepo,
} from "./context.ts";
import { HubRefusal, readBody, readJsonBody, sendJson } from "./http.ts";
import type { UploadPermit } from "./signed-links.ts";
import type { Repo } from "./store.ts";
import { issueXetToken, xetHeaders } from "./xet-tokens.ts";

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const objectSchema = z.object({ oid: sha256Schema, size: z.number().int().min(0) });
const batchSchema = z.object({
  operation: z.enum(["upload", "download"]),
  transfers: z.array(z.string()).default(["basic"]),
  objects: z.array(objectSchema),
});
type LfsObject = z.infer<typeof objectSchema>;

const LFS_JSON = { "Content-Type": "application/vnd.git-lfs+json" };
const MOST_PARTS = 9_999;

/**
 * The git-lfs batch API: where the bytes of large files go to and come from. As on the real hub, a client that can do
 * Xet is sent there, else large objects go in parts, and the rest in one piece.
 */
export const lfsBatch: Route = async (call, name) => {
  const body = batchSchema.safeParse(await readJsonBody(call.request));
  if (!body.success) throw new HubRefusal(422, "The batch request is malformed.");
  const { operation, objects, transfers } = body.data;
  if (operation === "download") {
    const repo = readableRepo(call, name ?? "");
    requireContents(call, repo);
    const answers = objects.map((object) => downloadAnswer(call, repo, object));
    return sendJson(call.response, { transfer: "basic", objects: answers }, LFS_JSON);
  }
  const repo = writableRepo(call, name ?? "");
  const transfer = transfers.includes("xet") ? "xet" : chooseTransfer(call, transfers, objects);
  const answers = objects.map((object) => uploadAnswer(call, repo, object, transfer));
  sendJson(call.response, { transfer, objects: answers }, LFS_JSON);
};

type Transfer = "basic" | "multipart" | "xet";

function chooseTransfer({ limits }: HubRequest, transfers: string[], objects: LfsObject[]): Transfer {
  const hasLarge = objects.some(({ size }) => size > limits.maxPieceBytes);
  return hasLarge && transfers.includes("multipart") ? "multipart" : "basic";
}

function downloadAnswer(call: HubRequest, repo: Repo, { oid, size }: LfsObject): object {
  if (!call.store.hasObject(repo, oid)) {
    return { oid, size, error: { code: 404, message: "Object does not exist" } };
  }
  return { oid, size, actions: { download: { href: call.links.download(call.origin, oid) } } };
}

function uploadAnswer(call: HubRequest, repo: Repo, { oid, size }: LfsObject, transfer: Transfer): object {
  const { limits, links, origin, store } = call;
  if (size > limits.maxFileBytes) {
    const message = `Larger than the ${limits.maxFileBytes} bytes allowed`;
    return { oid, size, error: { code: 413, message } };
  }
  if (store.hasObject(repo, oid)) return { oid, size };
  const permit = { repo: repo.id, sha256: oid, sizeBytes: size, part: 0 };
  const base = `${pageOf(origin, repo)}.git/info/lfs`;
  if (transfer === "xet") return { oid, size, actions: { upload: xetUpload(call, repo) } };
  const verify = { href: `${base}/verify` };
  if (transfer === "basic" || size <= limits.maxPieceBytes) {
    return { oid, size, actions: { upload: { href: links.upload(origin, permit) }, verify } };
  }
  const partBytes = Math.max(limits.partBytes, Math.ceil(size / MOST_PARTS));
  const header: Record<string, string> = { chunk_size: String(partBytes) };
  for (let part = 1; part <= Math.ceil(size / partBytes); part++) {
    header[String(part).padStart(5, "0")] = links.upload(origin, { ...permit, part });
  }
  return { oid, size, actions: { upload: { href: links.upload(origin, permit), header }, verify } };
}

function xetUpload(call: HubRequest, repo: Repo): object {
  return {
    href: `${call.origin}/api/${repo.kind}s/${repo.name}/xet-write-token/main`,
    header: xetHeaders(issueXetToken(call, repo, "write")),
  };
}

/** Takes the bytes, or one part of them, that a batch answer gave a link for. No token: the link is the permission. */
export const lfsUpload: Route = async (call, repo = "", sha256 = "") => {
  const permit = requirePermit(call, repo, sha256);
  const announced = call.request.headers["content-length"];
  if (announced === undefined) throw new HubRefusal(411, "You must provide the Content-Length HTTP header.");
  if (permit.part > 0) {
    const content = await readBody(call.request, permit.sizeBytes);
    const etag = call.store.blobs.putPart(uploadId(permit), permit.part, content);
    return void call.response.writeHead(200, { ETag: `"${etag}"` }).end();
  }
  if (Number(announced) !== permit.sizeBytes) throw new HubRefusal(400, "The size is not the announced one.");
  await keep(permit, call, (blobs) => blobs.receive(passing(call, call.request), sha256, permit.sizeBytes));
  call.response.writeHead(200, { ETag: `"${sha256}"` }).end();
};

const completionSchema = z.object({
  oid: sha256Schema,
  parts: z.array(z.object({ partNumber: z.number().int().min(1), etag: z.string().min(1) })).min(1),
});

/** Puts the parts of an upload together. */
export const lfsComplete: Route = async (call, repo = "", sha256 = "") => {
  const permit = requirePermit(call, repo, sha256);
  const body = completionSchema.safeParse(await readJsonBody(call.request));
  if (!body.success || body.data.oid !== sha256) throw new HubRefusal(400, "The list of parts is malformed.");
  const parts = body.data.parts.map(({ partNumber }) => partNumber).sort((a, b) => a - b);
  await keep(permit, call, (blobs) => blobs.joinParts(uploadId(permit), parts, sha256, permit.sizeBytes));
  sendJson(call.response, {}, LFS_JSON);
};

const uploadId = ({ repo, sha256 }: UploadPermit): string => `${repo}-${sha256}`;

function requirePermit(call: HubRequest, repo: string, sha256: string): UploadPermit {
  refuseToken(call);
  const { links, url } = call;
  const permit = links.uploadPermit(url, repo, sha256);
  if (permit === null) throw new HubRefusal(403, "This address was not given out for uploading.");
  return permit;
}

async function keep(
  { repo, sha256 }: UploadPermit,
  { store }: HubRequest,
  receive: (blobs: HubRequest["store"]["blobs"]) => Promise<number>,
): Promise<void> {
  try {
    await receive(store.blobs);
  } catch (error) {
    if (error instanceof TooLarge) throw new HubRefusal(413, "The file is larger than announced.");
    if (error instanceof OtherBytes) throw new HubRefusal(400, "The bytes are not the announced ones.");
    throw error;
  }
  store.addObject(repo, sha256);
}

/** Says whether an uploaded object is there and whole. */
export const lfsVerify: Route = async (call, name) => {
  const repo = writableRepo(call, name ?? "");
  const body = objectSchema.safeParse(await readJsonBody(call.request));
  if (!body.success) throw new HubRefusal(422, "The object is malformed.");
  const { oid, size } = body.data;
  if (!call.store.hasObject(repo, oid)) throw new HubRefusal(404, "Object does not exist");
  if (call.store.blobs.sizeOf(oid) !== size) throw new HubRefusal(422, "The object has another size.");
  sendJson(call.response, {}, LFS_JSON);
};

/** The bytes of a large file of the repository, for git itself. */
export const lfsDownload: Route = async (call, name, oid = "") => {
  const repo = readableRepo(call, name ?? "");
  requireContents(call, repo);
  if (!call.store.hasObject(repo, oid)) throw new HubRefusal(404, "Object does not exist");
  call.response.writeHead(200, {
    "Content-Length": call.store.blobs.sizeOf(oid),
    "Content-Type": "application/octet-stream",
  });
  await sendStream(call, call.store.blobs.stream(oid));
};
