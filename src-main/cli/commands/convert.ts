import { DatasetError, type ExportForm, type RowForm } from "../../../src-shared/dataset/index.ts";
import type { CliCommand, CliIo } from "../command.ts";
import { type ConvertResult, convertFile } from "../convert/convert-file.ts";
import { progressLine } from "../support/progress.ts";
import { complain, reasonOf } from "../support/source.ts";

const ALL_KEPT = 0;
const SOME_BAD = 1;
const UNUSABLE = 2;
const BAD_LINES_SHOWN = 20;

const FORMS = ["native", "messages", "sharegpt", "alpaca", "qa"] as const satisfies readonly (RowForm &
  ExportForm)[];
const TARGETS = [...FORMS, "csv"] as const satisfies readonly ExportForm[];

interface ConvertOptions {
  readonly from?: string;
  readonly to: string;
  readonly system?: string;
  readonly entry?: string;
  readonly json?: true;
}

export const convertCommand: CliCommand = {
  register(program, io) {
    program
      .command("convert")
      .description(
        "Turn a dataset of any common form into another one; by default into the data.jsonl that is published.",
      )
      .argument(
        "<in>",
        "JSONL, a JSON array, CSV, TSV or Parquet, also in a gzip or a zip; - for standard input",
      )
      .argument("<out>", "the file to write")
      .option("--from <form>", `form of the input (${FORMS.join(", ")}); found out by itself otherwise`)
      .option("--to <form>", `form of the output (${TARGETS.join(", ")})`, "native")
      .option("--system <text>", "system prompt for rows that have none")
      .option("--entry <name>", "the file of an archive that is meant, where it holds several")
      .option("--json", "answer one line of JSON")
      .addHelpText(
        "after",
        "\nExit codes: 0 every record kept; 1 some lines were bad; 2 unreadable file or bad argument.",
      )
      .action((from: string, to: string, options: ConvertOptions) => convert(from, to, options, io));
  },
};

async function convert(from: string, to: string, options: ConvertOptions, io: CliIo): Promise<void> {
  const source = options.from === undefined ? null : oneOf(FORMS, options.from);
  const target = oneOf(TARGETS, options.to);
  if (source === undefined || target === undefined) {
    const [form, forms] = source === undefined ? [options.from ?? "", FORMS] : [options.to, TARGETS];
    complain(io, { code: "UnknownForm", details: { form, forms: forms.join(", ") } });
    return io.exit(UNUSABLE);
  }
  const progress = progressLine(io, (rows: number) => `${rows.toLocaleString("en")} rows converted`);
  try {
    const result = await convertFile(
      from,
      to,
      { from: source, to: target, system: options.system ?? null, entry: options.entry },
      progress.show,
    );
    progress.clear();
    io.stdout(options.json ? `${JSON.stringify(toJson(result))}\n` : report(to, result));
    io.exit(result.bad.length > 0 ? SOME_BAD : ALL_KEPT);
  } catch (error) {
    progress.clear();
    if (error instanceof DatasetError) complain(io, error);
    else complain(io, { code: "FileUnwritable", details: { file: to, reason: reasonOf(error) } });
    io.exit(UNUSABLE);
  }
}

const oneOf = <T extends string>(forms: readonly T[], name: string): T | undefined =>
  forms.find((form) => form === name);

const toJson = ({ format, rows, bad, lost }: ConvertResult) => ({ format: format.form, rows, bad, lost });

function report(to: string, { format, rows, bad, lost }: ConvertResult): string {
  return [
    ...bad.slice(0, BAD_LINES_SHOWN).map(({ line, reason }) => `line ${line} left out: ${reason}`),
    ...(bad.length > BAD_LINES_SHOWN
      ? [`and ${(bad.length - BAD_LINES_SHOWN).toLocaleString("en")} more bad lines`]
      : []),
    ...lost.map((loss) => `not kept: ${loss}`),
    `${rows.toLocaleString("en")} rows of form ${format.form} written to ${to}${bad.length > 0 ? `, ${bad.length.toLocaleString("en")} lines left out` : ""}.`,
    "",
  ].join("\n");
}
