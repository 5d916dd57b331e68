import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { pythonPeers } from "../../../scripts/needs.ts";
import { startSandboxHub } from "./index.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-hub-python-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test.each([
  ["Xet, the store of today", "0"],
  ["LFS, for clients without Xet", "1"],
])(
  "huggingface_hub lives a dataset's and a model's whole life on the sandbox hub by %s",
  async (_, withoutXet) => {
    const peers = pythonPeers();
    if (peers === null) throw new Error("the Python peers are not set up");
    const hub = await startSandboxHub({ dataDir: join(dir, `hub-${withoutXet}`) });
    for (const user of ["miner", "rival"]) hub.addUser(user);
    hub.addToken("hf_writer", "miner", "write");
    hub.addToken("hf_rival", "rival", "write");
    hub.addToken("hf_reader", "miner", "read");
    const script = fileURLToPath(new URL("./conformance.py", import.meta.url));
    const { stdout } = await promisify(execFile)(
      peers.python,
      [script, hub.url, "hf_writer", "hf_rival", "hf_reader"],
      {
        env: {
          ...process.env,
          HF_ENDPOINT: hub.url,
          HF_HOME: join(dir, `home-${withoutXet}`),
          HF_HUB_DISABLE_PROGRESS_BARS: "1",
          HF_HUB_DISABLE_TELEMETRY: "1",
          HF_HUB_DISABLE_XET: withoutXet,
        },
      },
    );
    await hub.close();
    const seen = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as Record<string, string>;
    expect(seen).toMatchObject({
      name: "miner",
      url: `${hub.url}/datasets/miner/from-python`,
      exists: true,
      files: [".gitattributes", "README.md", "data.jsonl", "nested/a.txt", "nested/deep/big.bin"],
      files_before: [".gitattributes", "data.jsonl"],
      lfs: ["nested/deep/big.bin"],
      commits: ["folder", "small", "initial commit"],
      branches: ["main"],
      sha: seen.large_oid,
      short_sha: seen.large_oid,
      tag_sha: seen.large_oid,
      data: '{"system":"s","conversations":[]}\n',
      snapshot_big: 12_000_000,
      same_bytes: true,
      after_delete: [".gitattributes", "README.md", "data.jsonl", "nested/deep/big.bin"],
      errors: {
        "missing repo": "RepositoryNotFoundError",
        "missing file": "RemoteEntryNotFoundError",
        "missing revision": "RevisionNotFoundError",
        "rival writes": "HfHubHTTPError",
        "reader writes": "HfHubHTTPError",
        "stale parent": "HfHubHTTPError",
        "private to a rival": "RepositoryNotFoundError",
        "private to a stranger": "RepositoryNotFoundError",
        gated: "GatedRepoError",
        "gated model": "GatedRepoError",
        "gated model to a stranger": "GatedRepoError",
        "access checked": "GatedRepoError",
      },
      model_url: `${hub.url}/miner/model-from-python`,
      model_id: "miner/model-from-python",
      model_files: [".gitattributes", "config.json", "model.safetensors"],
      models: ["miner/model-from-python"],
      same_weights: true,
      asking: ["rival"],
      let_in: ["rival"],
      same_weights_after: true,
      model_deleted: true,
      deleted: true,
    });
    expect(hub.requests.some((request) => request.includes("/xorbs/"))).toBe(withoutXet === "0");
  },
);
