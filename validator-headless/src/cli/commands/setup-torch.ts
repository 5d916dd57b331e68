import type { Command } from "commander";
import { AssayError, describeError } from "../../../../src-shared/contract/index.ts";
import { defaultCacheDir } from "../../config/index.ts";
import { setUpTorch } from "../../evaluation/setup-torch.ts";

interface Options {
  readonly cacheDir: string;
  readonly python?: string;
  /** Missing: where a driver is found. */
  readonly cuda?: boolean;
  readonly fresh?: true;
  readonly json?: true;
}

/** `assay-validator setup-torch`: the Python environment of the torch engine. */
export function addSetupTorchCommand(program: Command): void {
  program
    .command("setup-torch")
    .description("Make the Python environment of the torch engine (6 GB, some minutes), and try it.")
    .option("--cache-dir <folder>", "where environments are kept", defaultCacheDir())
    .option("--python <path>", "the interpreter to build on (3.10 to 3.13)")
    .option("--cuda", "with what a CUDA card needs, also where no driver is found")
    .option("--no-cuda", "without what only a CUDA card needs")
    .option("--fresh", "make it anew, whatever is there")
    .option("--json", "answer one line of JSON")
    .addHelpText("after", "\nExit codes: 0 it is there and works; 1 it could not be made.")
    .action(setUp);
}

async function setUp({ cacheDir, python, cuda, fresh, json }: Options): Promise<void> {
  try {
    const environment = await setUpTorch({
      cacheDir,
      python: python ?? null,
      withCuda: cuda ?? null,
      fresh: fresh === true,
      onLine: (line) => void process.stderr.write(`${line}\n`),
    });
    const card = environment.seesCuda ? "sees a CUDA card" : "sees no CUDA card and runs on the processor";
    process.stdout.write(
      json
        ? `${JSON.stringify(environment)}\n`
        : `torch ${environment.torch} works, and ${card}.\n${environment.python}\n`,
    );
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    const { sentence, mend } = describeError(error.code, error.details);
    if (json) process.stdout.write(`${JSON.stringify({ code: error.code, details: error.details })}\n`);
    else process.stderr.write(`${sentence}\n${mend}\n`);
    process.exitCode = 1;
  }
}
