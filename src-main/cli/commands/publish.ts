import { InvalidArgumentError } from "commander";
import { DEFAULT_PROFILE_ID } from "../../../src-shared/competition/index.ts";
import type { CliCommand, CliIo } from "../command.ts";
import { type PublishFlags, readArguments } from "../publish/arguments.ts";
import { EXIT_CODES_HELP, ExitCode } from "../publish/exit-codes.ts";
import { publish } from "../publish/publish.ts";

export const publishCommand: CliCommand = {
  register(program, io) {
    program
      .command("publish")
      .description(
        "Publish a dataset: upload it to the hub, commit it on-chain, and see it through to finality.",
      )
      .argument("[file]", "the dataset")
      .option(
        "--profile <id>",
        "the competition: its id, a profile file, or URL#sha256=…",
        DEFAULT_PROFILE_ID,
      )
      .option(
        "--network <name>",
        "sandbox, local, test, finney or the address of a chain's node (default: sandbox)",
      )
      .option("--repo <name/repo>", "the dataset repository on the hub")
      .option("--hotkey <wallet/hotkey>", "the hotkey that signs, by its names or its file")
      .option("--netuid <number>", "the subnet, where the profile does not record it", readNetuid)
      .option("--eval-set <place>", "the eval set, where the hub of the network has not the right one")
      .option("--dry-run", "look at everything, publish nothing")
      .option("--no-wait", "stop when the chain makes wait; the same command goes on later")
      .option("--commit-only <repo@sha>", "commit a revision that is on the hub already")
      .option("--json", "answer one line of JSON")
      .option("--hf_repo_id <name/repo>", "the same as --repo")
      .option("--dataset_path <file>", "the same as FILE")
      .option("--wallet.name <name>", "name of the wallet")
      .option("--wallet.hotkey <name>", "name of the hotkey")
      .option("--wallet.path <folder>", "folder of the wallets")
      .option("--subtensor.network <name>", "the same as --network")
      .option("--subtensor.chain_endpoint <url>", "address of a chain's node")
      .option("--logging.trace", "accepted and without effect")
      .option("--logging.debug", "accepted and without effect")
      .option("--logging.info", "accepted and without effect")
      .addHelpText(
        "after",
        `
The hub token comes from HF_TOKEN, a .env file here or the stored login of the hub's own tools, never from an
argument. On the sandbox nothing is needed: it brings a token, a hotkey and, without --repo, a repository.
${EXIT_CODES_HELP}`,
      )
      .action((file: string | undefined, flags: PublishFlags) => run(file, flags, io));
  },
};

async function run(file: string | undefined, flags: PublishFlags, io: CliIo): Promise<void> {
  const args = readArguments(file, flags);
  if ("mistake" in args) {
    io.stderr(`${args.mistake[0]?.toUpperCase()}${args.mistake.slice(1)}.\n`);
    return io.exit(ExitCode.unusable);
  }
  io.exit(await publish(args, io));
}

function readNetuid(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new InvalidArgumentError("it must be 0 to 65535.");
  return value;
}
