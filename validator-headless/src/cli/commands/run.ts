import type { Command } from "commander";
import { addConfigOptions } from "../../config/index.ts";
import { tidy } from "../../service/tidy.ts";
import { report } from "../report.ts";
import { complain, startValidator, untilSignalled } from "../start-validator.ts";

/** `assay-validator run`: the service. `once`: one round and its weights, then it ends. */
export function addRunCommands(program: Command): void {
  const run = program
    .command("run")
    .description("Validate until stopped: round after round, weights in every epoch.");
  addConfigOptions(run).action(async () => {
    const started = await startValidator(run);
    if (started === null) return;
    const stop = untilSignalled(started.log);
    const tidying = setInterval(() => void tidy(started), TIDY_MS);
    try {
      await tidy(started);
      await started.service.run(stop);
    } catch (error) {
      complain(error);
    } finally {
      clearInterval(tidying);
      await started.close();
    }
  });

  const once = program
    .command("once")
    .description("One round and the weights that come of it, then end.")
    .option("--json", "answer one line of JSON");
  addConfigOptions(once).action(async () => {
    const started = await startValidator(once);
    if (started === null) return;
    try {
      const round = await started.service.once(untilSignalled(started.log));
      if (round === null) {
        process.exitCode = 1;
        return;
      }
      const isJson = once.opts().json === true;
      process.stdout.write(
        isJson ? `${JSON.stringify(started.book.snapshot())}\n` : report(started.book.snapshot()),
      );
    } catch (error) {
      complain(error);
    } finally {
      await started.close();
    }
  });
}

const TIDY_MS = 3_600_000;
