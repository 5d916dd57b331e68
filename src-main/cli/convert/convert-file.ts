import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { inWords } from "../../../src-shared/contract/index.ts";
import {
  type ExportForm,
  editRow,
  exportRow,
  headingOf,
  type ImportFormat,
  type JsonNode,
  Losses,
  parseJson,
  readRows,
  viewRow,
} from "../../../src-shared/dataset/index.ts";
import { openSource } from "../support/source.ts";

export interface ConvertResult {
  /** The form that was read. */
  readonly format: ImportFormat;
  readonly rows: number;
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
  /** What could not be kept, each kind once. */
  readonly lost: readonly string[];
}

/**
 * Converts a file into another form. The result appears under its name only when it is whole, so that a failure,
 * or converting a file onto itself, loses nothing.
 * @throws DatasetError where `from` cannot be read, and what the file system throws where `to` cannot be written
 */
export async function convertFile(
  from: string,
  to: string,
  options: {
    readonly from: ImportFormat["form"] | null;
    readonly to: ExportForm;
    /** Given to rows whose system prompt is null or absent; null leaves them. */
    readonly system: string | null;
    /** The file of an archive that is meant, where it has several. */
    readonly entry?: string | undefined;
  },
  onProgress: (rows: number) => void,
): Promise<ConvertResult> {
  const source = await openSource(from, options.entry);
  const format: ImportFormat = { ...source.format, form: options.from ?? source.format.form };
  const bad: { line: number; reason: string }[] = [];
  const lost = new Losses();
  let rows = 0;
  const unfinished = `${to}.${randomUUID()}.part`;
  const out = createWriteStream(unfinished);
  try {
    await once(out, "open");
    const heading = headingOf(options.to);
    if (heading !== null) out.write(`${heading}\n`);
    for await (const { items } of readRows(source.chunks(), format)) {
      let text = "";
      for (const item of items) {
        if (item.kind === "bad") {
          bad.push({ line: item.line, reason: inWords(item.reason) });
          continue;
        }
        for (const loss of item.lost) lost.add(loss);
        const node = parseJson(item.json);
        if (!node.ok) continue;
        const exported = exportRow(withSystem(node.value, options.system), options.to);
        for (const loss of exported.lost) lost.add(loss);
        text += `${exported.text}\n`;
        rows++;
      }
      if (text !== "" && !out.write(text)) await once(out, "drain");
      onProgress(rows);
    }
    out.end();
    await once(out, "finish");
    await rename(unfinished, to);
  } catch (error) {
    out.destroy();
    await rm(unfinished, { force: true });
    throw error;
  }
  return {
    format: { container: format.container, form: format.form, mapping: format.mapping },
    rows,
    bad,
    lost: lost.all.map((loss) => inWords(loss)),
  };
}

function withSystem(row: JsonNode, system: string | null): JsonNode {
  if (system === null || !["null", "absent"].includes(viewRow(row).system.kind)) return row;
  const changed = editRow(row, { kind: "setSystem", system });
  return changed.ok ? changed.value : row;
}
