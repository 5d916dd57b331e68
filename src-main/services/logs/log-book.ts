import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { LogEntry } from "../../../src-shared/contract/index.ts";
import { redact } from "./redact.ts";

export type LogLevel = LogEntry["level"];
const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const MAX_FILE_BYTES = 4 * 1024 * 1024;
const KEPT_IN_MEMORY = 5_000;
const MAX_MESSAGE_CHARS = 4_000;

/** One part of Assay, writing to the book under its name. */
export type Logger = Record<LogLevel, (message: string) => void>;

/**
 * The app's log: the newest entries in memory for the log view, all of them in a file that is turned over at 4 MB.
 * Every message is redacted before it is kept anywhere.
 */
export class LogBook {
  readonly #file: string;
  readonly #entries: LogEntry[] = [];
  #nextId = 1;
  #fileBytes: number;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.#file = join(dir, "assay.log");
    this.#fileBytes = sizeOf(this.#file);
  }

  logger(scope: string): Logger {
    const at = (level: LogLevel) => (message: string) => this.#write(level, scope, message);
    return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  }

  /** The newest entries first, older than `before` when it is given. */
  list(query: { minLevel: LogLevel; text: string; before: number | null; limit: number }): {
    entries: LogEntry[];
    more: boolean;
  } {
    const lowest = LEVELS.indexOf(query.minLevel);
    const needle = query.text.toLowerCase();
    const matching = this.#entries.filter(
      (entry) =>
        LEVELS.indexOf(entry.level) >= lowest &&
        (query.before === null || entry.id < query.before) &&
        (needle === "" || `${entry.scope} ${entry.message}`.toLowerCase().includes(needle)),
    );
    return { entries: matching.slice(-query.limit).reverse(), more: matching.length > query.limit };
  }

  /** The log file's text, this turn's and the one before. */
  readAll(): string {
    return [`${this.#file}.1`, this.#file].map(readIfThere).join("");
  }

  #write(level: LogLevel, scope: string, message: string): void {
    const entry: LogEntry = {
      id: this.#nextId++,
      at: new Date().toISOString(),
      level,
      scope,
      message: redact(message).slice(0, MAX_MESSAGE_CHARS),
    };
    this.#entries.push(entry);
    if (this.#entries.length > KEPT_IN_MEMORY) this.#entries.splice(0, KEPT_IN_MEMORY / 10);
    this.#append(`${JSON.stringify({ at: entry.at, level, scope, message: entry.message })}\n`);
  }

  #append(line: string): void {
    try {
      if (this.#fileBytes > MAX_FILE_BYTES) {
        renameSync(this.#file, `${this.#file}.1`);
        this.#fileBytes = 0;
      }
      appendFileSync(this.#file, line, { mode: 0o600 });
      this.#fileBytes += Buffer.byteLength(line);
    } catch {
      // A full or read-only disk must not take the app down for the sake of its log.
    }
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
