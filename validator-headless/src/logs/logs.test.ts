import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChainError } from "../../../src-shared/chain/index.ts";
import { unwrap } from "../../../src-shared/contract/index.ts";
import { loadConfig } from "../config/index.ts";
import { createLogger, Terminal } from "./index.ts";

const TOKEN = "hf_plantedplantedplanted";
const PASSWORD = "planted/pass word";

function logging({ format = "json", level = "trace", isTTY = false } = {}) {
  const written: string[] = [];
  const terminal = new Terminal({ write: (text) => written.push(text), isTTY, columns: 40 });
  const { config } = unwrap(
    loadConfig({
      flags: new Map([
        ["--log.format", format],
        ["--log.level", level],
        ["--queue", `rediss://:${encodeURIComponent(PASSWORD)}@q.example`],
      ]),
      env: { HF_TOKEN: TOKEN, HF_HOME: "/nowhere" },
      cwd: "/",
    }),
  );
  const lines = (): Record<string, unknown>[] =>
    written
      .join("")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  return { logger: createLogger(config, terminal), terminal, text: () => written.join(""), lines };
}

describe("the log", () => {
  test("is JSON lines with time, level, message and facts", () => {
    const { logger, lines } = logging();
    logger.child({ uid: 7 }).info({ loss: 2.5 }, "Evaluated");
    expect(lines()).toEqual([
      {
        level: "info",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        uid: 7,
        loss: 2.5,
        msg: "Evaluated",
      },
    ]);
  });

  test("says of our errors what the catalogue says", () => {
    const { logger, lines } = logging();
    logger.error({ err: new ChainError("ChainOffline", { endpoints: "ws://x" }) }, "No chain");
    expect(lines()[0]?.err).toMatchObject({
      code: "ChainOffline",
      sentence: expect.stringContaining("No chain endpoint answers (ws://x)."),
    });
  });

  test("leaves out what is below its level", () => {
    const { logger, text } = logging({ level: "warn" });
    logger.info("not this");
    logger.warn("this");
    expect(text()).toMatch(/this/);
    expect(text()).not.toMatch(/not this/);
  });

  test("is for people on a terminal, and for machines elsewhere", () => {
    const watched = logging({ format: "auto", isTTY: true });
    watched.logger.info({ block: 5012 }, "Weights were set");
    expect(watched.text()).toMatch(/\d\d:\d\d:\d\d.*info.*Weights were set.*block=5012/s);
    const piped = logging({ format: "auto" });
    piped.logger.info("x");
    expect(piped.lines()).toHaveLength(1);
  });
});

describe("no secret gets into the log", () => {
  const ways: readonly ((logger: ReturnType<typeof logging>["logger"], secret: string) => void)[] = [
    (logger, secret) => logger.info(`with ${secret} inside`),
    (logger, secret) => logger.info({ url: `https://hub/?t=${secret}` }, "asked"),
    (logger, secret) => logger.info({ deep: [{ list: [secret] }] }),
    (logger, secret) => logger.error({ err: new Error(`refused ${secret}`) }),
    (logger, secret) => logger.error({ err: new ChainError("ChainOffline", { endpoints: secret }) }),
    (logger, secret) => logger.child({ who: secret }).info("x"),
  ];
  test.each(["json", "pretty"])("as %s", (format) => {
    for (const way of ways) {
      for (const secret of [TOKEN, "hf_another0123456789", PASSWORD]) {
        const { logger, text } = logging({ format });
        way(logger, secret);
        expect(text()).not.toContain(secret);
        expect(text()).toContain("[secret]");
      }
    }
  });

  test("under any name of a secret, however deep", () => {
    const names = fc.constantFrom(
      "token",
      "hubToken",
      "password",
      "secretPhrase",
      "mnemonic",
      "private_key",
      "salt",
    );
    const wraps = fc.array(fc.constantFrom("object", "list"), { maxLength: 5 });
    fc.assert(
      fc.property(names, wraps, (name, wrapping) => {
        const { logger, text } = logging();
        let facts: unknown = { [name]: "planted value" };
        for (const wrap of wrapping) facts = wrap === "list" ? [facts] : { inner: facts };
        logger.info({ facts }, "x");
        expect(text()).not.toContain("planted value");
      }),
    );
  });

  test("but numbers that are called like one are facts", () => {
    const { logger, lines } = logging();
    logger.info({ seed: 17 });
    expect(lines()[0]?.seed).toBe(17);
  });
});

describe("progress", () => {
  test("is one line below the log on a terminal, and nothing elsewhere", () => {
    const watched = logging({ format: "pretty", isTTY: true });
    watched.terminal.progress("uid 3: step 1 of 9");
    watched.logger.info("between");
    watched.terminal.progress(null);
    expect(watched.text()).toMatch(/step 1 of 9\r\u001b\[K.*between.*\n.*step 1 of 9\r\u001b\[K$/s);
    const piped = logging();
    piped.terminal.progress("uid 3");
    expect(piped.text()).toBe("");
  });

  test("never breaks its line", () => {
    const { terminal, text } = logging({ isTTY: true });
    terminal.progress(`${"long ".repeat(50)}\nand more`);
    expect(text().replace("\r\u001b[K", "").length).toBeLessThan(40);
    expect(text()).not.toContain("\n");
  });
});
