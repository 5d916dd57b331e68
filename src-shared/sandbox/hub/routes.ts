import * as access from "./access-routes.ts";
import * as commits from "./commit-routes.ts";
import type { Route } from "./context.ts";
import * as lfs from "./lfs-routes.ts";
import * as repos from "./repo-routes.ts";
import * as files from "./resolve-routes.ts";
import type { RepoKind } from "./store.ts";
import * as xet from "./xet-routes.ts";

const REPO = "([^/]+/[^/]+?)";
const PART = "([^/]+)";
const REST = "(.+)";

/** Every road of the hub: method, path, what answers. Groups of the path become the route's arguments. */
const table: readonly (readonly [method: string, path: string, route: Route])[] = [
  ["GET", "/api/whoami-v2", repos.whoAmI],
  ["POST", "/api/validate-yaml", repos.validateYaml],
  ["POST", "/api/repos/create", repos.createRepo],
  ["DELETE", "/api/repos/delete", repos.deleteRepo],
  ["GET", "/api/datasets", repos.listRepos],
  ["POST", "/api/repos/move", repos.moveRepo],
  ["GET", `/api/datasets/${REPO}/auth-check`, repos.authCheck],
  ["GET", `/api/datasets/${REPO}/auth-check/write`, repos.writeCheck],
  ["PUT", `/api/datasets/${REPO}/settings`, repos.updateSettings],
  ["POST", `/datasets/${REPO}/ask-access`, access.askForAccess],
  ["GET", `/api/datasets/${REPO}/user-access-request/${PART}`, access.listRequests],
  ["POST", `/api/datasets/${REPO}/user-access-request/handle`, access.handleRequest],
  ["POST", `/api/datasets/${REPO}/user-access-request/grant`, access.grantAccess],
  ["GET", `/api/datasets/${REPO}/refs`, repos.listRefs],
  ["GET", `/api/datasets/${REPO}/revision/${PART}`, repos.repoInfo],
  ["GET", `/api/datasets/${REPO}/commits/${PART}`, repos.listCommits],
  ["GET", `/api/datasets/${REPO}/tree/${PART}`, repos.listTree],
  ["GET", `/api/datasets/${REPO}/tree/${PART}/${REST}`, repos.listTree],
  ["POST", `/api/datasets/${REPO}/paths-info/${PART}`, repos.pathsInfo],
  ["POST", `/api/datasets/${REPO}/branch/${PART}`, repos.createBranch],
  ["DELETE", `/api/datasets/${REPO}/branch/${PART}`, repos.deleteBranch],
  ["POST", `/api/datasets/${REPO}/tag/${PART}`, repos.createTag],
  ["DELETE", `/api/datasets/${REPO}/tag/${PART}`, repos.deleteTag],
  ["POST", `/api/datasets/${REPO}/preupload/${PART}`, commits.preupload],
  ["POST", `/api/datasets/${REPO}/commit/${PART}`, commits.commit],
  ["GET", `/api/datasets/${REPO}`, repos.repoInfo],
  ["GET", `/api/datasets/${REPO}/xet-read-token/${PART}`, xet.xetReadToken],
  ["GET", `/api/datasets/${REPO}/xet-write-token/${PART}`, xet.xetWriteToken],
  ["GET", `/xet/${PART}/v1/chunks/${PART}/${PART}`, xet.xetChunk],
  ["POST", `/xet/${PART}/v1/xorbs/default/${PART}`, xet.xetXorb],
  ["POST", `/xet/${PART}/v1/shards`, xet.xetShard],
  ["POST", `/datasets/${REPO}\\.git/info/lfs/objects/batch`, lfs.lfsBatch],
  ["POST", `/datasets/${REPO}\\.git/info/lfs/verify`, lfs.lfsVerify],
  ["GET", `/datasets/${REPO}\\.git/info/lfs/objects/${PART}`, lfs.lfsDownload],
  ["PUT", `/lfs-upload/${PART}/${PART}`, lfs.lfsUpload],
  ["POST", `/lfs-upload/${PART}/${PART}`, lfs.lfsComplete],
  ["GET", `/datasets/${REPO}/resolve/${PART}/${REST}`, files.resolveFile],
  ["GET", `/datasets/${REPO}/raw/${PART}/${REST}`, files.rawFile],
  ["GET", `/lfs-storage/${PART}`, files.storedFile],
];

/** Models are where datasets are, but for one word, or without it. */
const addressOf: Readonly<Record<RepoKind, (path: string) => string>> = {
  dataset: (path) => path,
  model: (path) => path.replace(/^\/api\/datasets/, "/api/models").replace(/^\/datasets\//, "/"),
};
const KINDS: readonly RepoKind[] = ["dataset", "model"];

const compiled = KINDS.flatMap((kind) =>
  table.map(([method, path, route]) => ({
    kind,
    method,
    pattern: new RegExp(`^${addressOf[kind](path)}$`),
    route,
  })),
);

export interface FoundRoute {
  readonly route: Route;
  readonly kind: RepoKind;
  readonly parts: readonly string[];
}

/** The route of a request with its arguments; null where the hub has none. What can be got has a head too. */
export function findRoute(method: string, path: string): FoundRoute | null {
  const asked = method === "HEAD" ? "GET" : method;
  for (const { kind, method: served, pattern, route } of compiled) {
    const match = served === asked ? pattern.exec(path) : null;
    if (match !== null) return { route, kind, parts: match.slice(1) };
  }
  return null;
}
