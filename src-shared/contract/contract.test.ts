import { describe, expect, test } from "vitest";
import { appMethods } from "./app.ts";
import { bulkMethods } from "./bulk.ts";
import { chainErrors } from "./errors/chain.ts";
import { cliErrors } from "./errors/cli.ts";
import { commonErrors } from "./errors/common.ts";
import { competitionErrors } from "./errors/competition.ts";
import { datasetErrors } from "./errors/dataset.ts";
import { dedupErrors } from "./errors/dedup.ts";
import { engineErrors } from "./errors/engine.ts";
import { hubErrors } from "./errors/hub.ts";
import { publishErrors } from "./errors/publish.ts";
import { queueErrors } from "./errors/queue.ts";
import { roundErrors } from "./errors/round.ts";
import { sandboxErrors } from "./errors/sandbox.ts";
import { scoringErrors } from "./errors/scoring.ts";
import { validatorErrors } from "./errors/validator.ts";
import { walletErrors } from "./errors/wallet.ts";
import { workspaceErrors } from "./errors/workspace.ts";
import { evalSetMethods } from "./eval-set.ts";
import { importExportMethods } from "./import-export.ts";
import {
  AssayError,
  createServiceClient,
  describeError,
  type ErrorText,
  errorCatalogues,
  events,
  type Language,
  methods,
  parseRequest,
  type RequestMessage,
} from "./index.ts";
import { jobMethods } from "./jobs.ts";
import { practiceMethods } from "./practice.ts";
import { previewMethods } from "./preview.ts";
import { projectMethods } from "./project.ts";
import { publishMethods } from "./publish.ts";
import { qualityMethods } from "./quality.ts";
import { rowMethods } from "./rows.ts";

describe("the methods", () => {
  test("have names that no two groups share", () => {
    const groups = [
      appMethods,
      bulkMethods,
      evalSetMethods,
      importExportMethods,
      jobMethods,
      practiceMethods,
      previewMethods,
      projectMethods,
      publishMethods,
      qualityMethods,
      rowMethods,
    ];
    const names = groups.flatMap((group) => Object.keys(group));
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(methods).sort()).toEqual([...names].sort());
  });

  test.each(Object.keys(methods))("%s refuses parameters that are no object", (method) => {
    for (const params of [null, undefined, 7, "x", []]) expect(parseRequest(method, params).ok).toBe(false);
  });

  test("are the only ones that can be asked for", () => {
    for (const name of ["", "constructor", "__proto__", "toString", "rows.drop"]) {
      expect(parseRequest(name, {}).ok).toBe(false);
    }
  });
});

describe("the error catalogue", () => {
  const catalogues = Object.entries(errorCatalogues) as [Language, Record<string, ErrorText>][];
  const everyText = catalogues.flatMap(([language, texts]) =>
    Object.entries(texts).map(([code, text]) => ({ language, code, text })),
  );

  test.each(everyText)("$code has a sentence and a next step ($language)", ({ text: { sentence, mend } }) => {
    expect(sentence).toMatch(/[.!?}]$/);
    expect(mend).toMatch(/[.!?}]$/);
  });

  test.each(everyText)("$code speaks of the same details ($language)", ({ code, text }) => {
    const english = errorCatalogues.en[code as keyof typeof errorCatalogues.en];
    const details = (words: string) => [...new Set(words.match(/\{\w+\}/g))].sort();
    expect(details(text.sentence)).toEqual(details(english.sentence));
    expect(details(text.mend)).toEqual(details(english.mend));
  });

  test("words no code in two rooms", () => {
    const rooms = [
      chainErrors,
      cliErrors,
      commonErrors,
      competitionErrors,
      datasetErrors,
      dedupErrors,
      engineErrors,
      hubErrors,
      publishErrors,
      queueErrors,
      roundErrors,
      sandboxErrors,
      validatorErrors,
      walletErrors,
      scoringErrors,
      workspaceErrors,
    ];
    const codes = rooms.flatMap((room) => Object.keys(room));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(codes.sort()).toEqual(Object.keys(errorCatalogues.en).sort());
  });

  test("fills details in and has words for codes it does not know", () => {
    expect(describeError("BadRequest", { what: "no rows" }).sentence).toBe(
      "This request makes no sense: no rows.",
    );
    expect(describeError("NoSuchCode").sentence).toContain("NoSuchCode");
  });

  test("speaks the language that is asked for", () => {
    expect(describeError("NoSuchTurn", { turn: 3, turns: 2 }, "de").sentence).toBe(
      "Es gibt keinen Beitrag 3: Die Zeile hat 2.",
    );
    expect(describeError("NoSuchCode", {}, "de").sentence).toBe(
      "In Assay ist etwas schiefgegangen: NoSuchCode.",
    );
  });
});

describe("createServiceClient", () => {
  function connect() {
    const sent: RequestMessage[] = [];
    let deliver: (message: unknown) => void = () => {};
    let close: () => void = () => {};
    const client = createServiceClient({
      send: (message) => sent.push(message),
      onMessage: (listener) => {
        deliver = listener;
      },
      onClose: (listener) => {
        close = listener;
      },
    });
    return { client, sent, deliver: (message: unknown) => deliver(message), close: () => close() };
  }

  test("matches answers to calls, in any order", async () => {
    const { client, sent, deliver } = connect();
    const first = client.call("jobs.list", {});
    const second = client.call("project.info", {});
    deliver({ id: sent[1]?.id, ok: true, result: null });
    deliver({ id: sent[0]?.id, ok: true, result: [] });
    expect(await first).toEqual([]);
    expect(await second).toBeNull();
  });

  test("turns error answers and answers of a wrong shape into errors with a code", async () => {
    const { client, sent, deliver } = connect();
    const failing = client.call("jobs.list", {});
    deliver({ id: sent[0]?.id, ok: false, error: { code: "Cancelled", message: "", details: {} } });
    await expect(failing).rejects.toMatchObject({ code: "Cancelled" });
    const wrong = client.call("jobs.list", {});
    deliver({ id: sent[1]?.id, ok: true, result: "nothing" });
    await expect(wrong).rejects.toBeInstanceOf(AssayError);
  });

  test("rejects what was under way when the connection breaks", async () => {
    const { client, close } = connect();
    const call = client.call("jobs.list", {});
    close();
    await expect(call).rejects.toMatchObject({ code: "ConnectionToServicesLost" });
  });

  test("delivers only events that keep the contract, until unsubscribed", () => {
    const { client, deliver } = connect();
    const seen: unknown[] = [];
    const stop = client.on("project.changed", (payload) => seen.push(payload));
    deliver({ event: "project.changed", payload: null });
    deliver({ event: "project.changed", payload: { rows: "many" } });
    deliver({ event: "no.such", payload: null });
    deliver("garbage");
    stop();
    deliver({ event: "project.changed", payload: null });
    expect(seen).toEqual([null]);
    expect(Object.keys(events)).toContain("project.changed");
  });
});
