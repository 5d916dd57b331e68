import type { CliCommand } from "../command.ts";

export const sandboxCommand: CliCommand = {
  register() {},
};
