import { existsSync } from "node:fs";
import type { Command } from "commander";
import { inWords } from "../../../../src-shared/contract/index.ts";
import { addConfigOptions } from "../../config/index.ts";
import { competitionOf, storeFile } from "../../service/build-service.ts";
import { ValidatorStore } from "../../store/store.ts";
import { configOf } from "../start-validator.ts";

const SHOWN = 5;

/** `assay-validator status`: what the store of a running or stopped service knows. */
export function addStatusCommand(program: Command): void {
  const command = program
    .command("status")
    .description("What the service has done, from its store: running or not.")
    .option("--json", "answer one line of JSON");
  addConfigOptions(command).action(() => {
    const config = configOf(command);
    if (config === null) return;
    const file = storeFile(config);
    if (!existsSync(file)) {
      process.stdout.write(`No validator has worked in ${config.dataDir} yet.\n`);
      return;
    }
    const store = new ValidatorStore(file);
    try {
      const competition = competitionOf(config);
      const rounds = store.rounds(competition, SHOWN);
      const settings = store.settings(competition, SHOWN);
      const latest = rounds[0];
      const entries = latest === undefined ? [] : store.entries(latest.id);
      if (command.opts().json === true) {
        const withoutSalt = settings.map(({ salt, ...setting }) => ({ ...setting, hasSalt: salt !== null }));
        process.stdout.write(`${JSON.stringify({ competition, rounds, entries, settings: withoutSalt })}\n`);
        return;
      }
      const lines = [
        competition,
        ...rounds.map(
          ({ id, phase, evalSet, seed, profileVersion, note }) =>
            `${id}: ${note === null ? phase : inWords(note)}; profile ${profileVersion}, eval set ${evalSet?.revision.slice(0, 12) ?? "-"}, seed ${seed}`,
        ),
        ...entries
          .filter(({ place }) => place !== null)
          .map(
            ({ uid, outcome, submission, score }) =>
              `  uid ${uid}  ${submission?.repo ?? "-"}  ${outcome === null ? "waiting" : `${outcome.loss ?? "-"}  ${inWords(outcome.why)}`}${score === null ? "" : `  score ${score}`}`,
          ),
        ...settings.map(
          ({ epoch, state, mode, block, lastError }) =>
            `weights of epoch ${epoch}: ${state} (${mode})${block === null ? "" : `, block ${block.number}`}${lastError === null ? "" : `; ${inWords(lastError)}`}`,
        ),
      ];
      process.stdout.write(`${lines.join("\n")}\n`);
    } finally {
      store.close();
    }
  });
}
