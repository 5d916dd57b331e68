import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Blobs } from "./blobs.ts";
import { blobId, commitId, type TreeFile, treeId } from "./git-objects.ts";
import { gitAttributes } from "./lfs-rules.ts";

export type TokenRole = "read" | "write";
/** A dataset and a model of the same name are two repositories. */
export type RepoKind = "dataset" | "model";
/** Who asks for access is let in at once, or by the owner. */
export type Gate = "auto" | "manual";
export type AccessStatus = "pending" | "accepted" | "rejected";

export interface Account {
  readonly user: string;
  readonly role: TokenRole;
}

export interface Repo {
  readonly id: number;
  readonly kind: RepoKind;
  readonly name: string;
  readonly owner: string;
  readonly isPrivate: boolean;
  /** Null: everyone who sees it may have its contents. */
  readonly gate: Gate | null;
  readonly createdAt: string;
}

/** What a commit says of itself. */
export interface CommitHead {
  readonly oid: string;
  readonly parent: string | null;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  readonly at: string;
}

export interface Commit extends CommitHead {
  readonly files: readonly TreeFile[];
}

export interface NewCommit {
  readonly branch: string;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  readonly files: readonly TreeFile[];
}

const REPOS = `(
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('dataset', 'model')), name TEXT NOT NULL COLLATE NOCASE,
    owner TEXT NOT NULL REFERENCES users(name), is_private INTEGER NOT NULL,
    gate TEXT CHECK (gate IN ('auto', 'manual')), created_at TEXT NOT NULL, UNIQUE (kind, name)
  ) STRICT`;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES users(name), role TEXT NOT NULL CHECK (role IN ('read', 'write'))
  ) STRICT;
  CREATE TABLE IF NOT EXISTS repos ${REPOS};
  CREATE TABLE IF NOT EXISTS commits (
    repo INTEGER NOT NULL REFERENCES repos(id) ON DELETE CASCADE, oid TEXT NOT NULL, parent TEXT, title TEXT NOT NULL,
    description TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL, files TEXT NOT NULL, PRIMARY KEY (repo, oid)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS refs (
    repo INTEGER NOT NULL REFERENCES repos(id) ON DELETE CASCADE, kind TEXT NOT NULL CHECK (kind IN ('branch', 'tag')),
    name TEXT NOT NULL, oid TEXT NOT NULL, PRIMARY KEY (repo, kind, name)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS objects (
    repo INTEGER NOT NULL REFERENCES repos(id) ON DELETE CASCADE, sha256 TEXT NOT NULL, PRIMARY KEY (repo, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS access (
    repo INTEGER NOT NULL REFERENCES repos(id) ON DELETE CASCADE, user TEXT NOT NULL REFERENCES users(name),
    status TEXT NOT NULL CHECK (status IN ('pending', 'accepted', 'rejected')), at TEXT NOT NULL,
    PRIMARY KEY (repo, user)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS identity (id TEXT NOT NULL) STRICT;
`;

/** Version 1 had no list of the large files that came into each repository; its commits tell. */
const FILL_OBJECTS = `
  INSERT OR IGNORE INTO objects (repo, sha256)
  SELECT commits.repo, json_extract(file.value, '$.sha256') FROM commits, json_each(commits.files) AS file
  WHERE json_extract(file.value, '$.isLfs')
`;
/** Up to version 2 there were datasets only. */
const KINDS_OF_REPOS = `
  CREATE TABLE repos_of_kinds ${REPOS};
  INSERT INTO repos_of_kinds (id, kind, name, owner, is_private, gate, created_at)
  SELECT id, 'dataset', name, owner, is_private, iif(is_gated, 'auto', NULL), created_at FROM repos;
  DROP TABLE repos;
  ALTER TABLE repos_of_kinds RENAME TO repos;
`;
const VERSION = 3;

export const DEFAULT_BRANCH = "main";

/** Everything the hub knows, in one SQLite file, with contents beside it. A commit is one transaction. */
export class HubStore {
  readonly blobs: Blobs;
  /** Tells this hub's contents from those of another that has the same address another time. */
  readonly id: string;
  readonly #db: Database.Database;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.#db = new Database(join(dir, "hub.sqlite"));
    this.#db.pragma("journal_mode = WAL");
    // A table that others refer to can only be made anew while nobody looks at the references.
    this.#db.pragma("foreign_keys = OFF");
    this.#db.transaction(() => this.#migrate())();
    this.#db.pragma("foreign_keys = ON");
    this.id = this.#db.prepare("SELECT id FROM identity").pluck().get() as string;
    this.blobs = new Blobs(dir);
  }

  #migrate(): void {
    const isNew = this.#db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'repos'").get() === undefined;
    this.#db.exec(SCHEMA);
    const version = this.#db.pragma("user_version", { simple: true }) as number;
    if (version >= VERSION) return;
    if (version < 2) this.#db.exec(FILL_OBJECTS);
    if (version < 2) this.#db.prepare("INSERT INTO identity (id) VALUES (?)").run(randomUUID());
    if (!isNew) this.#db.exec(KINDS_OF_REPOS);
    this.#db.pragma(`user_version = ${VERSION}`);
  }

  close(): void {
    this.#db.close();
  }

  addUser(name: string): void {
    this.#db.prepare("INSERT OR IGNORE INTO users (name) VALUES (?)").run(name);
  }

  addToken(token: string, user: string, role: TokenRole): void {
    this.#db
      .prepare("INSERT OR REPLACE INTO tokens (token, user, role) VALUES (?, ?, ?)")
      .run(token, user, role);
  }

  account(token: string): Account | null {
    const row = this.#db.prepare("SELECT user, role FROM tokens WHERE token = ?").get(token);
    return (row as Account | undefined) ?? null;
  }

  repo(kind: RepoKind, name: string): Repo | null {
    const row = this.#db.prepare("SELECT * FROM repos WHERE kind = ? AND name = ?").get(kind, name) as
      | RepoRow
      | undefined;
    return row === undefined ? null : toRepo(row);
  }

  reposOf(kind: RepoKind, owner: string | null): Repo[] {
    const rows = this.#db
      .prepare(
        "SELECT * FROM repos WHERE kind = @kind AND (@owner IS NULL OR owner = @owner) ORDER BY id DESC",
      )
      .all({ kind, owner });
    return (rows as RepoRow[]).map(toRepo);
  }

  /** Makes a repository with a first commit that holds nothing but git's own attributes. */
  createRepo(kind: RepoKind, name: string, owner: string, isPrivate: boolean): Repo {
    const content = Buffer.from(gitAttributes);
    const attributes: TreeFile = {
      path: ".gitattributes",
      oid: blobId(content),
      sizeBytes: content.length,
      sha256: this.blobs.put(content),
      isLfs: false,
    };
    return this.#db.transaction(() => {
      this.#db
        .prepare("INSERT INTO repos (kind, name, owner, is_private, created_at) VALUES (?, ?, ?, ?, ?)")
        .run(kind, name, owner, isPrivate ? 1 : 0, new Date().toISOString());
      const repo = this.repo(kind, name) as Repo;
      this.commit(repo, {
        branch: DEFAULT_BRANCH,
        title: "initial commit",
        description: "",
        author: owner,
        files: [attributes],
      });
      return repo;
    })();
  }

  deleteRepo(repo: Repo): void {
    this.#db.prepare("DELETE FROM repos WHERE id = ?").run(repo.id);
  }

  renameRepo(repo: Repo, name: string): void {
    this.#db.prepare("UPDATE repos SET name = ? WHERE id = ?").run(name, repo.id);
  }

  setGate(repo: Repo, gate: Gate | null): void {
    this.#db.prepare("UPDATE repos SET gate = ? WHERE id = ?").run(gate, repo.id);
  }

  /** Whether somebody was let into a gated repository; null for who never asked. */
  accessOf(repo: Repo, user: string): AccessStatus | null {
    const status = this.#db
      .prepare("SELECT status FROM access WHERE repo = ? AND user = ?")
      .pluck()
      .get(repo.id, user);
    return (status as AccessStatus | undefined) ?? null;
  }

  /** Throws where there is no such user. */
  setAccess(repo: Repo, user: string, status: AccessStatus): void {
    this.#db
      .prepare("INSERT OR REPLACE INTO access (repo, user, status, at) VALUES (?, ?, ?, ?)")
      .run(repo.id, user, status, new Date().toISOString());
  }

  /** Who asked for access and was answered so, the earliest first. */
  accesses(repo: Repo, status: AccessStatus): { readonly user: string; readonly at: string }[] {
    return this.#db
      .prepare("SELECT user, at FROM access WHERE repo = ? AND status = ? ORDER BY at, user")
      .all(repo.id, status) as { user: string; at: string }[];
  }

  hasUser(name: string): boolean {
    return this.#db.prepare("SELECT 1 FROM users WHERE name = ?").get(name) !== undefined;
  }

  setPrivate(repo: Repo, isPrivate: boolean): void {
    this.#db.prepare("UPDATE repos SET is_private = ? WHERE id = ?").run(isPrivate ? 1 : 0, repo.id);
  }

  /** The commit that a branch, a tag or a (shortened) commit id names; null where there is none. */
  resolve(repo: Repo, revision: string): Commit | null {
    const ref = this.#db
      .prepare("SELECT oid FROM refs WHERE repo = ? AND name = ? ORDER BY kind")
      .get(repo.id, revision.replace(/^refs\/(?:heads|tags)\//, "")) as { oid: string } | undefined;
    const oid = ref?.oid ?? (/^[0-9a-f]{7,40}$/.test(revision) ? revision : null);
    if (oid === null) return null;
    const row = this.#db
      .prepare("SELECT * FROM commits WHERE repo = ? AND oid >= ? AND oid < ? LIMIT 1")
      .get(repo.id, oid, `${oid}g`) as CommitRow | undefined;
    return row === undefined ? null : toCommit(row);
  }

  /** What the commit and its ancestors say of themselves, newest first. */
  history(repo: Repo, from: CommitHead): CommitHead[] {
    const rows = this.#db
      .prepare(
        `WITH RECURSIVE line (oid, parent, title, description, author, at, depth) AS (
           SELECT oid, parent, title, description, author, at, 0 FROM commits WHERE repo = @repo AND oid = @from
           UNION ALL
           SELECT c.oid, c.parent, c.title, c.description, c.author, c.at, line.depth + 1
           FROM line JOIN commits c ON c.repo = @repo AND c.oid = line.parent
         )
         SELECT oid, parent, title, description, author, at FROM line ORDER BY depth`,
      )
      .all({ repo: repo.id, from: from.oid });
    return rows as CommitHead[];
  }

  /** For each path, the newest commit up to `from` that changed what is there; folders count by what is in them. */
  lastChanges(repo: Repo, from: Commit, paths: readonly string[]): Map<string, CommitHead> {
    const content = ({ files }: Pick<Commit, "files">, path: string): string =>
      files
        .filter((file) => file.path === path || file.path.startsWith(`${path}/`))
        .map((file) => `${file.path} ${file.oid}`)
        .join("\n");
    const found = new Map<string, CommitHead>();
    let open = [...paths];
    for (let commit = from; open.length > 0; ) {
      const parent = commit.parent === null ? null : this.#commit(repo, commit.parent);
      const before = parent ?? { files: [] };
      open = open.filter((path) => {
        if (content(commit, path) === content(before, path)) return true;
        found.set(path, commit);
        return false;
      });
      if (parent === null) break;
      commit = parent;
    }
    return found;
  }

  #commit(repo: Repo, oid: string): Commit | null {
    const row = this.#db.prepare("SELECT * FROM commits WHERE repo = ? AND oid = ?").get(repo.id, oid);
    return row === undefined ? null : toCommit(row as CommitRow);
  }

  refs(repo: Repo, kind: "branch" | "tag"): { name: string; oid: string }[] {
    const rows = this.#db
      .prepare("SELECT name, oid FROM refs WHERE repo = ? AND kind = ? ORDER BY name")
      .all(repo.id, kind);
    return rows as { name: string; oid: string }[];
  }

  setRef(repo: Repo, kind: "branch" | "tag", name: string, oid: string): void {
    this.#db
      .prepare("INSERT OR REPLACE INTO refs (repo, kind, name, oid) VALUES (?, ?, ?, ?)")
      .run(repo.id, kind, name, oid);
  }

  deleteRef(repo: Repo, kind: "branch" | "tag", name: string): boolean {
    return (
      this.#db.prepare("DELETE FROM refs WHERE repo = ? AND kind = ? AND name = ?").run(repo.id, kind, name)
        .changes > 0
    );
  }

  /** Notes that the repository was given this large file, so that it may be committed to it and fetched from it. */
  addObject(repo: number, sha256: string): void {
    this.#db.prepare("INSERT OR IGNORE INTO objects (repo, sha256) VALUES (?, ?)").run(repo, sha256);
  }

  hasObject(repo: Repo, sha256: string): boolean {
    const row = this.#db.prepare("SELECT 1 FROM objects WHERE repo = ? AND sha256 = ?").get(repo.id, sha256);
    return row !== undefined && this.blobs.has(sha256);
  }

  commit(repo: Repo, { branch, title, description, author, files }: NewCommit): Commit {
    return this.#db.transaction(() => {
      const parent = this.resolve(repo, branch)?.oid ?? null;
      const at = new Date();
      const message = description === "" ? title : `${title}\n\n${description}`;
      const oid = commitId({ tree: treeId(files), parent, author, at, message });
      this.#db
        .prepare(
          "INSERT OR IGNORE INTO commits (repo, oid, parent, title, description, author, at, files) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .run(repo.id, oid, parent, title, description, author, at.toISOString(), JSON.stringify(files));
      this.setRef(repo, "branch", branch, oid);
      return { oid, parent, title, description, author, at: at.toISOString(), files };
    })();
  }
}

interface RepoRow {
  id: number;
  kind: RepoKind;
  name: string;
  owner: string;
  is_private: number;
  gate: Gate | null;
  created_at: string;
}

interface CommitRow extends Omit<Commit, "files"> {
  files: string;
}

const toRepo = (row: RepoRow): Repo => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  owner: row.owner,
  isPrivate: row.is_private === 1,
  gate: row.gate,
  createdAt: row.created_at,
});

const toCommit = (row: CommitRow): Commit => ({ ...row, files: JSON.parse(row.files) as TreeFile[] });
