import { Command } from "commander";
import type { CliIo } from "./command.ts";
import { checkCommand } from "./commands/check.ts";
import { convertCommand } from "./commands/convert.ts";
import { dedupCommand } from "./commands/dedup.ts";
import { previewCommand } from "./commands/preview.ts";
import { publicationsCommand } from "./commands/publications.ts";
import { publishCommand } from "./commands/publish.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { serveCommand } from "./commands/serve.ts";

const USAGE_EXIT_CODE = 2;

const commands = [
  checkCommand,
  dedupCommand,
  convertCommand,
  previewCommand,
  publishCommand,
  publicationsCommand,
  sandboxCommand,
  serveCommand,
];

/**
 * Runs the command line. A bad argument exits with 2.
 * @param args what follows the program's name
 */
export async function runCli(args: readonly string[], io: CliIo): Promise<void> {
  const program = new Command("assay")
    .description("Edit, check, de-duplicate, publish and commit fine-tuning datasets.")
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr })
    .showHelpAfterError("(assay --help lists the commands)");
  for (const command of commands) command.register(program, io);
  for (const subcommand of program.commands) subcommand.exitOverride().copyInheritedSettings(program);
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!isCommanderExit(error)) throw error;
    io.exit(error.exitCode === 0 ? 0 : USAGE_EXIT_CODE);
  }
}

function isCommanderExit(error: unknown): error is { exitCode: number } {
  return (
    error instanceof Error &&
    "exitCode" in error &&
    "code" in error &&
    String(error.code).startsWith("commander.")
  );
}
