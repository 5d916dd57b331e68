import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepo, uploadFiles } from "@huggingface/hub";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createHubClient } from "../../hub/index.ts";
import { type SandboxHub, startSandboxHub } from "../../sandbox/index.ts";
import { fetchModel, fetchTokenizer } from "./fetch-model.ts";
import { ModelShelf } from "./model-shelf.ts";

const REPO = "owner/model";
const OWNER = "hf_owner";
const GUEST = "hf_guest";
const WEIGHTS = Buffer.alloc(300_000, 7);
const CONTENTS: Record<string, Buffer> = {
  "config.json": Buffer.from("{}"),
  "tokenizer.json": Buffer.from("{}"),
  "model.safetensors": WEIGHTS,
  "README.md": Buffer.from("# a model"),
};
const SIZE_BYTES = 300_004;
const freely = { signal: new AbortController().signal, onProgress: () => {} };

let folder: string;
let hub: SandboxHub;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-models-"));
  hub = await startSandboxHub({ dataDir: join(folder, "hub") });
  for (const user of ["owner", "guest"]) hub.addUser(user);
  hub.addToken(OWNER, "owner", "write");
  hub.addToken(GUEST, "guest", "read");
  const by = { hubUrl: hub.url, accessToken: OWNER, repo: { type: "model", name: REPO } } as const;
  await createRepo(by);
  await uploadFiles({
    ...by,
    files: Object.entries(CONTENTS).map(([path, content]) => ({
      path,
      content: new Blob([content as Uint8Array<ArrayBuffer>]),
    })),
  });
});
afterEach(async () => {
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

const shelfIn = (limit?: number): ModelShelf => new ModelShelf("/resources", join(folder, "models"), limit);
const client = (token?: string) =>
  createHubClient({ endpoint: hub.url, ...(token === undefined ? {} : { token }) });
const weightsAsked = (): number =>
  hub.requests.filter((request) => request.startsWith("GET /lfs-storage/")).length;
async function head(): Promise<string> {
  const answer = await client().head({ kind: "model", repo: REPO, revision: "main" });
  if (!answer.ok) throw answer.error;
  return answer.value.sha;
}
async function gate(): Promise<void> {
  await fetch(`${hub.url}/api/models/${REPO}/settings`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${OWNER}`, "Content-Type": "application/json" },
    body: JSON.stringify({ gated: "auto" }),
  });
}

test("a model is fetched with just the files it needs, listed, and removed", async () => {
  const shelf = shelfIn();
  const steps: number[] = [];
  const control = { ...freely, onProgress: (done: number) => void steps.push(done) };
  const revision = await head();
  expect(await fetchModel(shelf, client(), REPO, control)).toEqual({ revision, sizeBytes: SIZE_BYTES });
  const place = shelf.place(REPO);
  expect(readFileSync(join(place.folder ?? "", "model.safetensors"))).toEqual(WEIGHTS);
  expect(existsSync(join(place.folder ?? "", "README.md"))).toBe(false);
  expect(steps.at(-1)).toBe(SIZE_BYTES);
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  expect(shelf.stored()).toEqual([{ repo: REPO, revision, sizeBytes: SIZE_BYTES }]);
  shelf.remove(REPO);
  expect(shelf.place(REPO).folder).toBeNull();
});

test("a tokenizer is fetched alone, and comes with its model; it stays where the model goes", async () => {
  const shelf = shelfIn();
  expect(shelf.tokenizer(REPO, "qwen2.5")).toBeNull();
  await fetchTokenizer(shelf, client(), REPO, freely);
  const alone = shelf.tokenizer(REPO, "qwen2.5") ?? expect.unreachable();
  expect(alone).toMatchObject({ id: `${REPO}@${await head()}`, model: REPO, template: "qwen2.5" });
  expect(readFileSync(join(alone.folder, "tokenizer.json"), "utf8")).toBe("{}");
  expect(weightsAsked()).toBe(0);
  expect(shelf.place(REPO).folder).toBeNull();
  expect(shelf.stored()).toEqual([]);
  await fetchModel(shelf, client(), REPO, freely);
  expect(shelf.tokenizer(REPO, "qwen2.5")).toEqual({ ...alone, folder: shelf.folderOf(REPO) });
  shelf.remove(REPO);
  expect(shelf.tokenizer(REPO, "qwen2.5")).toEqual(alone);
});

test("what a broken connection left is gone on with", async () => {
  const shelf = shelfIn();
  hub.addFault({ match: /GET \/lfs-storage\//, effect: { kind: "cut", afterBytes: 100_000 } });
  await expect(fetchModel(shelf, client(), REPO, freely)).rejects.toMatchObject({ code: "HubOffline" });
  expect(shelf.place(REPO).folder).toBeNull();
  const steps: number[] = [];
  await fetchModel(shelf, client(), REPO, { ...freely, onProgress: (done) => void steps.push(done) });
  expect(steps.find((done) => done > 4)).toBeGreaterThan(50_000);
  expect(readFileSync(join(shelf.folderOf(REPO), "model.safetensors"))).toEqual(WEIGHTS);
});

test("weights that arrive damaged are thrown away, and fetched anew", async () => {
  const shelf = shelfIn();
  hub.addFault({ match: /GET \/lfs-storage\//, effect: { kind: "spoil" } });
  await expect(fetchModel(shelf, client(), REPO, freely)).rejects.toMatchObject({ code: "ModelFileInvalid" });
  expect(shelf.place(REPO).folder).toBeNull();
  await fetchModel(shelf, client(), REPO, freely);
  expect(weightsAsked()).toBe(2);
  expect(readFileSync(join(shelf.folderOf(REPO), "model.safetensors"))).toEqual(WEIGHTS);
});

test("a model that one must ask for says so, until one was let in", async () => {
  await gate();
  await expect(fetchModel(shelfIn(), client(), REPO, freely)).rejects.toMatchObject({ code: "HubGated" });
  await expect(fetchTokenizer(shelfIn(), client(GUEST), REPO, freely)).rejects.toMatchObject({
    code: "HubGated",
  });
  expect(weightsAsked()).toBe(0);
  await fetch(`${hub.url}/${REPO}/ask-access`, {
    method: "POST",
    headers: { Authorization: `Bearer ${GUEST}` },
  });
  expect(await fetchModel(shelfIn(), client(GUEST), REPO, freely)).toMatchObject({ sizeBytes: SIZE_BYTES });
});

test("a model that is too large is refused before it is fetched", async () => {
  await expect(fetchModel(shelfIn(1_000), client(), REPO, freely)).rejects.toMatchObject({
    code: "ModelsFull",
  });
  expect(weightsAsked()).toBe(0);
});
