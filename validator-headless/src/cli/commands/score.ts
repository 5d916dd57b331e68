import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { describeError } from "../../../../src-shared/contract/index.ts";
import { scoreText } from "../../score/index.ts";

const UNUSABLE = 2;

/** `assay-validator score`: cases of scoring from standard input, worked out, to standard output. */
export function addScoreCommand(program: Command): void {
  program
    .command("score")
    .description("Work out cases of scoring (JSON on standard input) and answer them with what came out.")
    .addHelpText(
      "after",
      "\nIts shapes are in validator-headless/docs/score.md.\nExit codes: 0 worked out; 2 input that cannot be read.",
    )
    .action(async () => {
      const scored = scoreText(await text(process.stdin));
      if (scored.ok) {
        process.stdout.write(`${scored.value}\n`);
        return;
      }
      const { sentence, mend } = describeError(scored.error.code, scored.error.details);
      process.stderr.write(`${sentence} ${mend}\n`);
      process.exitCode = UNUSABLE;
    });
}
