import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createRepo,
  deleteRepo,
  downloadFile,
  type ListFileEntry,
  listFiles,
  modelInfo,
  uploadFiles,
} from "@huggingface/hub";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { createHubClient } from "../../hub/index.ts";
import { type SandboxHub, startSandboxHub } from "./index.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-hub-models-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const OWNER = "hf_owner";
const GUEST = "hf_guest";
const repo = { type: "model", name: "lab/model" } as const;
const WEIGHTS = new Uint8Array(300_000).fill(7);
let made = 0;
let hub: SandboxHub;

beforeEach(async () => {
  hub = await startSandboxHub({ dataDir: join(dir, `hub${made++}`) });
  for (const user of ["lab", "guest"]) hub.addUser(user);
  hub.addToken(OWNER, "lab", "write");
  hub.addToken(GUEST, "guest", "read");
  const by = { hubUrl: hub.url, accessToken: OWNER };
  await createRepo({ ...by, repo });
  await uploadFiles({
    ...by,
    repo,
    files: [
      { path: "config.json", content: new Blob(["{}"]) },
      { path: "model.safetensors", content: new Blob([WEIGHTS]) },
    ],
  });
});
afterEach(() => hub.close());

const as = (accessToken?: string) => ({
  hubUrl: hub.url,
  repo,
  ...(accessToken === undefined ? {} : { accessToken }),
});
async function filesOf(of: { type: "model" | "dataset"; name: string }): Promise<ListFileEntry[]> {
  const files: ListFileEntry[] = [];
  for await (const file of listFiles({ hubUrl: hub.url, repo: of, recursive: true })) files.push(file);
  return files;
}
async function contents(path: string, accessToken?: string): Promise<Uint8Array | null> {
  const file = await downloadFile({ ...as(accessToken), path });
  return file === null ? null : new Uint8Array(await file.arrayBuffer());
}

test("@huggingface/hub makes a model, and gets its files as they went up", async () => {
  const files = await filesOf(repo);
  expect(files.map(({ path, size }) => [path, size])).toContainEqual(["model.safetensors", 300_000]);
  const weights = files.find(({ path }) => path === "model.safetensors");
  expect(weights?.lfs?.oid).toBe(createHash("sha256").update(WEIGHTS).digest("hex"));
  expect(await contents("config.json")).toEqual(new TextEncoder().encode("{}"));
  expect(await contents("model.safetensors")).toEqual(WEIGHTS);
  const info = await modelInfo({ hubUrl: hub.url, name: repo.name });
  expect(info).toMatchObject({ name: "lab/model", gated: false, private: false });
  await deleteRepo({ hubUrl: hub.url, accessToken: OWNER, repo });
  await expect(modelInfo({ hubUrl: hub.url, name: repo.name, accessToken: OWNER })).rejects.toMatchObject({
    statusCode: 404,
  });
});

test("a dataset and a model of one name are two repositories", async () => {
  const dataset = { type: "dataset", name: repo.name } as const;
  const by = { hubUrl: hub.url, accessToken: OWNER };
  await createRepo({ ...by, repo: dataset });
  await uploadFiles({ ...by, repo: dataset, files: [{ path: "data.jsonl", content: new Blob(["{}\n"]) }] });
  const pathsOf = async (of: typeof repo | typeof dataset): Promise<string[]> =>
    (await filesOf(of)).map(({ path }) => path);
  expect(await pathsOf(dataset)).toEqual([".gitattributes", "data.jsonl"]);
  expect(await pathsOf(repo)).toEqual([".gitattributes", "config.json", "model.safetensors"]);
  await deleteRepo({ ...by, repo: dataset });
  expect(await pathsOf(repo)).toHaveLength(3);
});

const post = (path: string, token: string, body: object = {}): Promise<Response> =>
  fetch(`${hub.url}${path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
async function gate(gated: "auto" | "manual"): Promise<void> {
  const response = await fetch(`${hub.url}/api/models/lab/model/settings`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${OWNER}`, "Content-Type": "application/json" },
    body: JSON.stringify({ gated }),
  });
  expect(response.ok).toBe(true);
}
const accessWith = async (token?: string): Promise<unknown> => {
  const client = createHubClient({ endpoint: hub.url, ...(token === undefined ? {} : { token }) });
  const access = await client.access({ kind: "model", repo: repo.name });
  return access.ok ? access.value : access.error.code;
};

test("a gated model refuses strangers and those who did not ask, with the hub's own codes", async () => {
  expect(await accessWith()).toBe("granted");
  await gate("auto");
  const refused = await fetch(`${hub.url}/lab/model/resolve/main/config.json`, {
    headers: { Authorization: `Bearer ${GUEST}` },
  });
  expect(refused.status).toBe(403);
  expect(refused.headers.get("X-Error-Code")).toBe("GatedRepo");
  expect(refused.headers.get("X-Error-Message")).toContain(`Visit ${hub.url}/lab/model to ask for access`);
  expect((await fetch(`${hub.url}/lab/model/resolve/main/config.json`)).status).toBe(401);
  await expect(contents("config.json", GUEST)).rejects.toMatchObject({ statusCode: 403 });
  expect(await accessWith()).toBe("signIn");
  expect(await accessWith(GUEST)).toBe("ask");
  expect(await accessWith(OWNER)).toBe("granted");
  expect(await accessWith("hf_wrong")).toBe("HubUnauthorised");

  expect((await post("/lab/model/ask-access", GUEST)).ok).toBe(true);
  expect(await accessWith(GUEST)).toBe("granted");
  expect(await contents("model.safetensors", GUEST)).toEqual(WEIGHTS);
});

test("where the owner looks at requests, one waits until let in, and stays out when turned down", async () => {
  await gate("manual");
  await post("/lab/model/ask-access", GUEST);
  expect(await accessWith(GUEST)).toBe("waiting");
  const answer = (status: string): Promise<Response> =>
    post("/api/models/lab/model/user-access-request/handle", OWNER, { user: "guest", status });
  expect((await answer("rejected")).ok).toBe(true);
  expect(await accessWith(GUEST)).toBe("ask");
  expect((await answer("accepted")).ok).toBe(true);
  expect(await accessWith(GUEST)).toBe("granted");
  expect((await post("/api/models/lab/model/user-access-request/handle", GUEST, {})).status).toBe(403);
});

test("a hub from before there were models keeps its datasets, and who they are shown to", async () => {
  const dataDir = join(dir, `hub${made++}`);
  mkdirSync(dataDir);
  const db = new Database(join(dataDir, "hub.sqlite"));
  db.exec(`
    CREATE TABLE users (name TEXT PRIMARY KEY) STRICT;
    CREATE TABLE repos (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, owner TEXT NOT NULL REFERENCES users(name),
      is_private INTEGER NOT NULL, is_gated INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE commits (
      repo INTEGER NOT NULL REFERENCES repos(id) ON DELETE CASCADE, oid TEXT NOT NULL, parent TEXT, title TEXT NOT NULL,
      description TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL, files TEXT NOT NULL, PRIMARY KEY (repo, oid)
    ) STRICT;
    CREATE TABLE refs (
      repo INTEGER NOT NULL REFERENCES repos(id) ON DELETE CASCADE, kind TEXT NOT NULL, name TEXT NOT NULL,
      oid TEXT NOT NULL, PRIMARY KEY (repo, kind, name)
    ) STRICT;
    CREATE TABLE identity (id TEXT NOT NULL) STRICT;
    INSERT INTO identity VALUES ('one');
    INSERT INTO users VALUES ('miner');
    INSERT INTO repos VALUES (7, 'miner/data', 'miner', 0, 1, '2026-01-01T00:00:00.000Z');
    INSERT INTO commits VALUES (7, '${"a".repeat(40)}', NULL, 't', '', 'miner', '2026-01-01T00:00:00.000Z', '[]');
    INSERT INTO refs VALUES (7, 'branch', 'main', '${"a".repeat(40)}');
    PRAGMA user_version = 2;
  `);
  db.close();
  const old = await startSandboxHub({ dataDir });
  old.addToken("hf_miner", "miner", "write");
  const client = createHubClient({ endpoint: old.url, token: "hf_miner" });
  expect(await client.head({ repo: "miner/data", revision: "main" })).toMatchObject({
    value: { sha: "a".repeat(40) },
  });
  const stranger = await createHubClient({ endpoint: old.url }).access({ repo: "miner/data" });
  expect(stranger).toMatchObject({ value: "signIn" });
  const { ok } = await client.ensureDatasetRepo({ repo: "miner/more", private: false });
  expect(ok).toBe(true);
  await old.close();
});
