import { parseJsonDetailed } from "../json/parse.ts";
import { writeJson } from "../json/write.ts";
import { readRecords } from "./containers.ts";
import { toNative } from "./forms.ts";
import type { ImportFormat, RawRecord, ReadBatch, ReadItem } from "./types.ts";

/**
 * Streams a file as rows of the native form. A line that cannot become a row never stops the reading: it comes as
 * "bad" with its reason and its text. Native rows keep every key and the spelling of every number.
 */
export async function* readRows(
  chunks: AsyncIterable<Uint8Array>,
  format: ImportFormat,
): AsyncGenerator<ReadBatch> {
  for await (const { records, bytesRead } of readRecords(chunks, format.container)) {
    yield { items: records.map((record) => readItem(record, format)), bytesRead };
  }
}

/** Reads a text that is already here, as for one mended line or a preview. */
export async function readAllRows(text: string | Uint8Array, format: ImportFormat): Promise<ReadItem[]> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const items: ReadItem[] = [];
  async function* once(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  for await (const batch of readRows(once(), format)) items.push(...batch.items);
  return items;
}

function readItem(record: RawRecord, { form, mapping }: ImportFormat): ReadItem {
  const { line } = record;
  if ("reason" in record) return { kind: "bad", ...record };
  if ("fields" in record) return finish(toNative(record.fields, form, mapping), [], line, record.raw);
  const parsed = parseJsonDetailed(record.text);
  if (!parsed.ok) {
    const { reason, column } = parsed.error;
    return { kind: "bad", line, reason: { phrase: "atColumn", reason, column }, raw: record.text };
  }
  const { node, duplicateKeys } = parsed.value;
  return finish(toNative(node, form, mapping), duplicateKeys, line, record.text);
}

function finish(
  converted: ReturnType<typeof toNative>,
  duplicateKeys: readonly string[],
  line: number,
  raw: string,
): ReadItem {
  if (!converted.ok) return { kind: "bad", line, reason: converted.error, raw };
  return {
    kind: "row",
    line,
    json: writeJson(converted.value.row),
    lost: converted.value.lost,
    duplicateKeys,
  };
}
