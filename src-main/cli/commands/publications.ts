import type { CliCommand } from "../command.ts";

export const publicationsCommand: CliCommand = {
  register() {},
};
