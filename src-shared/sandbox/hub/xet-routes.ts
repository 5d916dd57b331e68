import { Readable } from "node:stream";
import { type Blobs, OtherBytes, TooLarge } from "./blobs.ts";
import {
  commitAt,
  type HubRequest,
  type Route,
  readableRepo,
  requireContents,
  writableRepo,
} from "./context.ts";
import { HubRefusal, readBody, sendJson } from "./http.ts";
import { readRevision } from "./repo-routes.ts";
import type { XetPermit } from "./signed-links.ts";
import { MalformedXet } from "./xet/malformed.ts";
import { type FileRecipe, readShard } from "./xet/shard.ts";
import { countChunks, readChunks } from "./xet/xorb.ts";
import { issueXetToken, xetHeaders } from "./xet-tokens.ts";

/** The protocol's limit on a serialized xorb, and a little for its footer. */
const LARGEST_XORB_BYTES = 66 * 1024 * 1024;

/** Tokens for the store of large files' chunks (huggingface.co/docs/xet/auth). */
const xetToken =
  (scope: XetPermit["scope"]): Route =>
  (call, name, revision) => {
    const repo = scope === "write" ? writableRepo(call, name ?? "") : readableRepo(call, name ?? "");
    requireContents(call, repo);
    commitAt(call, repo, readRevision(revision));
    const token = issueXetToken(call, repo, scope);
    const { accessToken, expiresAt: exp, casUrl } = token;
    sendJson(call.response, { accessToken, exp, casUrl }, xetHeaders(token));
  };

export const xetReadToken = xetToken("read");
export const xetWriteToken = xetToken("write");

function requirePermit(
  { request, links, store }: HubRequest,
  hubId: string,
  scope: XetPermit["scope"],
): XetPermit {
  const permit = links.xetPermit(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1]);
  if (permit === null || hubId !== store.id)
    throw new HubRefusal(401, "The Xet token is not valid (any more).");
  if (scope === "write" && permit.scope !== "write")
    throw new HubRefusal(403, "The Xet token may only read.");
  return permit;
}

/** No chunk is known across repositories: clients upload what their file needs. */
export const xetChunk: Route = (call, hubId = "") => {
  requirePermit(call, hubId, "read");
  throw new HubRefusal(404, "The chunk is not known.");
};

/** Takes a xorb: chunks of files, packed. */
export const xetXorb: Route = async (call, hubId = "", hash = "") => {
  requirePermit(call, hubId, "write");
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new HubRefusal(400, "The hash is malformed.");
  const { blobs } = call.store;
  const xorb = await readBody(call.request, LARGEST_XORB_BYTES);
  const isNew = !blobs.hasXorb(hash);
  if (isNew) {
    unlessMalformed(() => countChunks(xorb));
    blobs.putXorb(hash, xorb);
  }
  sendJson(call.response, { was_inserted: isNew });
};

/** Takes a shard: puts together each file it registers, which from then on can be committed. */
export const xetShard: Route = async (call, hubId = "") => {
  const { repo } = requirePermit(call, hubId, "write");
  const shard = await readBody(call.request);
  const { blobs } = call.store;
  for (const file of unlessMalformed(() => readShard(shard))) {
    if (!blobs.has(file.sha256)) await assemble(call, file);
    call.store.addObject(repo, file.sha256);
  }
  sendJson(call.response, { result: 1 });
};

async function assemble({ store: { blobs }, limits }: HubRequest, file: FileRecipe): Promise<void> {
  const missing = file.terms.find(({ xorb }) => !blobs.hasXorb(xorb));
  if (missing !== undefined)
    throw new HubRefusal(400, `The shard refers to xorb ${missing.xorb}, which is not here.`);
  try {
    await blobs.receive(Readable.from(contents(blobs, file)), file.sha256, limits.maxFileBytes);
  } catch (error) {
    if (error instanceof TooLarge) throw new HubRefusal(413, "The file is larger than allowed.");
    if (error instanceof OtherBytes)
      throw new HubRefusal(400, "The file does not have the sha256 of the shard.");
    if (error instanceof MalformedXet) throw new HubRefusal(400, `Malformed: ${error.message}.`);
    throw error;
  }
}

function* contents(blobs: Blobs, { terms }: FileRecipe): Generator<Buffer> {
  let openHash = "";
  let openXorb: Buffer = Buffer.alloc(0);
  for (const { xorb, start, end, unpackedBytes } of terms) {
    if (openHash !== xorb) {
      openXorb = blobs.readXorb(xorb);
      openHash = xorb;
    }
    let left = unpackedBytes;
    for (const chunk of readChunks(openXorb, start, end)) {
      left -= chunk.length;
      yield chunk;
    }
    if (left !== 0) throw new MalformedXet("a term of the shard has another size than its chunks");
  }
}

function unlessMalformed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedXet) throw new HubRefusal(400, `Malformed: ${error.message}.`);
    throw error;
  }
}
