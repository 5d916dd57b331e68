import { type HubRequest, type Route, readableRepo, requireAccount, writableRepo } from "./context.ts";
import { HubRefusal, readJsonBody, sendJson } from "./http.ts";
import type { AccessStatus, Repo } from "./store.ts";

/** What the button on a gated repository's page does. */
export const askForAccess: Route = (call, name = "") => {
  const { user } = requireAccount(call);
  const repo = gatedRepo(readableRepo(call, name));
  if (call.store.accessOf(repo, user) === null)
    call.store.setAccess(repo, user, repo.gate === "auto" ? "accepted" : "pending");
  sendJson(call.response, {});
};

export const listRequests: Route = (call, name = "", status = "") => {
  const repo = gatedRepo(writableRepo(call, name));
  const entries = call.store.accesses(repo, statusIn(status)).map(({ user, at }) => ({
    user: { _id: `sandbox-${user}`, user, fullname: user, email: `${user}@sandbox.invalid` },
    timestamp: at,
    status,
  }));
  sendJson(call.response, entries);
};

export const handleRequest: Route = async (call, name = "") => {
  const repo = gatedRepo(writableRepo(call, name));
  const { user, status } = await readJsonBody(call.request);
  const asking = knownUser(call, user);
  if (call.store.accessOf(repo, asking) === null)
    throw new HubRefusal(404, `${asking} did not ask for access to ${repo.name}.`);
  call.store.setAccess(repo, asking, statusIn(status));
  sendJson(call.response, {});
};

/** Lets somebody in who need not have asked. */
export const grantAccess: Route = async (call, name = "") => {
  const repo = gatedRepo(writableRepo(call, name));
  const { user } = await readJsonBody(call.request);
  call.store.setAccess(repo, knownUser(call, user), "accepted");
  sendJson(call.response, {});
};

function gatedRepo(repo: Repo): Repo {
  if (repo.gate === null) throw new HubRefusal(400, `${repo.name} is not gated.`);
  return repo;
}

function knownUser({ store }: HubRequest, user: unknown): string {
  if (typeof user !== "string" || !store.hasUser(user)) throw new HubRefusal(404, "User not found");
  return user;
}

function statusIn(text: unknown): AccessStatus {
  if (text === "pending" || text === "accepted" || text === "rejected") return text;
  throw new HubRefusal(400, "The status is pending, accepted or rejected.");
}
