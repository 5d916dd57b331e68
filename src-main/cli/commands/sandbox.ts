import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { AssayError } from "../../../src-shared/contract/index.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../../src-shared/sandbox/index.ts";
import { appDataDir } from "../../services/app-paths.ts";
import type { CliCommand, CliIo } from "../command.ts";
import { complain } from "../support/source.ts";

const UNUSABLE = 2;
const DEFAULT_BLOCK_TIME_MS = 12_000;

interface Options {
  readonly dataDir?: string;
  readonly hubPort: number;
  readonly chainPort: number;
  readonly blockTimeMs: number;
  readonly json?: true;
}

export const sandboxCommand: CliCommand = {
  register(program, io) {
    program
      .command("sandbox")
      .description(
        "Run the practice network: a hub and a chain on this machine that speak the real protocols.",
      )
      .option("--data-dir <folder>", "where it is kept; the same folder continues where it stopped")
      .option("--hub-port <number>", "port of the hub; 0 takes a free one", readNumber, 0)
      .option("--chain-port <number>", "port of the chain; 0 takes a free one", readNumber, 0)
      .option("--block-time-ms <number>", "time from block to block", readNumber, DEFAULT_BLOCK_TIME_MS)
      .option("--json", "answer one line of JSON once it is ready")
      .action((options: Options) => run(options, io));
  },
};

async function run(options: Options, io: CliIo): Promise<void> {
  const dataDir = options.dataDir ?? join(appDataDir(io.env), "sandbox");
  const { hubPort, chainPort, blockTimeMs } = options;
  const sandbox = await open({ dataDir, hubPort, chainPort, blockTimeMs }, io);
  if (sandbox === null) return io.exit(UNUSABLE);
  const { hubUrl: hub, chainUrl: chain, netuids, token, hotkeyFile: hotkey } = sandbox;
  io.stdout(
    options.json
      ? `${JSON.stringify({ hub, chain, netuids, token, hotkey })}\n`
      : [
          `hub      ${hub}`,
          `chain    ${chain}`,
          `subnets  ${Object.entries(netuids)
            .map(([id, netuid]) => `${id} ${netuid}`)
            .join(", ")}`,
          `token    ${token}`,
          `hotkey   ${hotkey}`,
          "",
        ].join("\n"),
  );
  io.stderr("The sandbox runs until you stop it with Ctrl+C.\n");
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await sandbox.close();
  io.exit(0);
}

async function open(options: SandboxOptions, io: CliIo): Promise<Sandbox | null> {
  try {
    return await startSandbox(options);
  } catch (error) {
    if (error instanceof AssayError) complain(io, error);
    else {
      const reason = error instanceof Error ? error.message : String(error);
      complain(io, { code: "SandboxFailed", details: { dir: options.dataDir, reason } });
    }
    return null;
  }
}

function readNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("it must be a whole number.");
  return value;
}
