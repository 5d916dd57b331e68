import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type SandboxHub, startSandboxHub } from "../sandbox/hub/index.ts";
import { createHubClient, type HubClient } from "./index.ts";

const TOKEN = "hf_plantedWriteTokenForTests";
const dir = mkdtempSync(join(tmpdir(), "assay-hub-"));
let hub: SandboxHub;
let client: HubClient;

beforeAll(async () => {
  hub = await startSandboxHub({ dataDir: join(dir, "hub"), limits: { maxFileBytes: 40_000_000 } });
  for (const user of ["miner", "rival"]) hub.addUser(user);
  hub.addToken(TOKEN, "miner", "write");
  hub.addToken("hf_readTokenForTests", "miner", "read");
  hub.addToken("hf_rivalTokenForTests", "rival", "write");
  client = createHubClient({ endpoint: hub.url, token: TOKEN });
});
afterEach(() => hub.clearFaults());
afterAll(async () => {
  await hub.close();
  rmSync(dir, { recursive: true, force: true });
});

const as = (token: string | null): HubClient => createHubClient({ endpoint: hub.url, token });
const data = (text: string) => [{ path: "data.jsonl", source: { bytes: new TextEncoder().encode(text) } }];
const value = <T>(result: { ok: true; value: T } | { ok: false; error: Error }): T => {
  if (!result.ok) throw result.error;
  return result.value;
};
async function newRepo(name: string): Promise<string> {
  value(await client.ensureDatasetRepo({ repo: `miner/${name}`, private: false }));
  return `miner/${name}`;
}

describe("a publication's road", () => {
  test("creates once, uploads, finds again and downloads the same bytes", async () => {
    const repo = await newRepo("road");
    expect(await client.ensureDatasetRepo({ repo, private: false })).toEqual({
      ok: true,
      value: { created: false },
    });
    const { oid } = value(await client.uploadFiles({ repo, files: data("{}\n"), title: "first" }));
    expect(value(await client.head({ repo, revision: "main" })).sha).toBe(oid);
    expect(value(await client.fileInfo({ repo, revision: oid, path: "data.jsonl" }))).toEqual({
      sizeBytes: 3,
      sha256: null,
    });
    expect(value(await client.commits({ repo, limit: 5 })).map(({ title }) => title)).toEqual([
      "first",
      "initial commit",
    ]);
    const toFile = join(dir, "road.jsonl");
    const got = value(
      await client.download({ repo, revision: oid, path: "data.jsonl", toFile, maxBytes: 100 }),
    );
    expect(readFileSync(toFile, "utf8")).toBe("{}\n");
    expect(got).toEqual({ sizeBytes: 3, sha256: createHash("sha256").update("{}\n").digest("hex") });
  });

  test("an older revision keeps its bytes; the id is git's own", async () => {
    const repo = await newRepo("versions");
    const first = value(await client.uploadFiles({ repo, files: data("1\n"), title: "1" })).oid;
    const second = value(
      await client.uploadFiles({ repo, files: data("2\n"), title: "2", parentCommit: first }),
    ).oid;
    expect(second).not.toBe(first);
    const toFile = join(dir, "old.jsonl");
    value(await client.download({ repo, revision: first, path: "data.jsonl", toFile, maxBytes: 100 }));
    expect(readFileSync(toFile, "utf8")).toBe("1\n");
    expect(
      await client.uploadFiles({ repo, files: data("3\n"), title: "3", parentCommit: first }),
    ).toMatchObject({
      error: { code: "HubConflict" },
    });
  });

  test("a large file goes as LFS, streamed, with progress and its sha256", async () => {
    const repo = await newRepo("large");
    const file = join(dir, "large.jsonl");
    writeFileSync(file, Buffer.alloc(12_000_000, "x"));
    const sent: number[] = [];
    const { oid } = value(
      await client.uploadFiles({
        repo,
        files: [{ path: "data.jsonl", source: { file } }],
        title: "large",
        onProgress: (bytes, total) => {
          expect(total).toBe(12_000_000);
          sent.push(bytes);
        },
      }),
    );
    expect(sent.at(-1)).toBe(12_000_000);
    expect(sent).toEqual([...sent].sort((a, b) => a - b));
    const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
    expect(value(await client.fileInfo({ repo, revision: oid, path: "data.jsonl" }))).toEqual({
      sizeBytes: 12_000_000,
      sha256,
    });
    const toFile = join(dir, "large.back");
    expect(
      value(
        await client.download({ repo, revision: "main", path: "data.jsonl", toFile, maxBytes: 12_000_000 }),
      ).sha256,
    ).toBe(sha256);
  });
});

describe("refusals have their own codes", () => {
  const cases: [string, () => Promise<unknown>, string][] = [
    ["no token", () => as(null).whoAmI(), "HubTokenMissing"],
    ["an unknown token", () => as("hf_unknownUnknown").whoAmI(), "HubUnauthorised"],
    [
      "a read token",
      () => as("hf_readTokenForTests").ensureDatasetRepo({ repo: "miner/x", private: false }),
      "HubTokenCannotWrite",
    ],
    [
      "a foreign namespace",
      () => client.ensureDatasetRepo({ repo: "rival/x", private: false }),
      "HubForbidden",
    ],
    [
      "a foreign repository",
      async () =>
        as("hf_rivalTokenForTests").uploadFiles({
          repo: await newRepo("mine"),
          files: data("x"),
          title: "x",
        }),
      "HubForbidden",
    ],
    ["a missing repository", () => client.head({ repo: "miner/none", revision: "main" }), "HubRepoNotFound"],
    [
      "a missing revision",
      async () => client.head({ repo: await newRepo("rev"), revision: "0".repeat(40) }),
      "HubRevisionNotFound",
    ],
    [
      "a missing file",
      async () => client.fileInfo({ repo: await newRepo("file"), revision: "main", path: "none" }),
      "HubFileNotFound",
    ],
    [
      "a file too large",
      async () => {
        const file = join(dir, "huge");
        writeFileSync(file, Buffer.alloc(41_000_000));
        return client.uploadFiles({
          repo: await newRepo("huge"),
          files: [{ path: "data.jsonl", source: { file } }],
          title: "x",
        });
      },
      "HubTooLarge",
    ],
  ];
  test.each(cases)("%s", async (_, act, code) => {
    expect(await act()).toMatchObject({ ok: false, error: { code } });
  });

  test("a private repository looks like none to others", async () => {
    value(await client.ensureDatasetRepo({ repo: "miner/private", private: true }));
    expect(await as("hf_rivalTokenForTests").head({ repo: "miner/private", revision: "main" })).toMatchObject(
      { error: { code: "HubRepoNotFound" } },
    );
    expect(await client.head({ repo: "miner/private", revision: "main" })).toMatchObject({ ok: true });
  });

  test("a download over the limit leaves nothing behind", async () => {
    const repo = await newRepo("limit");
    value(await client.uploadFiles({ repo, files: data("x".repeat(500)), title: "x" }));
    const toFile = join(dir, "limited");
    expect(
      await client.download({ repo, revision: "main", path: "data.jsonl", toFile, maxBytes: 499 }),
    ).toMatchObject({ error: { code: "HubLimitExceeded" } });
    expect(readdirSync(dir).filter((name) => name.startsWith("limited"))).toEqual([]);
  });
});

describe("faults", () => {
  test.each([
    [429, "HubRateLimited"],
    [500, "HubUnavailable"],
    [503, "HubUnavailable"],
  ])("status %i is worth another try", async (status, code) => {
    hub.addFault({ match: /whoami/, effect: { kind: "status", status, retryAfterSeconds: 3 } });
    const result = await client.whoAmI();
    expect(result).toMatchObject({ error: { code, isRetryable: true } });
    expect(await client.whoAmI()).toMatchObject({ ok: true, value: { name: "miner", canWrite: true } });
  });

  test("a dropped connection is offline, and a stopped hub too", async () => {
    hub.addFault({ match: /whoami/, effect: { kind: "drop" } });
    expect(await client.whoAmI()).toMatchObject({ error: { code: "HubOffline", isRetryable: true } });
    expect(await createHubClient({ endpoint: "http://127.0.0.1:9", token: TOKEN }).whoAmI()).toMatchObject({
      error: { code: "HubOffline" },
    });
  });

  test("a commit whose answer is lost has happened and can be found by its title", async () => {
    const repo = await newRepo("lost");
    hub.addFault({ match: /POST .*\/commit\//, when: "after", effect: { kind: "drop" } });
    expect(await client.uploadFiles({ repo, files: data("x\n"), title: "lost one" })).toMatchObject({
      error: { code: "HubOffline" },
    });
    expect(value(await client.commits({ repo, limit: 1 }))[0]?.title).toBe("lost one");
  });

  test("a download whose answer is lost after it was sent says so, and the hub lives on", async () => {
    const repo = await newRepo("lost-download");
    value(await client.uploadFiles({ repo, files: data("x\n"), title: "x" }));
    hub.addFault({ match: /resolve/, when: "after", effect: { kind: "status", status: 503 } });
    const request = { repo, revision: "main", path: "data.jsonl", toFile: join(dir, "lost"), maxBytes: 10 };
    expect(await client.download(request)).toMatchObject({ error: { code: "HubUnavailable" } });
    expect(await client.download(request)).toMatchObject({ ok: true });
  });

  test("a cancelled upload says so", async () => {
    const repo = await newRepo("cancel");
    const controller = new AbortController();
    controller.abort();
    expect(
      await client.uploadFiles({ repo, files: data("x\n"), title: "x", signal: controller.signal }),
    ).toMatchObject({ error: { code: "HubCancelled" } });
  });

  test("the token never stands in an error", async () => {
    const failures: unknown[] = [];
    for (const status of [400, 401, 403, 404, 409, 413, 429, 500]) {
      hub.addFault({ match: /./, times: 9, effect: { kind: "status", status } });
      failures.push(
        await client.whoAmI(),
        await client.head({ repo: "miner/x", revision: TOKEN }),
        await client.uploadFiles({ repo: "miner/x", files: data("x"), title: TOKEN }),
      );
      hub.clearFaults();
    }
    for (const failure of failures) {
      const { error } = failure as { error: Error & { details: unknown } };
      expect(JSON.stringify([error.message, error.stack, error.details])).not.toContain(TOKEN);
    }
  });
});

test("state survives a restart", async () => {
  const dataDir = join(dir, "restart");
  const first = await startSandboxHub({ dataDir });
  first.addUser("miner");
  first.addToken(TOKEN, "miner", "write");
  const before = createHubClient({ endpoint: first.url, token: TOKEN });
  value(await before.ensureDatasetRepo({ repo: "miner/kept", private: false }));
  const { oid } = value(await before.uploadFiles({ repo: "miner/kept", files: data("x\n"), title: "x" }));
  await first.close();
  const second = await startSandboxHub({ dataDir });
  expect(
    value(await createHubClient({ endpoint: second.url }).head({ repo: "miner/kept", revision: "main" })).sha,
  ).toBe(oid);
  await second.close();
  expect(existsSync(join(dataDir, "hub.sqlite"))).toBe(true);
});
