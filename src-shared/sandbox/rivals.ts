import { connectChain, readHotkey } from "../chain/index.ts";
import { builtInProfiles, encodeSubmission } from "../competition/index.ts";
import { createHubClient } from "../hub/index.ts";
import type { SandboxChain } from "./chain/index.ts";
import type { SandboxHub } from "./hub/index.ts";
import { RIVALS, type SandboxPlan, walletPath } from "./plan.ts";

const ROWS = 40;
const EVAL_SET_SERIES = 12;

/** Publishes what the practice rivals have to show: a small dataset each, committed on every subnet. */
export async function commitRivals(
  dir: string,
  plan: SandboxPlan,
  hub: SandboxHub,
  chain: SandboxChain,
): Promise<void> {
  const connected = await connectChain({ endpoints: [chain.url] });
  if (!connected.ok) throw connected.error;
  const client = connected.value;
  try {
    for (const [index, rival] of RIVALS.entries()) {
      const hubClient = createHubClient({ endpoint: hub.url, token: plan.tokens[rival] ?? null });
      const repo = `${rival}/arithmetic`;
      const made = await hubClient.ensureDatasetRepo({ repo, private: false });
      if (!made.ok) throw made.error;
      const bytes = new TextEncoder().encode(practiceRows(index));
      const uploaded = await hubClient.uploadFiles({
        repo,
        files: [{ path: "data.jsonl", source: { bytes } }],
        title: "Rows for practice",
      });
      if (!uploaded.ok) throw uploaded.error;
      const signer = await readHotkey({ walletPath: walletPath(dir), wallet: rival, hotkey: "default" });
      if (!signer.ok) throw signer.error;
      for (const profile of builtInProfiles) {
        const text = encodeSubmission(profile, { repo, revision: uploaded.value.oid });
        if (!text.ok) throw text.error;
        const prepared = await client.prepareCommit({
          netuid: profile.netuids.sandbox,
          text: text.value,
          signer: signer.value,
        });
        if (!prepared.ok) throw prepared.error;
        const controller = new AbortController();
        await client.submit(
          prepared.value.extrinsic,
          ({ kind }) => {
            if (kind === "ready") chain.advanceBlocks(1);
            if (kind === "inBlock") controller.abort();
          },
          controller.signal,
        );
      }
    }
  } finally {
    await client.close();
  }
}

/**
 * Gives the competitions of the sandbox their eval sets: the rivals' rows and more of the kind.
 * @param addOwner makes a user of the hub and answers its token
 */
export async function publishEvalSets(hub: SandboxHub, addOwner: (name: string) => string): Promise<void> {
  for (const { evaluation, submission } of builtInProfiles) {
    const { repo } = evaluation;
    if (repo === null) continue;
    const present = await createHubClient({ endpoint: hub.url }).head({ repo, revision: "main" });
    if (present.ok) continue;
    const client = createHubClient({ endpoint: hub.url, token: addOwner(repo.split("/")[0] ?? "") });
    const made = await client.ensureDatasetRepo({ repo, private: false });
    if (!made.ok) throw made.error;
    const bytes = new TextEncoder().encode(evalSetText());
    const files = [{ path: submission.file, source: { bytes } }];
    const uploaded = await client.uploadFiles({ repo, files, title: "Rows to practise on" });
    if (!uploaded.ok) throw uploaded.error;
  }
}

/** What the sandbox's eval sets consist of, as JSON lines. */
export const evalSetText = (): string =>
  Array.from({ length: EVAL_SET_SERIES }, (_, series) => practiceRows(series)).join("");

/** Plain arithmetic in words: enough to practise on, and different in each series. */
function practiceRows(series: number): string {
  return Array.from({ length: ROWS }, (_, row) => {
    const a = 3 + row + series * 53;
    const b = 2 + ((row * 7) % 13);
    const [question, answer] = [
      [`What is ${a} plus ${b}?`, `${a} plus ${b} is ${a + b}.`],
      [`How much is ${a} times ${b}?`, `${a} times ${b} makes ${a * b}.`],
      [`Take ${b} away from ${a + b}. What is left?`, `${a + b} minus ${b} leaves ${a}.`],
    ][(row + series) % 3] as [string, string];
    return `${JSON.stringify({
      system: "You are a patient teacher.",
      conversations: [
        { role: "user", content: question },
        { role: "assistant", content: answer },
      ],
    })}\n`;
  }).join("");
}
