export { LogBook, type Logger, type LogLevel } from "./log-book.ts";
export { redact } from "./redact.ts";
