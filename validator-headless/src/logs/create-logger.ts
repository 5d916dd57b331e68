import { type Logger, pino } from "pino";
import { AssayError, describeError } from "../../../src-shared/contract/index.ts";
import type { ValidatorConfig } from "../config/index.ts";
import { maskByName, scrubber } from "./mask.ts";
import { prettyLine } from "./pretty.ts";
import type { Terminal } from "./terminal.ts";

export type { Logger } from "pino";

/**
 * The service's log: JSON lines, or lines for people on a terminal. Lines are written at once, so that none is lost when
 * the service is killed. What is called like a secret is masked, and what is one of the configuration's secrets, or looks
 * like one, is taken out of every line however it came there.
 */
export function createLogger({ log, hub, queue }: ValidatorConfig, terminal: Terminal): Logger {
  const isPretty = log.format === "pretty" || (log.format === "auto" && terminal.isWatched);
  const scrub = scrubber([
    ...(hub.token === null ? [] : [hub.token.reveal()]),
    ...(queue.kind === "redis" ? [new URL(queue.url.reveal()).password].map(decodeURIComponent) : []),
  ]);
  const write = (line: string): void => {
    const clean = scrub(line);
    terminal.write(isPretty ? prettyLine(clean, terminal.isWatched) : clean);
  };
  return pino(
    {
      level: log.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (facts) => maskByName(facts) as Record<string, unknown>,
        bindings: (facts) => maskByName(facts) as Record<string, unknown>,
      },
      serializers: { err: describe },
    },
    { write },
  );
}

/** Our own errors in their sentence; of others what they say and where. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return maskByName(error);
  if (!(error instanceof AssayError)) return { type: error.name, message: error.message, stack: error.stack };
  const { sentence, mend } = describeError(error.code, error.details);
  return {
    type: error.name,
    code: error.code,
    details: maskByName(error.details),
    sentence: `${sentence} ${mend}`,
  };
}
