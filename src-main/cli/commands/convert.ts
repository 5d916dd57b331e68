import type { CliCommand } from "../command.ts";

export const convertCommand: CliCommand = {
  register() {},
};
