import { DEFAULT_PROFILE_ID, lintOptionsOf } from "../../../src-shared/competition/index.ts";
import { AssayError, inWords } from "../../../src-shared/contract/index.ts";
import { createHubClient, HUGGING_FACE } from "../../../src-shared/hub/index.ts";
import { loadProfile } from "../../services/profiles/index.ts";
import { checkFile } from "../check/check-file.ts";
import { findCounter } from "../check/find-counter.ts";
import { checkReport, countLevels } from "../check/report.ts";
import type { CliCommand, CliIo } from "../command.ts";
import { readEvalSet } from "../eval-set/read-eval-set.ts";
import { findToken } from "../publish/token.ts";
import { progressLine } from "../support/progress.ts";
import { complain } from "../support/source.ts";

const CLEAN = 0;
const HAS_ERRORS = 1;
const UNUSABLE = 2;

interface CheckOptions {
  readonly profile: string;
  readonly evalSet?: string;
  readonly json?: true;
}

export const checkCommand: CliCommand = {
  register(program, io) {
    program
      .command("check")
      .description("Say what validators will choke on in a dataset, and how to mend it.")
      .argument("<file>", "the data.jsonl, or - for standard input")
      .option(
        "--profile <id>",
        "the competition: its id, a profile file, or URL#sha256=…",
        DEFAULT_PROFILE_ID,
      )
      .option(
        "--eval-set <place>",
        "where rows must come from the eval set: its file, or owner/name[@revision] on the hub",
      )
      .option("--json", "answer one line of JSON")
      .addHelpText(
        "after",
        "\nExit codes: 0 no errors; 1 at least one finding of level error; 2 unreadable file or bad argument.",
      )
      .action((file: string, options: CheckOptions) => check(file, options, io));
  },
};

async function check(file: string, options: CheckOptions, io: CliIo): Promise<void> {
  const profile = await loadProfile(options.profile);
  if (!profile.ok) {
    complain(io, profile.error);
    return io.exit(UNUSABLE);
  }
  const progress = progressLine(io, (rows: number) => `${rows.toLocaleString("en")} rows checked`);
  try {
    const hub = createHubClient({ endpoint: io.env.HF_ENDPOINT ?? HUGGING_FACE, token: findToken(io.env) });
    const evalSet =
      options.evalSet === undefined ? null : await readEvalSet(options.evalSet, profile.value, hub);
    const tokenizer = await findCounter(profile.value, io);
    const result = await checkFile(file, lintOptionsOf(profile.value), progress.show, {
      evalSet: evalSet?.identities ?? null,
      counter: tokenizer?.counter ?? null,
    });
    progress.clear();
    const counts = countLevels(result.findings);
    io.stdout(
      options.json
        ? `${JSON.stringify({ profile: profile.value.id, tokenizer: tokenizer?.model ?? null, rows: result.rows, findings: result.findings.map(toJson), counts })}\n`
        : checkReport(file, profile.value.id, result, tokenizer?.model ?? null),
    );
    io.exit(counts.error > 0 ? HAS_ERRORS : CLEAN);
  } catch (error) {
    progress.clear();
    if (!(error instanceof AssayError)) throw error;
    complain(io, error);
    io.exit(UNUSABLE);
  }
}

type Finding = Awaited<ReturnType<typeof checkFile>>["findings"][number];

const toJson = ({ rule, level, line, turn, says, fix }: Finding) => ({
  rule,
  level,
  line,
  turn,
  message: inWords(says),
  fix,
});
