import type { Command } from "commander";
import { connectChain } from "../../../../src-shared/chain/index.ts";
import type { EngineFacts } from "../../../../src-shared/engine/index.ts";
import {
  addConfigOptions,
  flagsGiven,
  loadConfig,
  reachNetwork,
  type ValidatorConfig,
  wordMistake,
} from "../../config/index.ts";
import { examine, type Finding, NOTHING_STORED, type StoredFacts, thisMachine } from "../../doctor/index.ts";
import { folderGb } from "../../keep/index.ts";
import { hotkeyAddress } from "../../keys/index.ts";
import { hubClientOf } from "../../service/build-service.ts";
import { refuse } from "../start-validator.ts";

const HEALTHY = 0;
const UNHEALTHY = 1;
const CHAIN_PATIENCE_MS = 20_000;
const MARKS: Readonly<Record<Finding["verdict"], string>> = {
  ok: "ok  ",
  warn: "warn",
  fail: "FAIL",
  skipped: "-   ",
};

/** What other parts of the validator tell the doctor. */
export interface DoctorSources {
  /** What the store of a configuration knows; left out: nothing. */
  readonly storedFacts?: (config: ValidatorConfig) => StoredFacts;
  /** Opens the configured engine, and closes it again. */
  readonly engineFacts?: (config: ValidatorConfig) => Promise<EngineFacts>;
}

/** `assay-validator doctor`: what is right, what is not, and how to mend it. */
export function addDoctorCommand(program: Command, sources: DoctorSources = {}): void {
  const command = program
    .command("doctor")
    .description("Look at machine, hub, chain, hotkey and profile; each with a verdict and a mend.")
    .option("--json", "answer one line of JSON")
    .option("--engine", "also open the engine, which loads the model");
  addConfigOptions(command)
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing fails; 1 something does; 2 the configuration cannot be used.",
    )
    .action(() => runDoctor(command, sources));
}

async function runDoctor(command: Command, sources: DoctorSources): Promise<void> {
  const { json, engine } = command.opts<{ json?: true; engine?: true }>();
  const loaded = loadConfig({ flags: flagsGiven(command), env: process.env, cwd: process.cwd() });
  if (!loaded.ok) {
    refuse(loaded.error);
    return;
  }
  const { config, warnings } = loaded.value;
  const network = reachNetwork(config, process.env);
  if (network === null) {
    refuse({ code: "SandboxNotRunning", details: {} });
    return;
  }
  const { endpoints, genesisHash, hub, hotkey } = network;
  const chain = await connectChain({
    endpoints,
    ...(genesisHash === null ? {} : { genesisHash }),
    timeoutMs: CHAIN_PATIENCE_MS,
  });
  try {
    const { engineFacts } = sources;
    const findings = await examine({
      config,
      chain,
      machine: thisMachine,
      hub: hubClientOf(hub),
      hotkey: await hotkeyAddress({ hotkey, passwordFile: config.wallet.passwordFile, env: process.env }),
      known: sources.storedFacts?.(config) ?? NOTHING_STORED,
      engineFacts: engine === true && engineFacts !== undefined ? () => engineFacts(config) : null,
      cachedGb: await folderGb(config.cacheDir),
      now: Date.now,
    });
    if (json === true) process.stdout.write(`${JSON.stringify({ findings, warnings })}\n`);
    else {
      for (const warning of warnings) process.stderr.write(`Warning: ${wordMistake(warning)}\n`);
      process.stdout.write(report(findings));
    }
    process.exitCode = findings.some(({ verdict }) => verdict === "fail") ? UNHEALTHY : HEALTHY;
  } finally {
    if (chain.ok) await chain.value.close();
  }
}

function report(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ title }) => title.length));
  const lines = findings.flatMap(({ title, verdict, says, mend }) => [
    `${MARKS[verdict]}  ${title.padEnd(width)}  ${says}`,
    ...(mend === null ? [] : [`${" ".repeat(width + 8)}${mend}`]),
  ]);
  return `${lines.join("\n")}\n`;
}
