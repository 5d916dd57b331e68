import type { Command } from "commander";
import { AssayError, describeError, unwrap } from "../../../../src-shared/contract/index.ts";
import { ScoringError } from "../../score/index.ts";
import { readLosses, readProfile, simulate, simulationReport } from "../../simulate/index.ts";

const UNUSABLE = 2;

interface SimulateOptions {
  readonly profile: string;
  readonly epochs: string;
  readonly seed: string;
  readonly miners: string;
  readonly losses?: string;
  readonly json?: true;
}

/** `assay-validator simulate`: who would earn what under a competition's rules, before money is on them. */
export function addSimulateCommand(program: Command): void {
  program
    .command("simulate")
    .description("Play honest and cheating miners under a competition's rules, and say who earns what.")
    .requiredOption("--profile <file>", "the competition: its id or a profile file")
    .option("--epochs <n>", "how many epochs (in daily competitions: days)", "100")
    .option("--seed <text>", "the same seed gives the same report", "1")
    .option("--miners <n>", "how many miners; half of them honest", "64")
    .option("--losses <file>", "losses of the honest miners: a JSON list of lists, instead of generated ones")
    .option("--json", "answer one line of JSON")
    .addHelpText(
      "after",
      "\nWhat the miners do is in validator-headless/docs/simulate.md.\nExit codes: 0 played; 2 bad argument or file.",
    )
    .action(playAndReport);
}

function playAndReport({ profile, epochs, seed, miners, losses, json }: SimulateOptions): void {
  try {
    const report = simulate({
      profile: unwrap(readProfile(profile)),
      epochs: wholeNumber("--epochs", epochs, 1, 100_000),
      miners: wholeNumber("--miners", miners, 2, 1024),
      seed,
      losses: losses === undefined ? null : unwrap(readLosses(losses)),
    });
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : simulationReport(report));
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    const { sentence, mend } = describeError(error.code, error.details);
    process.stderr.write(`${sentence} ${mend}\n`);
    process.exitCode = UNUSABLE;
  }
}

function wholeNumber(option: string, value: string, least: number, most: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new ScoringError("SimulationOptionInvalid", { option, value, least, most });
}
