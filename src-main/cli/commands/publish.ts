import type { CliCommand } from "../command.ts";

export const publishCommand: CliCommand = {
  register() {},
};
