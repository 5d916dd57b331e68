import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { pythonPeers } from "../../../../scripts/needs.ts";
import { encodeMetadata, metadataVersions } from "./index.ts";

/** scalecodec reads no V16. */
const readByPython = metadataVersions.filter((version) => version < 16);
const raw = "0x612f623a313a63";
const call = `0x1200600004${"08"}${raw.slice(2)}`;

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "assay-metadata-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it.each(readByPython)("scalecodec reads V%i and makes the same call of it", async (version) => {
  const peers = pythonPeers();
  if (peers === null) throw new Error("the Python peers are not set up");
  const file = join(dir, `v${version}.scale`);
  await writeFile(file, encodeMetadata(version));
  const script = fileURLToPath(new URL("./metadata_peer.py", import.meta.url));
  const given = JSON.stringify({ netuid: 96, info: { fields: [[{ Raw7: raw }]] } });
  const { stdout } = await promisify(execFile)(peers.python, [script, file, call, given]);
  expect(JSON.parse(stdout)).toMatchObject({
    pallets: expect.arrayContaining(["System", "SubtensorModule", "Commitments"]),
    call: ["Commitments", "set_commitment"],
    arguments: { netuid: 96 },
    encoded: call,
  });
});
