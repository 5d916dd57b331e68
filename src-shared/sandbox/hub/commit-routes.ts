import { z } from "zod";
import { commitAt, type HubRequest, pageOf, type Route, writableRepo } from "./context.ts";
import { blobId, lfsPointer, type TreeFile } from "./git-objects.ts";
import { HubRefusal, readBody, readJsonBody, sendJson } from "./http.ts";
import { goesThroughLfs } from "./lfs-rules.ts";
import { readRevision } from "./repo-routes.ts";
import type { Commit, Repo } from "./store.ts";

export const preupload: Route = async (call, name, revision) => {
  const repo = writableRepo(call, name ?? "");
  refusePullRequest(call);
  const head = commitAt(call, repo, readRevision(revision));
  const body = preuploadSchema.safeParse(await readJsonBody(call.request));
  if (!body.success) throw new HubRefusal(400, "The list of files is malformed.");
  const files = body.data.files.map(({ path, size, sample }) => {
    checkPath(path);
    if (size > call.limits.maxFileBytes) throw tooLarge(path, call.limits.maxFileBytes);
    const present = head.files.find((file) => file.path === path);
    return {
      path,
      uploadMode: goesThroughLfs(path, size, Buffer.from(sample, "base64")) ? "lfs" : "regular",
      shouldIgnore: false,
      oid: present === undefined ? null : present.isLfs ? present.sha256 : present.oid,
    };
  });
  sendJson(call.response, { files, commitOid: head.oid });
};

const preuploadSchema = z.object({
  files: z.array(
    z.object({ path: z.string(), size: z.number().int().min(0), sample: z.string().default("") }),
  ),
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
  refusePullRequest(call);
  const branch = readRevision(revision).replace(/^refs\/heads\//, "");
  const operations = readOperations(await readBody(call.request));
  const header = operations.find((operation) => operation.key === "header")?.value;
  if (header === undefined) throw new HubRefusal(400, "The commit has no header.");
  if (!call.store.refs(repo, "branch").some((ref) => ref.name === branch)) {
    throw new HubRefusal(404, `Invalid rev id: ${branch} is no branch`, "RevisionNotFound");
  }
  const head = commitAt(call, repo, branch);
  if (header.parentCommit && header.parentCommit !== head.oid) {
    throw new HubRefusal(412, "A commit has happened since. Please refresh and try again.");
  }
  const files = applyOperations(call, repo, head, operations);
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
    commitUrl: `${pageOf(call.origin, repo)}/commit/${made.oid}`,
    hookOutput: "",
    pullRequestUrl: null,
  });
};

/** The sandbox has no discussions and so no pull requests; nothing may land on the branch in their place. */
function refusePullRequest({ url }: HubRequest): void {
  if (["1", "true"].includes(url.searchParams.get("create_pr") ?? "")) {
    throw new HubRefusal(403, "Pull requests are disabled for this repository.", "DiscussionsDisabled");
  }
}

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

function applyOperations(
  call: HubRequest,
  repo: Repo,
  head: Commit,
  operations: readonly Operation[],
): TreeFile[] {
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
        files.set(path, largeFile(call, repo, path, operation.value.oid));
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
  for (const path of files.keys()) {
    const folders = path.split("/").slice(0, -1);
    const blocking = folders
      .map((_, depth) => folders.slice(0, depth + 1).join("/"))
      .find((at) => files.has(at));
    if (blocking !== undefined)
      throw new HubRefusal(400, `${blocking} cannot be a file and a folder at once.`);
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

function largeFile({ store }: HubRequest, repo: Repo, path: string, sha256: string): TreeFile {
  if (!store.hasObject(repo, sha256))
    throw new HubRefusal(400, `The LFS object of ${path} was not uploaded.`);
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
