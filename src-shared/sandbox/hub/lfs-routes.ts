import { z } from "zod";
import { TooLarge } from "./blobs.ts";
import { type Route, readableRepo, requireContents, writableRepo } from "./context.ts";
import { HubRefusal, readJsonBody, sendJson } from "./http.ts";

const batchSchema = z.object({
  operation: z.enum(["upload", "download"]),
  objects: z.array(z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().min(0) })),
});

/** The git-lfs batch API. Only basic transfers are offered, so that clients which know others fall back to it. */
export const lfsBatch: Route = async (call, name) => {
  const body = batchSchema.safeParse(await readJsonBody(call.request));
  if (!body.success) throw new HubRefusal(400, "The batch request is malformed.");
  const { operation, objects } = body.data;
  const repo = operation === "upload" ? writableRepo(call, name ?? "") : readableRepo(call, name ?? "");
  if (operation === "download") requireContents(call, repo);
  const base = `${call.origin}/datasets/${repo.name}.git/info/lfs/objects`;
  sendJson(
    call.response,
    {
      transfer: "basic",
      objects: objects.map(({ oid, size }) => {
        const isThere = call.store.blobs.has(oid);
        if (operation === "download") {
          return isThere
            ? { oid, size, actions: { download: { href: `${base}/${oid}` } } }
            : { oid, size, error: { code: 404, message: "Object does not exist" } };
        }
        if (size > call.limits.maxFileBytes) {
          return {
            oid,
            size,
            error: { code: 413, message: `Larger than the ${call.limits.maxFileBytes} bytes allowed` },
          };
        }
        return isThere
          ? { oid, size }
          : { oid, size, actions: { upload: { href: `${base}/${oid}?upload=${call.account?.user}` } } };
      }),
    },
    { "Content-Type": "application/vnd.git-lfs+json" },
  );
};

/** The place that a batch answer named takes the bytes; like the real one's storage it is reached without a token. */
export const lfsUpload: Route = async (call, _name, oid) => {
  if (!call.url.searchParams.has("upload"))
    throw new HubRefusal(403, "This address was not given out for uploading.");
  if (call.request.headers["content-length"] === undefined) {
    throw new HubRefusal(411, "You must provide the Content-Length HTTP header.");
  }
  try {
    const { sha256 } = await call.store.blobs.receive(call.request, call.limits.maxFileBytes);
    if (sha256 !== oid)
      throw new HubRefusal(400, "The bytes do not have the sha256 they were announced with.");
    call.response.writeHead(200, { ETag: `"${sha256}"` }).end();
  } catch (error) {
    throw error instanceof TooLarge ? new HubRefusal(413, "The file is larger than allowed.") : error;
  }
};

export const lfsDownload: Route = (call, name, oid = "") => {
  requireContents(call, readableRepo(call, name ?? ""));
  if (!call.store.blobs.has(oid)) throw new HubRefusal(404, "Object does not exist");
  call.response.writeHead(200, {
    "Content-Length": call.store.blobs.sizeOf(oid),
    "Content-Type": "application/octet-stream",
  });
  call.store.blobs.stream(oid).pipe(call.response);
};
