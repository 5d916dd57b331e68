import type { CliCommand } from "../command.ts";

export const checkCommand: CliCommand = {
  register() {},
};
