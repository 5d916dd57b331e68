import { Command } from "commander";
import { addConfigCommand } from "./commands/config.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addEvaluateCommand } from "./commands/evaluate.ts";
import { addRunCommands } from "./commands/run.ts";
import { addScoreCommand } from "./commands/score.ts";
import { addSetupTorchCommand } from "./commands/setup-torch.ts";
import { addSimulateCommand } from "./commands/simulate.ts";
import { addStatusCommand } from "./commands/status.ts";
import { addWorkerCommand } from "./commands/worker.ts";
import { engineFacts, storedFacts } from "./doctor-sources.ts";
import { VERSION } from "./version.ts";

/** The validator's command line. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command("assay-validator")
    .description(
      "Validates fine-tuning datasets of Bittensor subnets: fetches, trains, scores, sets weights.",
    )
    .version(VERSION)
    .showHelpAfterError("Run with --help to see how it is used.");
  addRunCommands(program);
  addEvaluateCommand(program);
  addWorkerCommand(program);
  addStatusCommand(program);
  addDoctorCommand(program, { storedFacts, engineFacts });
  addConfigCommand(program);
  addScoreCommand(program);
  addSimulateCommand(program);
  addSetupTorchCommand(program);
  await program.parseAsync(args, { from: "user" });
}
