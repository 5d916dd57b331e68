import type { Phrase } from "../../../src-shared/contract/index.ts";
import {
  DatasetError,
  type FileFinding,
  FileLinter,
  type LintOptions,
  parseJson,
  readRows,
  type TokenCounter,
  turnTexts,
  viewRow,
} from "../../../src-shared/dataset/index.ts";
import { findClusters, normaliseRow } from "../../../src-shared/dedup/index.ts";
import { openSource, reasonOf } from "../support/source.ts";

export interface CheckResult {
  /** Set when the file has another form than the one that is published: its name. */
  readonly otherForm: Phrase | null;
  /** Lines that are rows. */
  readonly rows: number;
  readonly findings: readonly FileFinding[];
}

export interface CheckAgainst {
  /** Identities of the rows that the file's own must be among, where they are known. */
  readonly evalSet?: ReadonlySet<string> | null;
  /** Null: lengths are estimated. */
  readonly counter?: TokenCounter | null;
}

/**
 * Checks a file line by line as it stands: published files are read in the native form, whatever they look like.
 * Throws a DatasetError where the file cannot be read.
 */
export async function checkFile(
  file: string,
  options: LintOptions,
  onProgress: (rows: number) => void,
  { evalSet = null, counter = null }: CheckAgainst = {},
): Promise<CheckResult> {
  const source = await openSource(file);
  if (source.isPacked)
    throw new DatasetError("FileUnreadable", {
      file,
      reason: "it is packed, and validators read it as it stands",
    });
  const linter = new FileLinter(options, evalSet, counter);
  const findings: FileFinding[] = [];
  if (source.hasByteOrderMark) findings.push(...linter.reportByteOrderMark());
  const lines: number[] = [];
  const texts: string[] = [];
  try {
    for await (const { items } of readRows(source.chunks(), {
      container: "jsonl",
      form: "native",
      mapping: null,
    })) {
      for (const item of items) {
        findings.push(...linter.add(item));
        if (item.kind === "bad") continue;
        const node = parseJson(item.json);
        if (!node.ok) continue;
        lines.push(item.line);
        texts.push(normaliseRow(turnTexts(viewRow(node.value))));
      }
      onProgress(linter.rows);
    }
  } catch (error) {
    throw new DatasetError("FileUnreadable", { file, reason: reasonOf(error) }, { cause: error });
  }
  const clusters = findClusters(texts).map(({ members, kind }) => ({
    kind,
    lines: members.map((row) => lines[row] ?? 0),
  }));
  findings.push(...linter.finish(clusters));
  const { container, form } = source.format;
  const isNative = (container === "jsonl" && form === "native") || source.format.columns.length === 0;
  const otherForm = isNative ? null : source.format.reason;
  return { otherForm, rows: linter.rows, findings: findings.sort((a, b) => a.line - b.line) };
}
