import type { Command } from "commander";
import { describeError } from "../../../../src-shared/contract/index.ts";
import { addConfigOptions, flagsGiven, loadConfig, settingRows, wordMistake } from "../../config/index.ts";

const UNUSABLE = 2;

/** `assay-validator config`: what would hold, and why, without doing anything. */
export function addConfigCommand(program: Command): void {
  const command = program
    .command("config")
    .description("Show every setting with what holds and where it comes from; secrets are masked.")
    .option("--json", "answer one line of JSON");
  addConfigOptions(command).action(() => showConfig(command));
}

function showConfig(command: Command): void {
  const loaded = loadConfig({ flags: flagsGiven(command), env: process.env, cwd: process.cwd() });
  if (!loaded.ok) {
    const { sentence, mend } = describeError(loaded.error.code, loaded.error.details);
    if (command.opts().json === true)
      process.stdout.write(`${JSON.stringify({ mistakes: loaded.error.mistakes })}\n`);
    else process.stderr.write(`${sentence}\n${mend}\n`);
    process.exitCode = UNUSABLE;
    return;
  }
  const { config, warnings, file } = loaded.value;
  const rows = settingRows(loaded.value);
  const { id, version } = config.profile.value;
  const profile = { id, version, hash: config.profile.hash };
  if (command.opts().json === true) {
    process.stdout.write(`${JSON.stringify({ file, profile, settings: rows, warnings })}\n`);
    return;
  }
  const width = Math.max(...rows.map(({ path }) => path.length));
  const lines = rows.map(({ path, value, source }) => `${path.padEnd(width)}  ${worded(value)}  (${source})`);
  process.stdout.write(`${lines.join("\n")}\n\nprofile ${id} ${version}, sha256 ${config.profile.hash}\n`);
  for (const warning of warnings) process.stderr.write(`Warning: ${wordMistake(warning)}\n`);
}

function worded(value: unknown): string {
  if (value === null) return "-";
  if (Array.isArray(value)) return value.length === 0 ? "-" : value.join(", ");
  return String(value);
}
