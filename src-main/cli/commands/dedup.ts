import type { CliCommand } from "../command.ts";

export const dedupCommand: CliCommand = {
  register() {},
};
