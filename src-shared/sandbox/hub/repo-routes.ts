import {
  commitAt,
  type HubRequest,
  pageOf,
  type Route,
  readableRepo,
  requireAccount,
  requireContents,
  writableRepo,
} from "./context.ts";
import { lfsPointer, type TreeFile, treeId } from "./git-objects.ts";
import { HubRefusal, pathText, readBody, readJsonBody, sendJson } from "./http.ts";
import {
  type Commit,
  type CommitHead,
  DEFAULT_BRANCH,
  type Gate,
  type Repo,
  type RepoKind,
} from "./store.ts";

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

/** Clients leave the kind of a model out. */
function kindIn(type: unknown): RepoKind {
  if (type === undefined || type === null || type === "model") return "model";
  if (type === "dataset") return "dataset";
  throw new HubRefusal(400, "The sandbox keeps datasets and models only.");
}

export const createRepo: Route = async (call) => {
  const { user, role } = requireAccount(call);
  const body = await readJsonBody(call.request);
  if (role !== "write")
    throw new HubRefusal(403, "Forbidden: a write token is needed to create a repository.");
  const kind = kindIn(body.type);
  const owner = typeof body.organization === "string" ? body.organization : user;
  if (owner !== user) {
    throw new HubRefusal(403, `You don't have the rights to create a ${kind} under the namespace "${owner}"`);
  }
  if (typeof body.name !== "string" || !REPO_NAME.test(body.name)) {
    throw new HubRefusal(
      400,
      "Invalid repository name: letters, digits, '-', '_' and '.' only, at most 96 characters.",
    );
  }
  const name = `${owner}/${body.name}`;
  const url = pageOf(call.origin, { kind, name });
  if (call.store.repo(kind, name) !== null) {
    call.response
      .writeHead(409, {
        "Content-Type": "application/json",
        "X-Error-Message": `You already created this ${kind} repo`,
      })
      .end(JSON.stringify({ error: `You already created this ${kind} repo`, url }));
    return;
  }
  const isPrivate = body.private === true || body.visibility === "private";
  const repo = call.store.createRepo(kind, name, user, isPrivate);
  sendJson(call.response, { url, name, id: String(repo.id) });
};

export const deleteRepo: Route = async (call) => {
  const body = await readJsonBody(call.request);
  const owner = typeof body.organization === "string" ? body.organization : requireAccount(call).user;
  const { store } = call;
  store.deleteRepo(writableRepo({ ...call, kind: kindIn(body.type) }, `${owner}/${String(body.name)}`));
  sendJson(call.response, {});
};

export const moveRepo: Route = async (call) => {
  const { fromRepo, toRepo, type } = await readJsonBody(call.request);
  const kind = kindIn(type);
  const repo = writableRepo({ ...call, kind }, String(fromRepo));
  const [owner, name = ""] = String(toRepo).split("/");
  if (owner !== repo.owner || !REPO_NAME.test(name)) {
    throw new HubRefusal(403, "A repository can be moved within your own namespace only.");
  }
  if (call.store.repo(kind, String(toRepo)) !== null) throw new HubRefusal(409, `${toRepo} exists already.`);
  call.store.renameRepo(repo, String(toRepo));
  sendJson(call.response, {});
};

/** Whether the caller may see the repository and its contents. */
export const authCheck: Route = (call, name) => {
  requireContents(call, readableRepo(call, name ?? ""));
  sendJson(call.response, {});
};

/** Whether the caller may write to the repository. */
export const writeCheck: Route = (call, name) => {
  writableRepo(call, name ?? "");
  sendJson(call.response, {});
};

function gateIn(value: unknown): Gate | null {
  if (value === false) return null;
  return value === "manual" ? "manual" : "auto";
}

export const updateSettings: Route = async (call, name) => {
  const repo = writableRepo(call, name ?? "");
  const body = await readJsonBody(call.request);
  if (typeof body.visibility === "string") call.store.setPrivate(repo, body.visibility === "private");
  if (typeof body.private === "boolean") call.store.setPrivate(repo, body.private);
  if (body.gated !== undefined) call.store.setGate(repo, gateIn(body.gated));
  sendJson(call.response, { private: body.private ?? repo.isPrivate });
};

export const validateYaml: Route = async (call) => {
  await readBody(call.request);
  sendJson(call.response, { errors: [], warnings: [] });
};

const REPOS_PAGE = 500;

export const listRepos: Route = (call) => {
  const { searchParams } = call.url;
  const wanted = (searchParams.get("search") ?? "").toLowerCase();
  const visible = call.store
    .reposOf(call.kind, searchParams.get("author"))
    .filter(({ isPrivate, owner }) => !isPrivate || call.account?.user === owner)
    .filter(({ name }) => name.toLowerCase().includes(wanted));
  const { page, headers } = takePage(call, visible, REPOS_PAGE);
  sendJson(
    call.response,
    page.map((repo) => info(repo, call.store.resolve(repo, DEFAULT_BRANCH))),
    headers,
  );
};

export const repoInfo: Route = (call, name, revision) => {
  const repo = readableRepo(call, name ?? "");
  sendJson(call.response, info(repo, commitAt(call, repo, readRevision(revision))));
};

function info(repo: Repo, commit: Commit | null): Record<string, unknown> {
  const files = commit?.files ?? [];
  return {
    _id: String(repo.id),
    id: repo.name,
    author: repo.owner,
    sha: commit?.oid,
    lastModified: commit?.at ?? repo.createdAt,
    createdAt: repo.createdAt,
    private: repo.isPrivate,
    gated: repo.gate ?? false,
    ...(repo.kind === "model" && { modelId: repo.name }),
    disabled: false,
    downloads: 0,
    likes: 0,
    tags: [],
    siblings: files.map(({ path }) => ({ rfilename: path })),
    usedStorage: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

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
    const startingPoint = isTag ? pathText(ref) : body.startingPoint;
    const newName = isTag ? String(body.tag ?? "") : pathText(ref);
    if (!/^[\w./-]{1,100}$/.test(newName)) throw new HubRefusal(400, "Invalid reference name");
    if (call.store.refs(repo, kind).some((existing) => existing.name === newName)) {
      throw new HubRefusal(409, `Reference already exists: ${newName}`);
    }
    const commit = commitAt(call, repo, typeof startingPoint === "string" ? startingPoint : DEFAULT_BRANCH);
    call.store.setRef(repo, kind, newName, commit.oid);
    sendJson(call.response, {});
  };

const deleteRef =
  (kind: "branch" | "tag"): Route =>
  (call, name, ref) => {
    const repo = writableRepo(call, name ?? "");
    const refName = pathText(ref);
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

const COMMITS_PAGE = 50;

export const listCommits: Route = (call, name, revision) => {
  const repo = readableRepo(call, name ?? "");
  const all = call.store.history(repo, commitAt(call, repo, readRevision(revision)));
  const limit = wholeNumber(call, "limit", COMMITS_PAGE, 1000);
  const at = wholeNumber(call, "p", 0);
  const commits = all
    .slice(at * limit, (at + 1) * limit)
    .map(({ oid, title, description, author, at: date }) => ({
      id: oid,
      title,
      message: description,
      date,
      authors: [{ user: author, avatar: "" }],
    }));
  sendJson(call.response, commits, {
    "X-Total-Count": String(all.length),
    ...(all.length > (at + 1) * limit ? nextPage(call, "p", at + 1) : {}),
  });
};

/** A number of the query, at most `most`; what is no number counts as not given. */
function wholeNumber(
  { url }: HubRequest,
  key: string,
  otherwise: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  const value = Number.parseInt(url.searchParams.get(key) ?? "", 10);
  return value >= 0 ? Math.min(value, most) : otherwise;
}

/** One page of a list, at most `most` entries, and the header that leads to the next. */
function takePage<T>(
  call: HubRequest,
  all: readonly T[],
  most: number,
): { page: readonly T[]; headers: Record<string, string> } {
  const size = Math.max(1, wholeNumber(call, "limit", most, most));
  const start = wholeNumber(call, "cursor", 0);
  const end = start + size;
  return { page: all.slice(start, end), headers: all.length > end ? nextPage(call, "cursor", end) : {} };
}

function nextPage({ origin, url }: HubRequest, key: string, value: number): Record<string, string> {
  const next = new URL(url.pathname + url.search, origin);
  next.searchParams.set(key, String(value));
  return { Link: `<${next.href}>; rel="next"` };
}

const TREE_PAGE = 1000;
/** Pages are smaller where each entry's last change has to be looked for. */
const EXPANDED_TREE_PAGE = 50;

export const listTree: Route = (call, name, revision, folder) => {
  const repo = readableRepo(call, name ?? "");
  requireContents(call, repo);
  const commit = commitAt(call, repo, readRevision(revision));
  const base = pathText(folder).replace(/\/$/, "");
  const isRecursive = isYes(call.url.searchParams.get("recursive"));
  const isExpanded = isYes(call.url.searchParams.get("expand"));
  const all = treeEntries(commit, base, isRecursive);
  if (base !== "" && all.length === 0) {
    throw new HubRefusal(404, `${base} does not exist on "${pathText(revision)}"`, "EntryNotFound");
  }
  const { page, headers } = takePage(call, all, isExpanded ? EXPANDED_TREE_PAGE : TREE_PAGE);
  sendJson(call.response, isExpanded ? withLastCommit(call, repo, commit, page) : page, headers);
};

const isYes = (flag: string | null): boolean => /^(?:true|1)$/i.test(flag ?? "");

interface TreeEntry {
  readonly type: "file" | "directory";
  readonly path: string;
  readonly oid: string;
  readonly size: number;
}

/** Folders first, then files, each by path; without `isRecursive` only what is directly in the folder. */
function treeEntries({ files }: Commit, base: string, isRecursive: boolean): TreeEntry[] {
  const prefix = base === "" ? "" : `${base}/`;
  const inside = files.filter(({ path }) => path.startsWith(prefix));
  const folders = new Set<string>();
  for (const { path } of inside) {
    const parts = path.slice(prefix.length).split("/").slice(0, -1);
    for (let depth = 1; depth <= (isRecursive ? parts.length : Math.min(1, parts.length)); depth++) {
      folders.add(prefix + parts.slice(0, depth).join("/"));
    }
  }
  const shown = isRecursive ? inside : inside.filter(({ path }) => !path.slice(prefix.length).includes("/"));
  return [...[...folders].sort().map((path) => folderEntry(files, path)), ...shown.map(fileEntry)];
}

function folderEntry(files: readonly TreeFile[], path: string): TreeEntry {
  const inside = files
    .filter((file) => file.path.startsWith(`${path}/`))
    .map((file) => ({ ...file, path: file.path.slice(path.length + 1) }));
  return { type: "directory", path, oid: treeId(inside), size: 0 };
}

function withLastCommit(
  call: HubRequest,
  repo: Repo,
  commit: Commit,
  entries: readonly TreeEntry[],
): object[] {
  const paths = entries.map(({ path }) => path);
  const changes = call.store.lastChanges(repo, commit, paths);
  return entries.map((entry) => ({ ...entry, ...lastCommit(changes.get(entry.path) ?? commit) }));
}

export const pathsInfo: Route = async (call, name, revision) => {
  const repo = readableRepo(call, name ?? "");
  requireContents(call, repo);
  const commit = commitAt(call, repo, readRevision(revision));
  const { paths, isExpanded } = await readPathsQuery(call);
  const entries = paths.flatMap((path): TreeEntry[] => {
    const file = commit.files.find((candidate) => candidate.path === path);
    if (file !== undefined) return [fileEntry(file)];
    return commit.files.some((candidate) => candidate.path.startsWith(`${path}/`))
      ? [folderEntry(commit.files, path)]
      : [];
  });
  sendJson(call.response, isExpanded ? withLastCommit(call, repo, commit, entries) : entries);
};

/** The two clients ask in two ways: JSON, and form fields. */
async function readPathsQuery({ request }: HubRequest): Promise<{ paths: string[]; isExpanded: boolean }> {
  if (request.headers["content-type"]?.includes("json")) {
    const { paths, expand } = await readJsonBody(request);
    return { paths: [paths].flat().map(String), isExpanded: expand === true };
  }
  const form = new URLSearchParams((await readBody(request)).toString("utf8"));
  return { paths: form.getAll("paths"), isExpanded: isYes(form.get("expand")) };
}

const fileEntry = ({ path, oid, sizeBytes, sha256, isLfs }: TreeFile): TreeEntry => ({
  type: "file",
  path,
  oid,
  size: sizeBytes,
  ...(isLfs
    ? { lfs: { oid: sha256, size: sizeBytes, pointerSize: lfsPointer(sha256, sizeBytes).length } }
    : {}),
});

const lastCommit = ({ oid, title, at }: CommitHead) => ({ lastCommit: { id: oid, title, date: at } });

export const readRevision = (revision: string | undefined): string => {
  const name = pathText(revision ?? DEFAULT_BRANCH);
  return name === "HEAD" ? DEFAULT_BRANCH : name;
};
