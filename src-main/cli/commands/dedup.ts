import { inWords } from "../../../src-shared/contract/index.ts";
import { DatasetError } from "../../../src-shared/dataset/index.ts";
import { DEFAULT_THRESHOLD, findClusters, isThreshold } from "../../../src-shared/dedup/index.ts";
import type { CliCommand, CliIo } from "../command.ts";
import { type ComparableRows, readComparableRows } from "../dedup/comparable-rows.ts";
import { dedupReport } from "../dedup/report.ts";
import { complain } from "../support/source.ts";

const UNUSABLE = 2;

interface DedupOptions {
  readonly threshold: string;
  readonly json?: true;
}

export const dedupCommand: CliCommand = {
  register(program, io) {
    program
      .command("dedup")
      .description("Find the exact and near duplicates of a dataset.")
      .argument("<file>", "the dataset, or - for standard input")
      .option(
        "--threshold <T>",
        "least Jaccard similarity of near-duplicates, above 0, at most 1",
        String(DEFAULT_THRESHOLD),
      )
      .option("--json", "answer one line of JSON")
      .addHelpText(
        "after",
        "\nExit codes: 0 done, whether or not there are duplicates; 2 unreadable file or bad argument.",
      )
      .action((file: string, options: DedupOptions) => dedup(file, options, io));
  },
};

async function dedup(file: string, options: DedupOptions, io: CliIo): Promise<void> {
  const threshold = parseThreshold(options.threshold);
  if (threshold === null) {
    complain(io, { code: "ThresholdOutOfRange", details: { threshold: options.threshold } });
    return io.exit(UNUSABLE);
  }
  const rows = await readOrNull(file, io);
  if (rows === null) return io.exit(UNUSABLE);
  if (rows.format.form === "mapped") io.stderr(`The format is a guess: ${inWords(rows.format.reason)}\n`);
  for (const { line, reason } of rows.bad) io.stderr(`line ${line} left out: ${reason}\n`);
  const clusters = findClusters(rows.texts, { threshold });
  io.stdout(
    options.json
      ? `${JSON.stringify({
          threshold,
          clusters: clusters.map(({ members, kind }) => ({
            lines: members.map((row) => rows.lines[row]),
            kind,
          })),
        })}\n`
      : dedupReport(file, threshold, rows, clusters),
  );
  io.exit(0);
}

/** Plain decimals only: `Number` alone would take an empty string, hexadecimal and white space. */
function parseThreshold(text: string): number | null {
  if (!/^[+]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null;
  return isThreshold(Number(text)) ? Number(text) : null;
}

async function readOrNull(file: string, io: CliIo): Promise<ComparableRows | null> {
  try {
    return await readComparableRows(file);
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    complain(io, error);
    return null;
  }
}
