import type { CliIo } from "../command.ts";

const CLEAR_LINE = "\r\u001b[K";

/** One line on a watched terminal that is drawn over itself; nothing anywhere else. */
export function progressLine<T>(
  io: CliIo,
  wording: (value: T) => string,
): { show(value: T): void; clear(): void } {
  let isDrawn = false;
  return {
    show: (value) => {
      if (!io.isTerminal) return;
      isDrawn = true;
      io.stderr(`${CLEAR_LINE}${wording(value)}`);
    },
    clear: () => {
      if (isDrawn) io.stderr(CLEAR_LINE);
      isDrawn = false;
    },
  };
}
