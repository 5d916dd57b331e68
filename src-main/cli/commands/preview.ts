import { InvalidArgumentError } from "commander";
import { DEFAULT_PROFILE_ID } from "../../../src-shared/competition/index.ts";
import { AssayError, inWords } from "../../../src-shared/contract/index.ts";
import {
  EngineError,
  type EngineProgress,
  type EngineResult,
  engineEntry,
  PRACTICE_MODEL,
  runRemotely,
} from "../../../src-shared/engine/index.ts";
import { childProcessHost } from "../../hosts/node/index.ts";
import {
  BUDGET_NAMES,
  type BudgetName,
  byHelpfulness,
  difference,
  outcomeOf,
  type PlacedRow,
  type PreparedPreview,
  preparePreview,
  readPlacedRows,
} from "../../services/preview/index.ts";
import { loadProfile } from "../../services/profiles/index.ts";
import type { CliCommand, CliIo } from "../command.ts";
import { modelShelf } from "../support/model-shelf.ts";
import { progressLine } from "../support/progress.ts";
import { complain, openSource } from "../support/source.ts";

const DONE = 0;
const FAILED = 1;
const UNUSABLE = 2;

interface PreviewFlags {
  readonly profile: string;
  readonly model: string;
  readonly eval?: string;
  readonly budget: BudgetName;
  readonly seed: number;
  readonly adapter?: string;
  readonly device: "cpu" | "webgpu";
  readonly rank?: true;
  readonly json?: true;
}

export const previewCommand: CliCommand = {
  register(program, io) {
    program
      .command("preview")
      .description("Fine-tune a small model on a dataset and tell what that does to its eval loss.")
      .argument("<file>", "the dataset, or - for standard input")
      .option(
        "--profile <id>",
        "the competition: its id, a profile file, or URL#sha256=…",
        DEFAULT_PROFILE_ID,
      )
      .option(
        "--model <id>",
        "practice, the name of a model that is here, or a folder with one",
        PRACTICE_MODEL,
      )
      .option("--eval <file>", "rows to measure on; without it a fifth of the dataset is held out")
      .option("--budget <name>", `how much to look at: ${BUDGET_NAMES.join(", ")}`, readBudget, "normal")
      .option("--seed <number>", "of the order of rows, the adapter's first numbers and dropout", readSeed, 1)
      .option("--adapter <folder>", "write the trained adapter there, as PEFT reads it")
      .option("--device <name>", "cpu, or webgpu for a graphics card", readDevice, "cpu")
      .option("--rank", "also rank the rows by what they do for the eval loss")
      .option("--json", "answer one line of JSON")
      .addHelpText(
        "after",
        "\nExit codes: 0 done, whatever the loss; 1 the run failed; 2 unreadable file, model or bad argument.",
      )
      .action((file: string, flags: PreviewFlags) => preview(file, flags, io));
  },
};

async function preview(file: string, flags: PreviewFlags, io: CliIo): Promise<void> {
  const line = progressLine(io, wording);
  try {
    const profile = await loadProfile(flags.profile);
    if (!profile.ok) throw profile.error;
    const prepared = preparePreview({
      profile: profile.value,
      model: findModel(flags.model, io),
      budget: flags.budget,
      seed: flags.seed,
      rankRows: flags.rank ?? false,
      rows: await rowsOf(file),
      evalRows: flags.eval === undefined ? null : await rowsOf(flags.eval),
    });
    const child = childProcessHost.spawn(engineEntry(), { name: "Assay engine" });
    const stop = new AbortController();
    const interrupt = (): void => stop.abort();
    process.once("SIGINT", interrupt);
    const run = runRemotely(
      child,
      { ...prepared.request, device: flags.device, adapterFolder: flags.adapter ?? null },
      {
        signal: stop.signal,
        onProgress: (progress) => {
          if (progress.phase === "measured") {
            line.clear();
            io.stderr(estimate(progress));
          } else line.show(progress);
        },
      },
    );
    const result = await run.result.finally(() => process.off("SIGINT", interrupt));
    line.clear();
    const rows = { train: prepared.trainRows.length, eval: prepared.evalRows.length };
    io.stdout(
      flags.json
        ? `${JSON.stringify(toJson(flags, profile.value.id, prepared, result))}\n`
        : report(file, rows, result, prepared.trainRows),
    );
    io.exit(DONE);
  } catch (error) {
    line.clear();
    if (!(error instanceof AssayError)) throw error;
    complain(io, error);
    const isOfTheRun = ["EngineStopped", "EngineCancelled", "LossNotANumber", "RunTooLarge"].includes(
      error.code,
    );
    io.exit(isOfTheRun ? FAILED : UNUSABLE);
  }
}

function findModel(name: string, io: CliIo): { id: string; title: string; folder: string } {
  const shelf = modelShelf(io);
  if (name !== PRACTICE_MODEL && !/^[\w.-]+\/[\w.-]+$/.test(name))
    return { id: name, title: name, folder: name };
  const { folder, ...model } = shelf.place(name);
  if (folder === null) throw new EngineError("ModelNotHere", { model: name });
  return { ...model, folder };
}

async function rowsOf(file: string): Promise<PlacedRow[]> {
  const { format, chunks } = await openSource(file);
  return readPlacedRows(chunks(), format);
}

function wording(progress: Exclude<EngineProgress, { phase: "measured" }>): string {
  switch (progress.phase) {
    case "loading":
      return "loading the model";
    case "base":
      return `base model: ${progress.done} of ${progress.total} eval rows`;
    case "training": {
      const { step, totalSteps, loss } = progress.step;
      const speed = Math.round(progress.tokensPerSecond).toLocaleString("en");
      return `run ${progress.seedIndex + 1}: step ${step} of ${totalSteps}, loss ${loss.toFixed(3)}, ${speed} tokens/s`;
    }
    case "evaluating":
      return `run ${progress.seedIndex + 1}: ${progress.done} of ${progress.total} eval rows`;
    case "ranking":
      return `ranking: ${progress.done} of ${progress.total} rows`;
  }
}

type Measured = Extract<EngineProgress, { phase: "measured" }>;
const estimate = ({ estimatedSeconds, device, neededMb }: Measured): string =>
  `About ${duration(estimatedSeconds)} on ${device}, ${neededMb} MB of memory.\n`;

const duration = (seconds: number): string =>
  seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;

const VERDICTS = {
  better: "The rows make the model better.",
  same: "The rows make no difference that could be told from chance.",
  worse: "The rows make the model worse.",
} as const;

function report(
  file: string,
  rows: { train: number; eval: number },
  result: EngineResult,
  trainRows: readonly PlacedRow[],
): string {
  const outcome = outcomeOf(result);
  const gain = difference(outcome.rowsAfter, outcome.rowsBefore);
  const signed = (value: number): string => `${value > 0 ? "+" : ""}${value.toFixed(4)}`;
  const skipped = result.skippedTrainRows.length + result.skippedEvalRows.length;
  const lines = [
    `${file}: ${rows.train} rows trained on, ${rows.eval} measured on, ${result.evalLosses.length} run(s), ${duration(result.seconds)} on ${inWords(result.device)}.`,
    `eval loss ${outcome.baseLoss.toFixed(4)} before, ${outcome.loss.toFixed(4)} after`,
  ];
  if (gain !== null) {
    const { mean, low, high } = gain.interval;
    lines.push(`per row ${signed(mean)} (95%: ${signed(low)} to ${signed(high)}). ${VERDICTS[gain.verdict]}`);
  }
  if (skipped > 0)
    lines.push(`${skipped} rows were left out: validators could not learn from them (see assay check).`);
  if (result.helpfulness !== null) {
    const ranked = linesByHelpfulness(trainRows, result.helpfulness).map(({ line }) => line);
    lines.push(`most helpful rows: ${ranked.slice(0, 10).join(", ")}`);
    lines.push(`least helpful rows: ${ranked.slice(-10).reverse().join(", ")}`);
  }
  lines.push("This is an estimate by a smaller model on fewer rows than validators use.", "");
  return lines.join("\n");
}

function toJson(
  { model, budget, seed }: PreviewFlags,
  profile: string,
  { trainRows, evalRows }: PreparedPreview,
  result: EngineResult,
): object {
  const outcome = outcomeOf(result);
  return {
    profile,
    model,
    budget,
    seed,
    rows: { train: trainRows.length, eval: evalRows.length },
    baseLoss: outcome.baseLoss,
    evalLoss: outcome.loss,
    seedLosses: outcome.seedLosses,
    gain: difference(outcome.rowsAfter, outcome.rowsBefore),
    curve: result.curves.map((curve) => curve.map(({ loss }) => loss)),
    skipped: {
      train: result.skippedTrainRows.map(({ row, reason }) => ({ line: lineOf(trainRows, row), reason })),
      eval: result.skippedEvalRows.map(({ row, reason }) => ({ line: lineOf(evalRows, row), reason })),
    },
    helpfulness: result.helpfulness && linesByHelpfulness(trainRows, result.helpfulness),
    tokens: result.tokens,
    seconds: result.seconds,
    device: inWords(result.device),
  };
}

const linesByHelpfulness = (
  ...ranking: Parameters<typeof byHelpfulness>
): { line: number; value: number }[] =>
  byHelpfulness(...ranking).map(({ row, value }) => ({ line: row.index + 1, value }));

const lineOf = (rows: readonly PlacedRow[], at: number): number => (rows[at]?.index ?? 0) + 1;

function readBudget(text: string): BudgetName {
  const name = BUDGET_NAMES.find((budget) => budget === text);
  if (name === undefined) throw new InvalidArgumentError(`it must be ${BUDGET_NAMES.join(", ")}.`);
  return name;
}

function readDevice(text: string): "cpu" | "webgpu" {
  if (text !== "cpu" && text !== "webgpu") throw new InvalidArgumentError("it must be cpu or webgpu.");
  return text;
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed > 2 ** 31)
    throw new InvalidArgumentError("it must be 0 to 2147483648.");
  return seed;
}
