import {
  commitAt,
  type HubRequest,
  type Route,
  readableRepo,
  requireAccount,
  requireContents,
  writableRepo,
} from "./context.ts";
import type { TreeFile } from "./git-objects.ts";
import { HubRefusal, readBody, readJsonBody, sendJson } from "./http.ts";
import { type Commit, DEFAULT_BRANCH, type Repo } from "./store.ts";

const REPO_NAME = /^(?!.*(?:--|\.\.))[A-Za-z0-9](?:[\w.-]{0,94}[A-Za-z0-9_])?$/;

export const whoAmI: Route = (call) => {
  const { user, role } = requireAccount(call);
  sendJson(call.response, {
    type: "user",
    id: `sandbox-${user}`,
    name: user,
    fullname: user,
    email: `${user}@sandbox.invalid`,
    emailVerified: true,
    isPro: false,
    canPay: false,
    periodEnd: null,
    avatarUrl: "",
    orgs: [],
    auth: {
      type: "access_token",
      accessToken: { displayName: "sandbox", role, createdAt: "2025-01-01T00:00:00.000Z" },
    },
  });
};

export const createRepo: Route = async (call) => {
  const { user, role } = requireAccount(call);
  const body = await readJsonBody(call.request);
  if (role !== "write")
    throw new HubRefusal(403, "Forbidden: a write token is needed to create a repository.");
  if (body.type !== "dataset") throw new HubRefusal(400, "The sandbox keeps datasets only.");
  const owner = typeof body.organization === "string" ? body.organization : user;
  if (owner !== user) {
    throw new HubRefusal(403, `You don't have the rights to create a dataset under the namespace "${owner}"`);
  }
  if (typeof body.name !== "string" || !REPO_NAME.test(body.name)) {
    throw new HubRefusal(
      400,
      "Invalid repository name: letters, digits, '-', '_' and '.' only, at most 96 characters.",
    );
  }
  const name = `${owner}/${body.name}`;
  const url = `${call.origin}/datasets/${name}`;
  if (call.store.repo(name) !== null) {
    call.response
      .writeHead(409, {
        "Content-Type": "application/json",
        "X-Error-Message": "You already created this dataset repo",
      })
      .end(JSON.stringify({ error: "You already created this dataset repo", url }));
    return;
  }
  const isPrivate = body.private === true || body.visibility === "private";
  const repo = call.store.createRepo(name, user, isPrivate);
  sendJson(call.response, { url, name, id: String(repo.id) });
};

export const deleteRepo: Route = async (call) => {
  const body = await readJsonBody(call.request);
  const owner = typeof body.organization === "string" ? body.organization : requireAccount(call).user;
  call.store.deleteRepo(writableRepo(call, `${owner}/${String(body.name)}`));
  sendJson(call.response, {});
};

export const updateSettings: Route = async (call, name) => {
  const repo = writableRepo(call, name ?? "");
  const body = await readJsonBody(call.request);
  if (typeof body.private === "boolean") call.store.setPrivate(repo, body.private);
  if (body.gated !== undefined) call.store.setGated(repo, body.gated !== false);
  sendJson(call.response, { private: body.private ?? repo.isPrivate });
};

export const validateYaml: Route = async (call) => {
  await readBody(call.request);
  sendJson(call.response, { errors: [], warnings: [] });
};

export const listDatasets: Route = (call) => {
  const author = call.url.searchParams.get("author");
  const visible = call.store
    .reposOf(author)
    .filter(({ isPrivate, owner }) => !isPrivate || call.account?.user === owner);
  sendJson(
    call.response,
    visible.map((repo) => info(call, repo, call.store.resolve(repo, DEFAULT_BRANCH))),
  );
};

export const datasetInfo: Route = (call, name, revision) => {
  const repo = readableRepo(call, name ?? "");
  sendJson(call.response, info(call, repo, commitAt(call, repo, readRevision(revision))));
};

function info({ store }: HubRequest, repo: Repo, commit: Commit | null): Record<string, unknown> {
  const files = commit?.files ?? [];
  return {
    _id: String(repo.id),
    id: repo.name,
    author: repo.owner,
    sha: commit?.oid,
    lastModified: commit?.at ?? repo.createdAt,
    createdAt: repo.createdAt,
    private: repo.isPrivate,
    gated: repo.isGated ? "auto" : false,
    disabled: false,
    downloads: 0,
    likes: 0,
    tags: [],
    siblings: files.map(({ path }) => ({ rfilename: path })),
    usedStorage: usedStorage(store.refs(repo, "branch").length, files),
  };
}

const usedStorage = (branches: number, files: readonly TreeFile[]): number =>
  branches === 0 ? 0 : files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

export const listRefs: Route = (call, name) => {
  const repo = readableRepo(call, name ?? "");
  const toRefs = (kind: "branch" | "tag", prefix: string) =>
    call.store
      .refs(repo, kind)
      .map((ref) => ({ name: ref.name, ref: prefix + ref.name, targetCommit: ref.oid }));
  sendJson(call.response, {
    branches: toRefs("branch", "refs/heads/"),
    tags: toRefs("tag", "refs/tags/"),
    converts: [],
  });
};

const createRef =
  (kind: "branch" | "tag"): Route =>
  async (call, name, ref) => {
    const repo = writableRepo(call, name ?? "");
    const body = await readJsonBody(call.request);
    const isTag = kind === "tag";
    const startingPoint = isTag ? (ref ?? DEFAULT_BRANCH) : body.startingPoint;
    const newName = isTag ? String(body.tag ?? "") : decodeURIComponent(ref ?? "");
    if (!/^[\w./-]{1,100}$/.test(newName)) throw new HubRefusal(400, "Invalid reference name");
    if (call.store.refs(repo, kind).some((existing) => existing.name === newName)) {
      throw new HubRefusal(409, `Reference already exists: ${newName}`);
    }
    const commit = commitAt(
      call,
      repo,
      typeof startingPoint === "string" ? decodeURIComponent(startingPoint) : DEFAULT_BRANCH,
    );
    call.store.setRef(repo, kind, newName, commit.oid);
    sendJson(call.response, {});
  };

const deleteRef =
  (kind: "branch" | "tag"): Route =>
  (call, name, ref) => {
    const repo = writableRepo(call, name ?? "");
    const refName = decodeURIComponent(ref ?? "");
    if (kind === "branch" && refName === DEFAULT_BRANCH)
      throw new HubRefusal(403, "The main branch cannot be deleted");
    if (!call.store.deleteRef(repo, kind, refName))
      throw new HubRefusal(404, "Reference not found", "RevisionNotFound");
    sendJson(call.response, {});
  };

export const createBranch = createRef("branch");
export const createTag = createRef("tag");
export const deleteBranch = deleteRef("branch");
export const deleteTag = deleteRef("tag");

export const listCommits: Route = (call, name, revision) => {
  const repo = readableRepo(call, name ?? "");
  const all = call.store.history(repo, commitAt(call, repo, readRevision(revision)));
  const limit = Math.min(1000, Math.max(1, Number(call.url.searchParams.get("limit") ?? 50)));
  const page = Math.max(0, Number(call.url.searchParams.get("p") ?? 0));
  const commits = all
    .slice(page * limit, (page + 1) * limit)
    .map(({ oid, title, description, author, at }) => ({
      id: oid,
      title,
      message: description,
      date: at,
      authors: [{ user: author, avatar: "" }],
    }));
  const hasMore = all.length > (page + 1) * limit;
  sendJson(call.response, commits, {
    "X-Total-Count": String(all.length),
    ...(hasMore ? nextPage(call, "p", String(page + 1)) : {}),
  });
};

function nextPage({ origin, url }: HubRequest, key: string, value: string): Record<string, string> {
  const next = new URL(url.pathname + url.search, origin);
  next.searchParams.set(key, value);
  return { Link: `<${next.href}>; rel="next"` };
}

const TREE_PAGE = 1000;

export const listTree: Route = (call, name, revision, folder = "") => {
  const repo = readableRepo(call, name ?? "");
  requireContents(call, repo);
  const commit = commitAt(call, repo, readRevision(revision));
  const base = folder === "" ? "" : `${decodeURIComponent(folder).replace(/\/$/, "")}/`;
  const isRecursive = call.url.searchParams.get("recursive")?.toLowerCase() === "true";
  const inside = commit.files.filter(({ path }) => path.startsWith(base));
  if (base !== "" && inside.length === 0)
    throw new HubRefusal(404, `${folder} does not exist on "${revision}"`, "EntryNotFound");
  const folders = new Set<string>();
  for (const { path } of inside) {
    const parts = path.slice(base.length).split("/").slice(0, -1);
    for (let depth = 1; depth <= (isRecursive ? parts.length : Math.min(1, parts.length)); depth++) {
      folders.add(base + parts.slice(0, depth).join("/"));
    }
  }
  const shown = isRecursive ? inside : inside.filter(({ path }) => !path.slice(base.length).includes("/"));
  const entries = [
    ...[...folders].sort().map((path) => ({ type: "directory", path, oid: "0".repeat(40), size: 0 })),
    ...shown.map((file) => ({ type: "file", ...fileEntry(file), ...lastCommit(commit) })),
  ];
  const start = Number(call.url.searchParams.get("cursor") ?? 0);
  const hasMore = entries.length > start + TREE_PAGE;
  sendJson(
    call.response,
    entries.slice(start, start + TREE_PAGE),
    hasMore ? nextPage(call, "cursor", String(start + TREE_PAGE)) : {},
  );
};

export const pathsInfo: Route = async (call, name, revision) => {
  const repo = readableRepo(call, name ?? "");
  requireContents(call, repo);
  const commit = commitAt(call, repo, readRevision(revision));
  const paths = await readPaths(call);
  sendJson(
    call.response,
    commit.files
      .filter(({ path }) => paths.includes(path))
      .map((file) => ({ type: "file", ...fileEntry(file), ...lastCommit(commit) })),
  );
};

/** The two clients ask in two ways: JSON, and form fields. */
async function readPaths({ request }: HubRequest): Promise<string[]> {
  const body = (await readBody(request)).toString("utf8");
  if (request.headers["content-type"]?.includes("json")) {
    const { paths } = JSON.parse(body) as { paths?: unknown };
    return Array.isArray(paths) ? paths.map(String) : [String(paths)];
  }
  return new URLSearchParams(body).getAll("paths");
}

export const fileEntry = ({ path, oid, sizeBytes, sha256, isLfs }: TreeFile) => ({
  path,
  oid,
  size: sizeBytes,
  ...(isLfs ? { lfs: { oid: sha256, sha256, size: sizeBytes, pointerSize: 134 } } : {}),
});

const lastCommit = ({ oid, title, at }: Commit) => ({ lastCommit: { id: oid, title, date: at } });

export const readRevision = (revision: string | undefined): string => {
  const name = decodeURIComponent(revision ?? DEFAULT_BRANCH);
  return name === "HEAD" ? DEFAULT_BRANCH : name;
};
