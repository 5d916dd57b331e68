import type { IncomingMessage, ServerResponse } from "node:http";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HubRefusal } from "./http.ts";
import type { SignedLinks } from "./signed-links.ts";
import type { Account, Commit, HubStore, Repo, RepoKind } from "./store.ts";

export interface HubLimits {
  readonly maxFileBytes: number;
  readonly maxRepoBytes: number;
  /** Larger files go up in parts where the client knows how. */
  readonly maxPieceBytes: number;
  readonly partBytes: number;
}

/** One request on its way through the hub. */
export interface HubRequest {
  readonly store: HubStore;
  readonly limits: HubLimits;
  readonly links: SignedLinks;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** Scheme, host and port under which the client reached us. */
  readonly origin: string;
  /** What the address is about, where it is about a repository. */
  readonly kind: RepoKind;
  /** Who the token belongs to; null without a token. */
  readonly account: Account | null;
  /** When a fault wants it so, the connection is cut after so many bytes of a file went up or down. */
  readonly cutAfterBytes: number | null;
  /** When a fault wants it so, files arrive damaged. */
  readonly spoils: boolean;
}

export type Route = (call: HubRequest, ...parts: string[]) => Promise<void> | void;

/** The account behind the token; refused as the real hub does where there is none. */
export function requireAccount({ account }: HubRequest): Account {
  if (account === null) throw new HubRefusal(401, "Invalid username or password.");
  return account;
}

/**
 * A repository that the caller may read. Like the real hub, one that is private to others looks like one that is
 * not there, and both look like a missing login to those who have none.
 */
export function readableRepo(call: HubRequest, name: string): Repo {
  const repo = call.store.repo(call.kind, name);
  const isVisible = repo !== null && (!repo.isPrivate || call.account?.user === repo.owner);
  if (!isVisible)
    throw new HubRefusal(call.account === null ? 401 : 404, "Repository not found", "RepoNotFound");
  return repo;
}

/** Contents of a gated repository need an account that was let in; the refusals are worded as the real hub words them. */
export function requireContents({ account, store, origin }: HubRequest, repo: Repo): void {
  if (repo.gate === null || account?.user === repo.owner) return;
  const what = `${repo.kind} ${repo.name}`;
  if (account === null) {
    const message = `Access to ${what} is restricted. You must have access to it and be authenticated to access it. Please log in.`;
    throw new HubRefusal(401, message, "GatedRepo");
  }
  switch (store.accessOf(repo, account.user)) {
    case "accepted":
      return;
    case "pending": {
      const message = `Your request to access ${what} is awaiting a review from the repo authors.`;
      throw new HubRefusal(403, message, "GatedRepo");
    }
    default: {
      const page = pageOf(origin, repo);
      const message = `Access to ${what} is restricted and you are not in the authorized list. Visit ${page} to ask for access.`;
      throw new HubRefusal(403, message, "GatedRepo");
    }
  }
}

/** Address of a repository for people. */
export const pageOf = (origin: string, { kind, name }: Pick<Repo, "kind" | "name">): string =>
  `${origin}/${kind === "dataset" ? "datasets/" : ""}${name}`;

/** The link is the permission: like the real hub's storage, ours refuses a request that brings a token as well. */
export function refuseToken({ request }: HubRequest): void {
  if (request.headers.authorization !== undefined) {
    throw new HubRefusal(400, "Only one auth mechanism allowed.", "InvalidArgument");
  }
}

/** The bytes of a file on their way, until a fault cuts them off. */
export function passing({ cutAfterBytes, request }: HubRequest, bytes: Readable): Readable {
  if (cutAfterBytes === null) return bytes;
  let left = cutAfterBytes;
  return bytes.pipe(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        const isLast = chunk.length >= left;
        this.push(chunk.subarray(0, left));
        left -= chunk.length;
        if (!isLast) return done();
        setImmediate(() => request.socket.destroy());
        done(new Error("cut off"));
      },
    }),
  );
}

const spoiled = (bytes: Readable): Readable =>
  bytes.pipe(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        done(
          null,
          chunk.map((byte) => ~byte),
        );
      },
    }),
  );

/** Sends a body whose headers are written; ends the connection where it breaks off. */
export async function sendStream(call: HubRequest, bytes: Readable): Promise<void> {
  const sent = call.spoils ? spoiled(bytes) : bytes;
  await pipeline(passing(call, sent), call.response).catch(() => void call.response.destroy());
}

export function writableRepo(call: HubRequest, name: string): Repo {
  const repo = readableRepo(call, name);
  const { user, role } = requireAccount(call);
  if (role !== "write") {
    throw new HubRefusal(403, "Forbidden: you must use a write token to upload to a repository.");
  }
  if (user !== repo.owner) {
    throw new HubRefusal(403, `Forbidden: you do not have write access to ${repo.name}.`);
  }
  return repo;
}

export function commitAt({ store }: HubRequest, repo: Repo, revision: string): Commit {
  const commit = store.resolve(repo, revision);
  if (commit === null) throw new HubRefusal(404, `Invalid rev id: ${revision}`, "RevisionNotFound");
  return commit;
}
