import type { Command } from "commander";

/**
 * One file of commands/ exports one of these. `register` adds the subcommand; its action answers the exit code
 * by calling `exit` once everything has been written.
 */
export interface CliCommand {
  register(program: Command, io: CliIo): void;
}

/** Where a command writes. Results go to stdout, progress and complaints to stderr. */
export interface CliIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** True where a person watches stderr: progress may be drawn there. */
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  exit(code: number): void;
}
