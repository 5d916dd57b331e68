import { readFileSync } from "node:fs";
import { pino } from "pino";
import { readHotkey } from "../../../src-shared/chain/index.ts";
import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import { inWords, noPracticeYet, type PracticeProgress, unwrap } from "../../../src-shared/contract/index.ts";
import { openPracticeGround, type PracticeGround, SandboxError } from "../../../src-shared/sandbox/index.ts";
import type { Logger } from "../logs/index.ts";
import { buildService } from "../service/build-service.ts";
import { type ServiceParts, ValidatorService } from "../service/validator-service.ts";
import { advanceToOpening, driveBlocks } from "./drive-blocks.ts";
import { practiceConfig, practiceNetwork } from "./practice-config.ts";
import { type ProgressFacts, practiceProgress } from "./practice-progress.ts";

/** The same in every round, so that a miner's loss changes with its rows alone. */
const SEED = 20_260_731;
const RETRY_MS = 500;
const REPORT_MS = 200;
const SETTINGS_LOOKED_AT = 5;

export interface PracticeRun {
  /** A folder of its own; whoever starts a round throws it away afterwards. */
  readonly dir: string;
  readonly profile: CompetitionProfile;
  /** The miner's rows as they would be published. */
  readonly rowsFile: string;
  /** The competition's eval set as JSON lines; null: the sandbox's. */
  readonly evalFile: string | null;
  readonly modelDir: string;
  readonly log?: Logger;
  readonly onProgress: (progress: PracticeProgress) => void;
}

/**
 * One practice round, from an empty folder to the weights read back from its chain: rivals are seeded, the miner's rows are
 * published and committed, and the validator works as it does in earnest, with the practice model and within this process.
 * Rejects with an `AssayError`.
 */
export async function runPractice(run: PracticeRun): Promise<PracticeProgress> {
  const { dir, modelDir, onProgress } = run;
  const log = run.log ?? pino({ level: "silent" });
  onProgress(noPracticeYet);
  const ground = await openPracticeGround({
    dir,
    profile: run.profile,
    ownRows: readFileSync(run.rowsFile, "utf8"),
    evalRows: run.evalFile === null ? null : readFileSync(run.evalFile, "utf8"),
  });
  try {
    const config = practiceConfig(ground, { dir, modelDir });
    const built = unwrap(
      await buildService({
        config,
        network: practiceNetwork(ground),
        signer: unwrap(await readHotkey(ground.validator)),
        log,
        mayStartProcesses: false,
        isHotkeyOwn: true,
      }),
    );
    try {
      const { parts } = built;
      const rounds = { ...parts.rounds, newSeed: () => SEED, retryMs: RETRY_MS };
      return await validate({ ...parts, rounds }, ground, onProgress);
    } finally {
      await built.close();
    }
  } finally {
    await ground.close();
  }
}

async function validate(
  parts: Omit<ServiceParts, "onTrouble">,
  ground: PracticeGround,
  onProgress: PracticeRun["onProgress"],
): Promise<PracticeProgress> {
  const { rounds } = parts;
  const { participants, ownRows, chain } = ground;
  let stage: ProgressFacts["stage"] = null;
  const now = (weights: ProgressFacts["weights"] = null): PracticeProgress =>
    practiceProgress(rounds, { participants, ownRows, weights, stage, block: chain.bestBlock.number });
  const over = new AbortController();
  const failure = Promise.withResolvers<never>();
  const service = new ValidatorService({
    ...parts,
    // In earnest a round that fails is tried again for as long as it takes; here there is somebody who waits.
    onTrouble: ({ code, error }) => {
      if (code === "RoundFailed" && error !== null) failure.reject(error);
    },
  });
  const reporting = setInterval(() => onProgress(now()), REPORT_MS);
  let driving: Promise<void> = Promise.resolve();
  let serving: Promise<unknown> = driving;
  try {
    await advanceToOpening(rounds, ground);
    serving = service.once(over.signal);
    driving = driveBlocks(
      rounds,
      ground,
      () => {
        stage = "passing";
      },
      over.signal,
    );
    await Promise.race([serving, driving, failure.promise]);
    stage = "reading-back";
    onProgress(now());
    return now(await readBack(parts));
  } finally {
    clearInterval(reporting);
    over.abort();
    await Promise.allSettled([serving, driving]);
  }
}

/** The weights as they stand on the chain now, with the block that took them. Throws `PracticeNotSet` where none did. */
async function readBack({ rounds }: Pick<ServiceParts, "rounds">): Promise<ProgressFacts["weights"]> {
  const { store, competition, chain, netuid } = rounds;
  const decided = store.latestRound(competition)?.id;
  const setting = store.settings(competition, SETTINGS_LOOKED_AT).find(({ roundId }) => roundId === decided);
  // Nobody deserved any.
  if (setting === undefined) return null;
  const { block, uid, lastError } = setting;
  if (setting.state !== "verified" || block === null) {
    throw new SandboxError("PracticeNotSet", {
      what: lastError === null ? setting.state : inWords(lastError),
    });
  }
  const values = unwrap(await chain.weightsOf({ netuid, uid }));
  return { block: block.number, validatorUid: uid, values: values.map((each) => ({ ...each })) };
}
