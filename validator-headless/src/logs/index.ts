export { createLogger, type Logger } from "./create-logger.ts";
export { type Output, Terminal } from "./terminal.ts";
