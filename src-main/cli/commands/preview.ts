import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { DEFAULT_PROFILE_ID } from "../../../src-shared/competition/index.ts";
import { AssayError } from "../../../src-shared/contract/index.ts";
import { readRows } from "../../../src-shared/dataset/index.ts";
import {
  EngineError,
  type EngineProgress,
  type EngineResult,
  engineEntry,
  runRemotely,
} from "../../../src-shared/engine/index.ts";
import { childProcessHost } from "../../hosts/node/index.ts";
import { appDataDir, checkoutRoot } from "../../services/app-paths.ts";
import {
  BUDGET_NAMES,
  type BudgetName,
  difference,
  ModelShelf,
  outcomeOf,
  type PlacedRow,
  PRACTICE_MODEL,
  type PreparedPreview,
  preparePreview,
} from "../../services/preview/index.ts";
import { loadProfile } from "../../services/profiles/index.ts";
import type { CliCommand, CliIo } from "../command.ts";
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
  try {
    const profile = await loadProfile(flags.profile);
    if (!profile.ok) throw profile.error;
    const prepared = preparePreview({
      profile: profile.value,
      model: findModel(flags.model, io),
      budget: flags.budget,
      seed: flags.seed,
      rankRows: flags.rank ?? false,
      rows: await readPlacedRows(file),
      evalRows: flags.eval === undefined ? null : await readPlacedRows(flags.eval),
    });
    const child = childProcessHost.spawn(engineEntry(), { name: "Assay engine" });
    const stop = new AbortController();
    const interrupt = (): void => stop.abort();
    process.once("SIGINT", interrupt);
    const run = runRemotely(
      child,
      { ...prepared.request, device: flags.device, adapterFolder: flags.adapter ?? null },
      { signal: stop.signal, onProgress: (progress) => showProgress(progress, io) },
    );
    const result = await run.result.finally(() => process.off("SIGINT", interrupt));
    clearLine(io);
    const rows = { train: prepared.trainRows.length, eval: prepared.evalRows.length };
    io.stdout(
      flags.json
        ? `${JSON.stringify(toJson(flags, profile.value.id, prepared, result))}\n`
        : report(file, rows, result, prepared.trainRows),
    );
    io.exit(DONE);
  } catch (error) {
    clearLine(io);
    if (!(error instanceof AssayError)) throw error;
    complain(io, error);
    const isOfTheRun = ["EngineStopped", "EngineCancelled", "LossNotANumber", "RunTooLarge"].includes(
      error.code,
    );
    io.exit(isOfTheRun ? FAILED : UNUSABLE);
  }
}

function findModel(name: string, io: CliIo): { id: string; title: string; folder: string } {
  const shelf = new ModelShelf(join(checkoutRoot(), "resources"), join(appDataDir(io.env), "models"));
  if (name !== PRACTICE_MODEL && !/^[\w.-]+\/[\w.-]+$/.test(name))
    return { id: name, title: name, folder: name };
  const { folder, ...model } = shelf.place(name);
  if (folder === null) throw new EngineError("ModelNotHere", { model: name });
  return { ...model, folder };
}

async function readPlacedRows(file: string): Promise<PlacedRow[]> {
  const { format, chunks } = await openSource(file);
  const rows: PlacedRow[] = [];
  for await (const { items } of readRows(chunks(), format)) {
    for (const item of items) if (item.kind === "row") rows.push({ index: rows.length, json: item.json });
  }
  return rows;
}

const CLEAR_LINE = "\r\u001b[K";
const clearLine = (io: CliIo): void => {
  if (io.isTerminal) io.stderr(CLEAR_LINE);
};

function showProgress(progress: EngineProgress, io: CliIo): void {
  if (progress.phase === "measured") {
    clearLine(io);
    io.stderr(
      `About ${duration(progress.estimatedSeconds)} on ${progress.device}, ${progress.neededMb} MB of memory.\n`,
    );
    return;
  }
  if (io.isTerminal) io.stderr(`${CLEAR_LINE}${wording(progress)}`);
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
    `${file}: ${rows.train} rows trained on, ${rows.eval} measured on, ${result.evalLosses.length} run(s), ${duration(result.seconds)} on ${result.device}.`,
    `eval loss ${outcome.baseLoss.toFixed(4)} before, ${outcome.loss.toFixed(4)} after`,
  ];
  if (gain !== null) {
    const { mean, low, high } = gain.interval;
    lines.push(`per row ${signed(mean)} (95%: ${signed(low)} to ${signed(high)}). ${VERDICTS[gain.verdict]}`);
  }
  if (skipped > 0)
    lines.push(`${skipped} rows were left out: validators could not learn from them (see assay check).`);
  if (result.helpfulness !== null) {
    const ranked = rankedRows(trainRows, result.helpfulness);
    lines.push(
      "most helpful rows: " +
        ranked
          .slice(0, 10)
          .map(({ line }) => line)
          .join(", "),
    );
    lines.push(
      "least helpful rows: " +
        ranked
          .slice(-10)
          .reverse()
          .map(({ line }) => line)
          .join(", "),
    );
  }
  lines.push("This is an estimate by a smaller model on fewer rows than validators use.", "");
  return lines.join("\n");
}

function rankedRows(
  rows: readonly PlacedRow[],
  values: readonly (number | null)[],
): { line: number; value: number }[] {
  return rows
    .flatMap((row, at) => {
      const value = values[at] ?? null;
      return value === null ? [] : [{ line: row.index + 1, value }];
    })
    .sort((a, b) => b.value - a.value);
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
    helpfulness: result.helpfulness && rankedRows(trainRows, result.helpfulness),
    tokens: result.tokens,
    seconds: result.seconds,
    device: result.device,
  };
}

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
