/** Where a person types: standard input on a terminal. */
export interface Keyboard {
  readonly isTTY?: boolean | undefined;
  setRawMode(isRaw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: "data", listener: (data: Buffer) => void): unknown;
  off(event: "data", listener: (data: Buffer) => void): unknown;
}

const INTERRUPT = "\u0003";
const END = "\u0004";
const ERASE = new Set(["\u007f", "\b"]);
const ENTER = new Set(["\r", "\n"]);

/**
 * Asks for something that is not shown while it is typed.
 * @returns what was typed; null where the asked person gave up (Ctrl+C, Ctrl+D)
 */
export function askHidden(
  question: string,
  keyboard: Keyboard,
  write: (text: string) => void,
): Promise<string | null> {
  write(question);
  keyboard.setRawMode(true);
  keyboard.resume();
  return new Promise((resolve) => {
    let typed = "";
    const finish = (answer: string | null): void => {
      keyboard.off("data", onData);
      keyboard.setRawMode(false);
      keyboard.pause();
      write("\n");
      resolve(answer);
    };
    const onData = (data: Buffer): void => {
      for (const key of data.toString("utf8")) {
        if (ENTER.has(key)) {
          finish(typed);
          return;
        }
        if (key === INTERRUPT || key === END) {
          finish(null);
          return;
        }
        typed = ERASE.has(key) ? [...typed].slice(0, -1).join("") : typed + key;
      }
    };
    keyboard.on("data", onData);
  });
}
