import {
  type ChainClient,
  connectChain,
  type HotkeyPlace,
  readHotkey,
  type Signer,
} from "../../chain/index.ts";
import { type CompetitionProfile, encodeSubmission } from "../../competition/index.ts";
import { type PracticeRivalKind, unwrap } from "../../contract/index.ts";
import { parseRow, rowIdentity } from "../../dataset/index.ts";
import { createHubClient } from "../../hub/index.ts";
import type { SandboxChain } from "../chain/index.ts";
import type { SandboxHub } from "../hub/index.ts";
import { MINER, newToken, readPlan, VALIDATOR, walletPath } from "../plan.ts";
import { evalSetText } from "../rivals.ts";
import { startSandbox } from "../start.ts";
import { everydayEvalRows, practiceRivals, RIVAL_NAMES } from "./cast.ts";
import { PRACTICE_EVAL_REPO, practiceProfile } from "./practice-profile.ts";

const TEMPO = 20;
const BLOCK_TIME_MS = 12_000;
/** A day of a daily competition is then 144 blocks. */
const STEP_MS = 600_000;
const REPO = "practice-dataset";
/** Larger eval sets are cut to so many rows, beside the miner's own. */
const EVAL_ROWS = 480;

export interface PracticeGroundOptions {
  /** A folder of its own; nothing else may be in it. */
  readonly dir: string;
  /** The competition as it is in earnest. */
  readonly profile: CompetitionProfile;
  /** The miner's data.jsonl. */
  readonly ownRows: string;
  /** The competition's eval set as JSON lines, where it is at hand; null: the sandbox's. */
  readonly evalRows: string | null;
}

/** Somebody who takes part; null as a kind for the miner that practises. */
export interface PracticeParticipant {
  readonly name: string;
  readonly kind: PracticeRivalKind | null;
  readonly hotkey: string;
}

/** A subnet on which everybody has committed, on a chain that stands still until it is told to go on. */
export interface PracticeGround {
  /** The competition as it is practised. */
  readonly profile: CompetitionProfile;
  readonly hub: SandboxHub;
  readonly chain: SandboxChain;
  readonly validator: HotkeyPlace;
  readonly participants: readonly PracticeParticipant[];
  /** The miner's: how many there are, and how many are published because they count. */
  readonly ownRows: { readonly total: number; readonly counting: number };
  /** By how much the chain's clock goes on with each block. */
  readonly msPerBlock: number;
  close(): Promise<void>;
}

/**
 * Seeds a subnet for one practice round, on a chain and a hub of its own, so that nothing of the sandbox's is touched: its
 * eval set, rivals of every kind, and the miner's rows, all committed. Equal rows meet equal rivals. Throws a `HubError` or a
 * `ChainError`.
 */
export async function openPracticeGround(options: PracticeGroundOptions): Promise<PracticeGround> {
  const { dir } = options;
  const profile = practiceProfile(options.profile);
  const allRows = lines(options.ownRows);
  const ownRows = allRows.slice(0, profile.rows.limit ?? allRows.length);
  const sandbox = await startSandbox({
    dataDir: dir,
    blockTimeMs: BLOCK_TIME_MS,
    tempo: TEMPO,
    others: RIVAL_NAMES,
    chain: {
      mode: "manual",
      clock: "virtual",
      virtualStepMs: STEP_MS,
      genesisTimeMs: genesisTime(profile),
      finalityLag: 1,
    },
  });
  const { hub, chain } = sandbox;
  const client = unwrap(await connectChain({ endpoints: [chain.url] }));
  try {
    const evalRows = evalRowsOf(profile, options.evalRows, ownRows);
    await publish(
      hub,
      profile.evaluation.repo ?? PRACTICE_EVAL_REPO,
      profile.submission.file,
      evalRows.join("\n"),
    );
    const rivals = practiceRivals(profile, evalRows);
    const { identities } = readPlan(dir);
    const submit = async (names: readonly { name: string; content: string }[]): Promise<void> => {
      const texts = new Map<string, string>();
      for (const { name, content } of names) {
        const repo = `${name}/${REPO}`;
        const revision = await publish(hub, repo, profile.submission.file, content);
        texts.set(name, unwrap(encodeSubmission(profile, { repo, revision })));
      }
      await commitTogether(dir, client, chain, profile.netuids.sandbox, texts);
    };
    await submit([
      { name: MINER, content: ownRows.map((row) => `${row}\n`).join("") },
      ...rivals.filter(({ isLate }) => !isLate),
    ]);
    await submit(rivals.filter(({ isLate }) => isLate));
    const hotkeyOf = (name: string): string => identities[name]?.hotkey ?? "";
    return {
      profile,
      hub,
      chain,
      validator: { walletPath: walletPath(dir), wallet: VALIDATOR, hotkey: "default" },
      participants: [
        { name: MINER, kind: null, hotkey: hotkeyOf(MINER) },
        ...rivals.map(({ name, kind }) => ({ name, kind, hotkey: hotkeyOf(name) })),
      ],
      ownRows: { total: allRows.length, counting: ownRows.length },
      msPerBlock: STEP_MS,
      close: () => sandbox.close(),
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  } finally {
    await client.close();
  }
}

/** For a daily competition just before the window for submissions opens, so that what is committed lies within it. */
function genesisTime({ schedule }: CompetitionProfile): number {
  const today = new Date().toISOString().slice(0, 10);
  if (schedule.kind !== "daily") return Date.parse(`${today}T00:00:00Z`);
  return Date.parse(`${today}T${schedule.submissions.from}:00Z`) - STEP_MS;
}

function evalRowsOf(
  profile: CompetitionProfile,
  evalRows: string | null,
  ownRows: readonly string[],
): string[] {
  if (evalRows === null) {
    return profile.rows.mustComeFromEvalSet ? lines(evalSetText()) : everydayEvalRows();
  }
  const own = new Set(ownRows.map(identityOf));
  return lines(evalRows).filter((row, index) => index < EVAL_ROWS || own.has(identityOf(row)));
}

/** As validators compare rows; a line that is none stands for itself. */
function identityOf(line: string): string {
  const row = parseRow(line);
  return row.ok ? rowIdentity(row.value) : line;
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

async function publish(hub: SandboxHub, repo: string, path: string, content: string): Promise<string> {
  const owner = repo.split("/")[0] ?? "";
  const token = newToken();
  hub.addUser(owner);
  hub.addToken(token, owner, "write");
  const client = createHubClient({ endpoint: hub.url, token });
  unwrap(await client.ensureDatasetRepo({ repo, private: false }));
  const files = [{ path, source: { bytes: new TextEncoder().encode(content) } }];
  return unwrap(await client.uploadFiles({ repo, files, title: "Rows for a practice round" })).oid;
}

/** Commits for all of them in the same block, so that nobody is earlier than another. */
async function commitTogether(
  dir: string,
  client: ChainClient,
  chain: SandboxChain,
  netuid: number,
  texts: ReadonlyMap<string, string>,
): Promise<void> {
  const inPool = new Set<string>();
  const commit = async (signer: Signer, text: string): Promise<void> => {
    const prepared = unwrap(await client.prepareCommit({ netuid, text, signer }));
    const inBlock = new AbortController();
    const outcome = await client.submit(
      prepared.extrinsic,
      ({ kind }) => {
        if (kind === "inBlock") inBlock.abort();
        else if (inPool.size < texts.size && inPool.add(signer.address).size === texts.size) {
          chain.advanceBlocks(1);
        }
      },
      inBlock.signal,
    );
    if ("error" in outcome && !inBlock.signal.aborted) throw outcome.error;
  };
  const signed = [];
  for (const [wallet, text] of texts) {
    const signer = unwrap(await readHotkey({ walletPath: walletPath(dir), wallet, hotkey: "default" }));
    signed.push(commit(signer, text));
  }
  await Promise.all(signed);
}
