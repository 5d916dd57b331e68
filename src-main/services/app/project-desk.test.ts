import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  FILE_ORDER,
  type ImportSource,
  inWords,
  type Job,
  NO_FILTER,
} from "../../../src-shared/contract/index.ts";
import { ModelShelf } from "../../../src-shared/engine/index.ts";
import { createHubClient } from "../../../src-shared/hub/index.ts";
import { type Sandbox, startSandbox } from "../../../src-shared/sandbox/index.ts";
import { EvalSetShelf } from "../eval-set/index.ts";
import { makeZip } from "../files/test-support/make-zip.ts";
import { SettingsStore } from "../settings/index.ts";
import { DownloadShelf } from "./download-shelf.ts";
import { Jobs } from "./jobs.ts";
import { ProfileShelf } from "./profile-shelf.ts";
import { ProjectDesk } from "./project-desk.ts";
import { UploadShelf } from "./upload-shelf.ts";

const TOKEN = "hf_plantedWriteTokenForTests";
const dir = mkdtempSync(join(tmpdir(), "assay-desk-"));
let sandbox: Sandbox;
let desk: ProjectDesk;
const uploads = new UploadShelf(join(dir, "uploads"));
const downloads = new DownloadShelf(join(dir, "downloads"));
const watchers = new Map<string, (job: Job) => void>();
const ended = new Map<string, Job>();
const jobs = new Jobs(
  (job) => {
    if (job.state === "running") return;
    ended.set(job.id, job);
    watchers.get(job.id)?.(job);
  },
  () => {},
);

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: join(dir, "sandbox"), blockTimeMs: 200, rivals: false });
  sandbox.hub.addUser("miner");
  sandbox.hub.addToken(TOKEN, "miner", "write");
  desk = new ProjectDesk({
    dataDir: dir,
    samplesDir: dir,
    settings: new SettingsStore(join(dir, "settings.json")),
    profiles: new ProfileShelf(join(dir, "profiles")),
    evalSets: new EvalSetShelf(join(dir, "eval-sets")),
    models: new ModelShelf(dir, join(dir, "models")),
    jobs,
    uploads,
    downloads,
    hub: async () => createHubClient({ endpoint: sandbox.hubUrl, token: TOKEN }),
    onChange: () => {},
    report: () => {},
    snapshotPath: () => null,
  });
});
beforeEach(() => desk.handlers["project.create"]({ name: "test" }));
afterAll(async () => {
  await desk.close();
  await sandbox.close();
  rmSync(dir, { recursive: true, force: true });
});

const endOf = ({ jobId }: { jobId: string }): Promise<Job> =>
  new Promise((resolve) => {
    const job = ended.get(jobId);
    if (job === undefined) watchers.set(jobId, resolve);
    else resolve(job);
  });

const pair = (text: string): string => `${JSON.stringify({ question: `${text}?`, answer: `${text}.` })}\n`;

let made = 0;
function source(fileName: string, bytes: string | Uint8Array, entry?: string): ImportSource {
  const path = join(dir, `${made++}-${fileName}`);
  writeFileSync(path, bytes);
  return { kind: "upload", uploadId: uploads.registerFile(path).uploadId, fileName, entry };
}

const inspected = async (of: ImportSource) => ({
  source: of,
  format: (await desk.handlers["import.inspect"]({ source: of })).format,
});

async function firstQuestions(): Promise<string[]> {
  const project = desk.require();
  await project.settled();
  const { rows } = await project.window(NO_FILTER, FILE_ORDER, 0, 50);
  return rows.map((row) => JSON.stringify(row));
}

describe("several files", () => {
  test("come in one after the other, each a step, and one that cannot be read stops none", async () => {
    const parquet = parquetWriteBuffer({
      columnData: [
        { name: "question", data: ["p?"], type: "STRING" },
        { name: "answer", data: ["p."], type: "STRING" },
      ],
    });
    const gone = await inspected(source("gone.jsonl", pair("gone")));
    const items = [
      await inspected(source("a.jsonl", `${pair("a")}{\n${pair("b")}`)),
      gone,
      await inspected(source("p.parquet", new Uint8Array(parquet))),
    ];
    if (gone.source.kind === "upload") rmSync(uploads.find(gone.source.uploadId)?.path ?? "");
    const job = await endOf(await desk.handlers["import.startMany"]({ items }));
    expect(job).toMatchObject({ state: "done", error: null });
    expect(inWords(job.summary ?? "")).toContain("3 rows imported from 3 files, 1 line could not be read.");
    expect(inWords(job.summary ?? "")).toContain(": 2 rows, 1 bad line; ");
    expect(inWords(job.summary ?? "")).toContain("gone.jsonl: left out (it is no longer there);");
    expect(inWords(job.summary ?? "")).toContain("p.parquet: 1 row.");
    expect(await firstQuestions()).toHaveLength(3);
    await desk.handlers["history.undo"]({});
    expect(await firstQuestions()).toHaveLength(2);
  });

  test("of which none can be read end in the error of the first", async () => {
    const gone = await inspected(source("gone.jsonl", pair("gone")));
    if (gone.source.kind === "upload") rmSync(uploads.find(gone.source.uploadId)?.path ?? "");
    const job = await endOf(await desk.handlers["import.startMany"]({ items: [gone, gone] }));
    expect(job).toMatchObject({ state: "failed", error: { code: "FileUnreadable" } });
  });
});

test("an archive tells its files, and the one that is asked for comes in", async () => {
  const bytes = makeZip([
    { name: "one.jsonl", bytes: Buffer.from(pair("one")) },
    { name: "../two.csv", bytes: Buffer.from("question,answer\ntwo?,two.\n") },
  ]);
  await expect(desk.handlers["import.inspect"]({ source: source("bad.zip", bytes) })).rejects.toMatchObject({
    code: "FileUnreadable",
  });
  const good = makeZip([
    { name: "one.jsonl", bytes: Buffer.from(pair("one")) },
    { name: "two.csv", bytes: Buffer.from("question,answer\ntwo?,two.\n") },
  ]);
  const zip = source("rows.zip", good, "two.csv");
  expect(await desk.handlers["import.inspect"]({ source: zip })).toMatchObject({
    entry: "two.csv",
    entries: [{ name: "one.jsonl", sizeBytes: pair("one").length }, { name: "two.csv" }],
  });
  await endOf(await desk.handlers["import.start"](await inspected(zip)));
  expect((await firstQuestions()).join()).toContain("two?");
});

describe("a dataset of the hub", () => {
  const repo = "miner/rows";
  beforeAll(async () => {
    const hub = createHubClient({ endpoint: sandbox.hubUrl, token: TOKEN });
    await hub.ensureDatasetRepo({ repo, private: false });
    const files = [
      { path: "README.md", source: { bytes: Buffer.from("# Rows") } },
      { path: "data/train.jsonl", source: { bytes: Buffer.from(pair("from the hub")) } },
    ];
    const uploaded = await hub.uploadFiles({ repo, files, title: "rows" });
    if (!uploaded.ok) throw uploaded.error;
  });

  test("lists what may hold rows, and a file of it comes in like any other", async () => {
    const { sha, files } = await desk.handlers["import.hubFiles"]({
      repo: `${sandbox.hubUrl}/datasets/${repo}`,
      revision: "main",
    });
    expect(files).toEqual([{ path: "data/train.jsonl", sizeBytes: pair("from the hub").length }]);
    const fetched = await desk.handlers["import.fetch"]({ repo, sha, path: "data/train.jsonl" });
    expect(fetched.fileName).toBe("train.jsonl");
    const job = await endOf(
      await desk.handlers["import.start"](await inspected({ kind: "upload", ...fetched })),
    );
    expect(inWords(job.summary ?? "")).toBe("1 row imported.");
    expect((await firstQuestions()).join()).toContain("from the hub?");
  });

  test("that is not there, or a file of it that is not, is said to be missing", async () => {
    await expect(
      desk.handlers["import.hubFiles"]({ repo: "nobody/nothing", revision: "main" }),
    ).rejects.toMatchObject({ code: "HubRepoNotFound" });
    const { sha } = await desk.handlers["import.hubFiles"]({ repo, revision: "main" });
    await expect(desk.handlers["import.fetch"]({ repo, sha, path: "data/none.jsonl" })).rejects.toMatchObject(
      { code: expect.stringMatching(/^Hub/) },
    );
  });
});

test("a copy of some rows is written, and what its form cannot hold is told before", async () => {
  const long = JSON.stringify({
    system: "S",
    conversations: ["q", "a", "q2", "a2"].map((content, at) => ({
      role: at % 2 ? "assistant" : "user",
      content,
    })),
  });
  const native = { container: "jsonl", form: "native", mapping: null } as const;
  const rows = source(
    "rows.jsonl",
    `${long}\n${long.replace(/,\{"role":"user","content":"q2"\}.*\]/, "]")}\n`,
  );
  await endOf(await desk.handlers["import.start"]({ source: rows, format: native }));
  expect(await desk.handlers["export.preview"]({ form: "csv" })).toEqual({
    rows: 2,
    losses: [
      { what: { phrase: "lostLaterTurns" }, rows: 1, examples: [{ rowId: expect.any(Number), line: 1 }] },
    ],
  });
  const preview = await desk.handlers["export.preview"]({ form: "qa" });
  const [first] = preview.losses[0]?.examples ?? [];
  const scope = { kind: "rows" as const, rowIds: [first?.rowId ?? 0] };
  const job = await endOf(await desk.handlers["export.start"]({ form: "csv", scope }));
  const saved = downloads.find(job.download ?? "");
  expect(readFileSync(saved?.path ?? "", "utf8")).toBe("system,user,assistant\nS,q,a\n");
});
