import type { CliCommand } from "../command.ts";

export const serveCommand: CliCommand = {
  register() {},
};
