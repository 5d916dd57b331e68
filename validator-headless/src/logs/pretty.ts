import { inWords } from "../../../src-shared/contract/index.ts";

const COLOURS: Readonly<Record<string, number>> = {
  trace: 90,
  debug: 90,
  info: 36,
  warn: 33,
  error: 31,
  fatal: 31,
};
const OWN_FIELDS = new Set(["level", "time", "msg", "err"]);

/** A JSON line of the log as people read it: "12:03:11 info  Weights were set  block=5012". */
export function prettyLine(json: string, isColoured: boolean): string {
  const entry = JSON.parse(json) as Record<string, unknown>;
  const level = String(entry.level);
  const paint = (text: string, colour: number | undefined): string =>
    isColoured && colour !== undefined ? `\u001b[${colour}m${text}\u001b[0m` : text;
  const time = String(entry.time).slice(11, 19);
  const facts = Object.entries(entry)
    .filter(([name]) => !OWN_FIELDS.has(name))
    .map(([name, value]) => paint(`${name}=${worded(value)}`, 90));
  const head = [paint(time, 90), paint(level.padEnd(5), COLOURS[level]), entry.msg ?? "", ...facts].join(" ");
  return `${head.trimEnd()}\n${ofError(entry.err)}`;
}

function ofError(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { sentence, message, stack } = error as Record<string, unknown>;
  const text = sentence ?? stack ?? message;
  return text === undefined ? "" : `${String(text).replaceAll(/^/gm, "         ")}\n`;
}

function worded(value: unknown): string {
  if (typeof value === "object" && value !== null && "phrase" in value) return inWords(value as never);
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
