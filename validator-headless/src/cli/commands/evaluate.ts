import { existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { inWords, unwrap } from "../../../../src-shared/contract/index.ts";
import { addConfigOptions, reachNetwork } from "../../config/index.ts";
import type { EvaluationJob } from "../../evaluation/contract.ts";
import { createLogger, Terminal } from "../../logs/index.ts";
import { evalSetRevision, inspectionOf, openEvalSet } from "../../round/eval-set.ts";
import { fetchDataset } from "../../round/fetch-dataset.ts";
import { INSPECT_LIMITS, Inspector } from "../../round/inspect/inspector.ts";
import { jobFor } from "../../round/job.ts";
import { hubClientOf, openModel, openPool, profileOf } from "../../service/build-service.ts";
import { complain, configOf, refuse, untilSignalled } from "../start-validator.ts";

interface Evaluated {
  readonly dataset: string;
  readonly rows: number | null;
  readonly loss: number | null;
  readonly baseLoss: number | null;
  readonly seconds: number | null;
  readonly why: string | null;
  readonly device: string | null;
  readonly precision: string | null;
}

/** `assay-validator evaluate DATASET…`: losses only, no chain. */
export function addEvaluateCommand(program: Command): void {
  const command = program
    .command("evaluate")
    .description("The loss of datasets under a competition, without any chain.")
    .argument("<dataset...>", "files, or owner/name@revision on the hub")
    .option("--seed <number>", "of the training", "42")
    .option("--json", "answer one line of JSON for each dataset");
  addConfigOptions(command).action(async (datasets: string[]) => {
    try {
      await evaluateAll(command, datasets);
    } catch (error) {
      complain(error);
    }
  });
}

async function evaluateAll(command: Command, datasets: readonly string[]): Promise<void> {
  const config = configOf(command);
  if (config === null) return;
  const { seed, json } = command.opts<{ seed: string; json?: true }>();
  if (!/^\d{1,9}$/.test(seed)) {
    process.stderr.write("--seed must be a whole number of at most nine digits.\n");
    process.exitCode = 2;
    return;
  }
  const network = reachNetwork(config, process.env);
  if (network === null) {
    refuse({ code: "SandboxNotRunning", details: {} });
    return;
  }
  mkdirSync(config.cacheDir, { recursive: true, mode: 0o700 });
  const log = createLogger(config, new Terminal(process.stderr));
  const stop = untilSignalled(log);
  const hub = hubClientOf(network.hub);
  const model = await openModel(config, hub, log);
  const pool = openPool(config, model.folder, true);
  const inspector = new Inspector(INSPECT_LIMITS);
  const profile = profileOf(config);
  const context = {
    ...{ hub, inspector, profile, model, log, pool },
    ...{ evalSet: config.evalSet, limits: config.limits, cacheDir: config.cacheDir, engine: config.engine },
  };
  try {
    const evalSet = await openEvalSet(context, await evalSetRevision(context));
    for (const dataset of datasets) {
      if (stop.aborted) return;
      const answer = await evaluateOne(dataset);
      process.stdout.write(json === true ? `${JSON.stringify(answer)}\n` : `${worded(answer)}\n`);
      if (answer.loss === null) process.exitCode = 1;
    }

    async function evaluateOne(dataset: string): Promise<Evaluated> {
      const nothing = {
        dataset,
        rows: null,
        loss: null,
        baseLoss: null,
        seconds: null,
        device: null,
        precision: null,
      };
      const file = await fileOf(dataset);
      if ("why" in file) return { ...nothing, why: file.why };
      const { dataset: read, verdict } = await inspector.inspect({
        ...inspectionOf(context, file.path),
        rowsLimit: profile.rows.limit,
        members: profile.rows.mustComeFromEvalSet ? evalSet.members : null,
        lenient: false,
      });
      if (read === null) return { ...nothing, why: inWords(verdict.why) };
      const job: EvaluationJob = jobFor(context, { id: "", seed: Number(seed) }, evalSet.tokens, read.tokens);
      const outcome = await pool.evaluate(job, { signal: stop });
      if (outcome.kind === "cancelled") return { ...nothing, why: "stopped" };
      if (outcome.kind !== "evaluated") {
        return { ...nothing, rows: read.rows, why: inWords({ phrase: "sentenceOf", error: outcome }) };
      }
      const { result, facts } = outcome;
      const { training, evaluation } = facts.precision;
      return {
        dataset,
        rows: read.rows,
        loss: result.evalLoss,
        baseLoss: result.baseLoss,
        seconds: result.seconds,
        why: null,
        device: facts.device,
        precision: `${training} training, ${evaluation} evaluation`,
      };
    }

    async function fileOf(dataset: string): Promise<{ readonly path: string } | { readonly why: string }> {
      const [repo = "", revision = "main"] = dataset.split("@");
      if (existsSync(dataset)) return { path: resolve(dataset) };
      if (!/^[\w.-]+\/[\w.-]+$/.test(repo)) return { why: "there is no such file" };
      const { sha } = unwrap(await hub.head({ repo, revision, signal: stop }));
      const submission = { repo, revision: sha, competitionId: profile.competitionId };
      const fetched = await fetchDataset(context, submission, stop);
      if (fetched.kind === "here") return { path: fetched.file };
      return { why: inWords(fetched.kind === "refused" ? fetched.verdict.why : fetched.why) };
    }
  } finally {
    await Promise.all([pool.close(), inspector.close()]);
  }
}

const worded = ({ dataset, rows, loss, baseLoss, seconds, why, device, precision }: Evaluated): string =>
  loss === null
    ? `${dataset}: no loss: ${why}`
    : `${dataset}: ${loss.toFixed(6)} (without training ${baseLoss?.toFixed(6) ?? "-"}; ${rows} rows, ${seconds?.toFixed(1)} s, ${device}, ${precision})`;
