import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { builtInProfiles } from "../../../src-shared/competition/index.ts";
import { fetchProfile, loadProfile } from "./index.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-profiles-"));
const text = JSON.stringify({ ...builtInProfiles[0], id: "my-own" });
const sha256 = createHash("sha256").update(text).digest("hex");
const server = createServer((request, response) => {
  if (request.url === "/moved") response.writeHead(302, { Location: "/ok" }).end();
  else if (request.url === "/huge") response.end(Buffer.alloc(2_000_000, " "));
  else if (request.url === "/ok") response.end(text);
  else response.writeHead(404).end();
}).listen(0, "127.0.0.1");
const at = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

afterAll(() => {
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

test("loads by id and by path", async () => {
  const path = join(dir, "own.json");
  writeFileSync(path, text);
  expect(await loadProfile("flock-off")).toMatchObject({ ok: true, value: { id: "flock-off" } });
  expect(await loadProfile(path)).toMatchObject({ ok: true, value: { id: "my-own" } });
});

test.each([
  ["nosuch", "ProfileUnknown"],
  ["./nosuch.json", "ProfileUnreadable"],
  ["/", "ProfileUnreadable"],
])("says why %s is none", async (name, code) => {
  expect(await loadProfile(name)).toMatchObject({ ok: false, error: { code } });
});

test("takes an address only with its sha256", async () => {
  expect(await loadProfile(`${at("/ok")}#sha256=${sha256}`)).toMatchObject({
    ok: true,
    value: { id: "my-own" },
  });
  expect(await loadProfile(at("/ok"))).toMatchObject({ error: { code: "ProfileUnreadable" } });
});

test("fetches a pinned profile and refuses everything else", async () => {
  expect(await fetchProfile(at("/ok"), sha256)).toMatchObject({ ok: true, value: { id: "my-own" } });
  expect(await fetchProfile(at("/ok"), "0".repeat(64))).toMatchObject({
    error: { code: "ProfileHashDiffers" },
  });
  for (const url of [
    at("/moved"),
    at("/huge"),
    at("/none"),
    "http://example.invalid/x",
    "file:///etc/passwd",
  ]) {
    expect(await fetchProfile(url, sha256)).toMatchObject({ error: { code: "ProfileUnreadable" } });
  }
});
