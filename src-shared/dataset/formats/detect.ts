import type { Phrase } from "../../contract/index.ts";
import { isArray, isObject, type JsonObject } from "../json/node.ts";
import { parseJson } from "../json/parse.ts";
import { readRecords } from "./containers.ts";
import { PAIR_KEYS } from "./forms.ts";
import type { ColumnMapping, Container, ImportFormat, RawRecord, RowForm } from "./types.ts";

export interface DetectedFormat extends ImportFormat {
  /** Names of the fields found, for a column mapping. */
  readonly columns: readonly string[];
  /** Why this format was taken, as one sentence. */
  readonly reason: Phrase;
}

const SAMPLE_RECORDS = 50;

/** Tells the form of a file by its first bytes and its name. Something always comes out; `reason` says how sure. */
export async function detectFormat(sample: Uint8Array, fileName = ""): Promise<DetectedFormat> {
  const container = detectContainer(sample, fileName);
  const records = await firstObjects(sample, container);
  const columns = [...new Set(records.flatMap((record) => [...record.keys()]))];
  const counts = FORMS.map(({ form, fits }) => ({ form, count: records.filter(fits).length }));
  const best = counts.reduce((a, b) => (b.count > a.count ? b : a));
  if (records.length > 0 && best.count > 0) {
    const { form, count: fitting } = best;
    const reason: Phrase = { phrase: "formRecognised", container, form, fitting, records: records.length };
    return { container, form, mapping: null, columns, reason };
  }
  if (columns.length >= 2 && container === "csv") {
    const mapping = guessMapping(columns);
    return {
      container,
      form: "mapped",
      mapping,
      columns,
      reason: { phrase: "columnsUnknown" },
    };
  }
  if (columns.length > 0) {
    return {
      container,
      form: "mapped",
      mapping: guessMapping(columns),
      columns,
      reason: { phrase: "formUnknown", container },
    };
  }
  return {
    container,
    form: "native",
    mapping: null,
    columns,
    reason: { phrase: "nothingRead" },
  };
}

const listHas = (record: JsonObject, key: string, ...fields: string[]): boolean => {
  const list = record.get(key);
  return (
    isArray(list) &&
    list.length > 0 &&
    list.every((item) => isObject(item) && fields.every((field) => item.has(field)))
  );
};

const FORMS: readonly { form: RowForm; fits: (record: JsonObject) => boolean }[] = [
  { form: "native", fits: (record) => listHas(record, "conversations", "role", "content") },
  { form: "sharegpt", fits: (record) => listHas(record, "conversations", "from", "value") },
  { form: "messages", fits: (record) => listHas(record, "messages", "role") },
  {
    form: "alpaca",
    fits: (record) => record.has("instruction") && (record.has("output") || record.has("response")),
  },
  {
    form: "qa",
    fits: (record) => PAIR_KEYS.some(([question, answer]) => record.has(question) && record.has(answer)),
  },
];

function detectContainer(sample: Uint8Array, fileName: string): Container {
  if (/\.(csv|tsv)$/i.test(fileName)) return "csv";
  const start = new TextDecoder().decode(sample.subarray(0, 4096)).trimStart();
  if (start.startsWith("[")) return "json";
  if (start.startsWith("{") || /\.(jsonl|ndjson|json)$/i.test(fileName)) return "jsonl";
  return start === "" ? "jsonl" : "csv";
}

async function firstObjects(sample: Uint8Array, container: Container): Promise<JsonObject[]> {
  const objects: JsonObject[] = [];
  async function* once(): AsyncGenerator<Uint8Array> {
    yield sample;
  }
  for await (const { records } of readRecords(once(), container)) {
    for (const record of records) {
      const object = asObject(record);
      if (object !== null) objects.push(object);
      if (objects.length === SAMPLE_RECORDS) return objects;
    }
  }
  return objects;
}

function asObject(record: RawRecord): JsonObject | null {
  if ("fields" in record) return record.fields;
  if (!("text" in record)) return null;
  const parsed = parseJson(record.text);
  return parsed.ok && isObject(parsed.value) ? parsed.value : null;
}

const USER_NAMES = /^(user|question|prompt|instruction|input|query|human|title)/i;
const ASSISTANT_NAMES = /^(assistant|answer|response|output|completion|reply|gpt|body|text)/i;

function guessMapping(columns: readonly string[]): ColumnMapping {
  const user = columns.find((name) => USER_NAMES.test(name)) ?? columns[0] ?? "user";
  const rest = columns.filter((name) => name !== user);
  const assistant = rest.find((name) => ASSISTANT_NAMES.test(name)) ?? rest[0] ?? user;
  return { system: columns.find((name) => /^system/i.test(name)) ?? null, user, assistant };
}
