import { type Command, Option } from "commander";
import { LOGGING_FLAGS } from "./habitual.ts";
import type { Setting } from "./setting.ts";
import { flagOf } from "./setting.ts";
import { settingPaths, settings } from "./settings.ts";

/** What was given on the command line: each flag as it was spelled, with its value. */
export type GivenFlags = ReadonlyMap<string, string | true>;

const HABITUAL = "As in Bittensor's tools and the reference validator:";

/** Gives a command every flag of the configuration, those of habit included. */
export function addConfigOptions(command: Command): Command {
  command.addOption(new Option("--config <file>", "the TOML file; left out: assay-validator.toml here"));
  for (const path of settingPaths) {
    const one: Setting<unknown> = settings[path];
    command.addOption(
      new Option(withValue(flagOf(path), one.placeholder), helpOf(one)).helpGroup(groupOf(path)),
    );
    for (const flag of one.habitualFlags ?? []) {
      command.addOption(
        new Option(withValue(flag, one.placeholder), `the same as ${flagOf(path)}`).helpGroup(HABITUAL),
      );
    }
  }
  for (const level of LOGGING_FLAGS) {
    command.addOption(
      new Option(`--logging.${level}`, `the same as --log.level ${level}`).helpGroup(HABITUAL),
    );
  }
  return command;
}

/** The flags that a command was given, by their spelling. */
export function flagsGiven(command: Command): GivenFlags {
  const given = new Map<string, string | true>();
  for (const option of command.options) {
    const attribute = option.attributeName();
    if (option.long === undefined || command.getOptionValueSource(attribute) !== "cli") continue;
    const value: unknown = command.getOptionValue(attribute);
    if (typeof value === "string" || value === true) given.set(option.long, value);
  }
  return given;
}

const withValue = (flag: string, placeholder: string): string =>
  placeholder === "" ? flag : `${flag} <${placeholder}>`;

function helpOf({ says, fallback }: Setting<unknown>): string {
  return fallback === null || fallback === false ? says : `${says} (default: ${String(fallback)})`;
}

function groupOf(path: string): string {
  const [table] = path.split(".");
  return path.includes(".") ? `[${table}]:` : "Options:";
}
