import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { connectChain, readHotkey } from "../chain/index.ts";
import { decodeSubmission } from "../competition/index.ts";
import { createHubClient } from "../hub/index.ts";
import { findRunningSandbox, startSandbox } from "./index.ts";

const dataDir = mkdtempSync(join(tmpdir(), "assay-sandbox-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test("has someone to practise as and against, and continues where it stopped", async () => {
  const first = await startSandbox({ dataDir, chain: { mode: "manual" } });
  expect(findRunningSandbox(dataDir)).toMatchObject({ hubUrl: first.hubUrl, chainUrl: first.chainUrl });
  await expect(startSandbox({ dataDir })).rejects.toMatchObject({ code: "SandboxRunning" });

  expect(await createHubClient({ endpoint: first.hubUrl, token: first.token }).whoAmI()).toMatchObject({
    value: { name: "miner", canWrite: true },
  });
  const signer = await readHotkey({ file: first.hotkeyFile });
  expect(signer).toMatchObject({ ok: true, value: { address: first.hotkeyAddress } });

  const connected = await connectChain({ endpoints: [first.chainUrl] });
  if (!connected.ok) throw connected.error;
  for (const netuid of Object.values(first.netuids)) {
    expect(await connected.value.registration({ netuid, hotkey: first.hotkeyAddress })).toMatchObject({
      ok: true,
      value: { uid: expect.any(Number) },
    });
    const commitments = await connected.value.commitments({ netuid });
    if (!commitments.ok) throw commitments.error;
    const submissions = [...commitments.value.values()].map(({ text }) => decodeSubmission(text ?? ""));
    expect(submissions.map((submission) => submission?.repo).sort()).toEqual([
      "rival-early/arithmetic",
      "rival-good/arithmetic",
      "rival-noisy/arithmetic",
    ]);
  }
  await connected.value.close();
  const block = first.chain.bestBlock.number;
  await first.close();
  expect(findRunningSandbox(dataDir)).toBeNull();
  expect(existsSync(join(dataDir, "endpoints.json"))).toBe(false);

  const second = await startSandbox({ dataDir, chain: { mode: "manual" } });
  expect(second.token).toBe(first.token);
  expect(second.hotkeyAddress).toBe(first.hotkeyAddress);
  expect(second.chain.genesisHash).toBe(first.chain.genesisHash);
  expect(second.chain.bestBlock.number).toBe(block);
  await second.close();
});
