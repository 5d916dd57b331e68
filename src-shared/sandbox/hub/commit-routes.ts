import { z } from "zod";
import { commitAt, type HubRequest, type Route, readableRepo, writableRepo } from "./context.ts";
import { blobId, lfsPointer, type TreeFile } from "./git-objects.ts";
import { HubRefusal, readBody, readJsonBody, sendJson } from "./http.ts";
import { readRevision } from "./repo-routes.ts";
import { type Commit, DEFAULT_BRANCH } from "./store.ts";

/** Files above this go through LFS, as on the real hub. */
const LARGEST_REGULAR_BYTES = 10 * 1024 * 1024;
const BINARY_ENDINGS =
  /\.(?:safetensors|bin|parquet|gz|zip|zst|7z|arrow|pt|pth|onnx|h5|npy|npz|tar|png|jpe?g|mp[34]|wav|sqlite)$/i;

export const preupload: Route = async (call, name, revision) => {
  const repo = writableRepo(call, name ?? "");
  const body = preuploadSchema.safeParse(await readJsonBody(call.request));
  if (!body.success) throw new HubRefusal(400, "The list of files is malformed.");
  const present = call.store.resolve(repo, readRevision(revision))?.files ?? [];
  const files = body.data.files.map(({ path, size }) => {
    checkPath(path);
    if (size > call.limits.maxFileBytes) throw tooLarge(path, call.limits.maxFileBytes);
    return {
      path,
      uploadMode: size > LARGEST_REGULAR_BYTES || BINARY_ENDINGS.test(path) ? "lfs" : "regular",
      shouldIgnore: false,
      oid: present.find((file) => file.path === path)?.oid ?? null,
    };
  });
  sendJson(call.response, { files, commitOid: call.store.resolve(repo, DEFAULT_BRANCH)?.oid });
};

const preuploadSchema = z.object({
  files: z.array(z.object({ path: z.string(), size: z.number().int().min(0) })),
});

const operationSchema = z.discriminatedUnion("key", [
  z.object({
    key: z.literal("header"),
    value: z.object({
      summary: z.string(),
      description: z.string().nullish(),
      parentCommit: z.string().nullish(),
    }),
  }),
  z.object({
    key: z.literal("file"),
    value: z.object({
      path: z.string(),
      content: z.string(),
      encoding: z.enum(["base64", "utf-8"]).default("utf-8"),
    }),
  }),
  z.object({
    key: z.literal("lfsFile"),
    value: z.object({
      path: z.string(),
      oid: z.string().regex(/^[0-9a-f]{64}$/),
      size: z.number().optional(),
    }),
  }),
  z.object({ key: z.literal("deletedFile"), value: z.object({ path: z.string() }) }),
  z.object({ key: z.literal("deletedFolder"), value: z.object({ path: z.string() }) }),
]);
type Operation = z.infer<typeof operationSchema>;

export const commit: Route = async (call, name, revision) => {
  const repo = writableRepo(call, name ?? "");
  const branch = readRevision(revision);
  const operations = readOperations(await readBody(call.request));
  const header = operations.find((operation) => operation.key === "header")?.value;
  if (header === undefined) throw new HubRefusal(400, "The commit has no header.");
  const head = commitAt(call, repo, branch);
  if (header.parentCommit && header.parentCommit !== head.oid) {
    throw new HubRefusal(412, "A commit has happened since. Please refresh and try again.");
  }
  const files = applyOperations(call, head, operations);
  const size = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (size > call.limits.maxRepoBytes)
    throw new HubRefusal(413, "The repository's storage quota is used up.");
  const made = call.store.commit(repo, {
    branch,
    title: header.summary,
    description: header.description ?? "",
    author: call.account?.user ?? repo.owner,
    files,
  });
  sendJson(call.response, {
    success: true,
    commitOid: made.oid,
    commitUrl: `${call.origin}/datasets/${repo.name}/commit/${made.oid}`,
    hookOutput: "",
    pullRequestUrl: null,
  });
};

function readOperations(body: Buffer): Operation[] {
  return body
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const operation = operationSchema.safeParse(parse(line));
      if (!operation.success) throw new HubRefusal(400, "A line of the commit is malformed.");
      return operation.data;
    });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function applyOperations(call: HubRequest, head: Commit, operations: readonly Operation[]): TreeFile[] {
  const files = new Map(head.files.map((file) => [file.path, file]));
  for (const operation of operations) {
    if (operation.key === "header") continue;
    const { path } = operation.value;
    checkPath(path);
    switch (operation.key) {
      case "file":
        files.set(
          path,
          regularFile(call, path, Buffer.from(operation.value.content, operation.value.encoding)),
        );
        break;
      case "lfsFile":
        files.set(path, largeFile(call, path, operation.value.oid));
        break;
      case "deletedFile":
        if (!files.delete(path))
          throw new HubRefusal(404, `${path} is not there to be deleted.`, "EntryNotFound");
        break;
      case "deletedFolder":
        for (const known of [...files.keys()])
          if (known.startsWith(`${path.replace(/\/$/, "")}/`)) files.delete(known);
    }
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function regularFile({ store, limits }: HubRequest, path: string, content: Buffer): TreeFile {
  if (content.length > limits.maxFileBytes) throw tooLarge(path, limits.maxFileBytes);
  return {
    path,
    oid: blobId(content),
    sizeBytes: content.length,
    sha256: store.blobs.put(content),
    isLfs: false,
  };
}

function largeFile({ store }: HubRequest, path: string, sha256: string): TreeFile {
  if (!store.blobs.has(sha256)) throw new HubRefusal(400, `The LFS object of ${path} was not uploaded.`);
  const sizeBytes = store.blobs.sizeOf(sha256);
  return { path, oid: blobId(lfsPointer(sha256, sizeBytes)), sizeBytes, sha256, isLfs: true };
}

function checkPath(path: string): void {
  const parts = path.split("/");
  const isSafe =
    path !== "" &&
    !path.includes("\\") &&
    !path.includes("\0") &&
    parts.every((part) => part !== "" && part !== "." && part !== ".." && part !== ".git");
  if (!isSafe) throw new HubRefusal(400, `Invalid path: ${path.slice(0, 100)}`);
}

const tooLarge = (path: string, limit: number): HubRefusal =>
  new HubRefusal(413, `${path} is larger than the ${limit} bytes allowed.`);

/** The head of a revision, for clients that only want to know it. */
export const authCheck: Route = (call, name) => {
  readableRepo(call, name ?? "");
  sendJson(call.response, {});
};
