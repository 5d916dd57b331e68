import { describe, expect, test } from "vitest";
import { type BlockRef, ChainError } from "../../../src-shared/chain/index.ts";
import { err, ok } from "../../../src-shared/contract/index.ts";
import { HubError } from "../../../src-shared/hub/index.ts";
import { runPublication } from "./runner.ts";
import { awaitWindow, follow, verify } from "./steps.ts";
import { committable, script, sent } from "./test-support/scripted.ts";

const at = (number: number): BlockRef => ({ number, hash: `0x${number}` });
const found = (blockNumber: number, error: ChainError | null) =>
  ok({ blockNumber, blockHash: `0x${blockNumber}`, success: error === null, error });

describe("following a signed commit", () => {
  test("takes it for expired only when finality was past its end before the blocks were searched", async () => {
    let finalized = 12;
    const submitted: unknown[] = [];
    const { tools, record } = script(sent, {
      finalizedHead: async () => ok(at(finalized)),
      // While the search runs, the chain goes on past the end of the era: what it missed may be in a block by now.
      findExtrinsic: async () => {
        finalized = 25;
        return ok(null);
      },
      submit: async (extrinsic) => {
        submitted.push(extrinsic);
        return { kind: "finalized", block: at(15) };
      },
    });
    await follow(sent, tools);
    expect(submitted).toEqual([sent.signed]);
    expect(record()).toMatchObject({ signed: sent.signed, finalized: at(15) });
  });

  test("gives it up when it is nowhere and finality is past its end", async () => {
    const { tools, record } = script(sent, { finalizedHead: async () => ok(at(20)) });
    await follow(sent, tools);
    expect(record()).toMatchObject({ signed: null, mayCommitAt: null });
  });

  test("believes a failure only in a final block: on another fork the same bytes may succeed", async () => {
    let finalized = 12;
    let heads = 13;
    const failure = new ChainError("CooldownSpace", {});
    const { tools, record } = script(sent, {
      finalizedHead: async () => ok(at(finalized)),
      head: async () => ok(at(heads)),
      findExtrinsic: async () => (finalized < 13 ? found(13, failure) : found(14, null)),
      onHeads: (callback) => {
        finalized++;
        heads++;
        queueMicrotask(() => callback(at(heads)));
        return () => {};
      },
    });
    await follow(sent, tools);
    expect(record().signed).toEqual(sent.signed);
    finalized = 14;
    await follow(record(), tools);
    expect(record().finalized).toEqual({ number: 14, hash: "0x14" });
  });

  test("a failure in a final block is waited out, and a new one signed then", async () => {
    const pauses: number[] = [];
    const { tools, record } = script(sent, {
      finalizedHead: async () => ok(at(13)),
      findExtrinsic: async () => found(13, new ChainError("CooldownSpace", {})),
    });
    await follow(sent, { ...tools, sleep: async (ms) => void pauses.push(ms) });
    expect(pauses).toEqual([120_000]);
    expect(record()).toMatchObject({ signed: null, mayCommitAt: null, outcome: "running", waiting: null });
  });
});

describe("waiting for the chain", () => {
  test("can be ended even when told so just before it begins to wait", async () => {
    const { tools, controller } = script(committable, {
      commitWindow: async () => {
        controller.abort();
        return ok({ kind: "wait", untilBlock: 400, blocksLeft: 390, reason: "CooldownSpace" });
      },
    });
    await expect(awaitWindow(committable, tools)).rejects.toThrow(/abort/i);
  });

  test("takes our own string on-chain as done only once it is final", async () => {
    let finalized = 11;
    const stored = { block: 12, text: committable.commitment };
    const { tools, record } = script(committable, {
      commitment: async () => ok(stored),
      finalizedHead: async () => ok(at(finalized)),
      onHeads: (callback) => {
        expect(record().outcome).not.toBe("done");
        finalized++;
        queueMicrotask(() => callback(at(100)));
        return () => {};
      },
    });
    await awaitWindow(committable, tools);
    expect(finalized).toBe(12);
    expect(record()).toMatchObject({ outcome: "done", committedBlock: 12 });
  });

  test("goes on to commit when our string leaves the chain again before it is final", async () => {
    let isThere = true;
    const { tools, record } = script(committable, {
      finalizedHead: async () => ok(at(isThere ? 11 : 12)),
      commitment: async () => ok(isThere ? { block: 12, text: committable.commitment } : null),
      onHeads: (callback) => {
        isThere = false;
        queueMicrotask(() => callback(at(100)));
        return () => {};
      },
    });
    await awaitWindow(committable, tools);
    expect(record()).toMatchObject({ outcome: "running", mayCommitAt: expect.any(String) });
  });
});

describe("a chain of another genesis", () => {
  test.each([
    ["before signing", committable],
    ["after sending", sent],
  ])("is told %s, and what was signed is kept", async (_, start) => {
    const { tools, record } = script({ ...start, genesisHash: "0x22" }, {});
    await runPublication(record(), tools);
    expect(record()).toMatchObject({
      outcome: "stopped",
      error: { code: "WrongNetwork" },
      signed: start.signed,
    });
  });

  test("cannot come later unseen: the first one is remembered", async () => {
    const { tools, record } = script(
      { ...committable, genesisHash: null },
      {
        registration: async () => ok(null),
      },
    );
    await runPublication(record(), tools);
    expect(record()).toMatchObject({ genesisHash: tools.chain.info().genesisHash, outcome: "stopped" });
  });
});

describe("a revision that is gone from the hub", () => {
  const gone = { fileInfo: async () => err(new HubError("HubRevisionNotFound", {})) };
  test("right after the upload stops it", async () => {
    const fresh = { ...committable, commitment: null, verifiedAt: null };
    const { tools } = script(fresh, {}, gone);
    await expect(verify(fresh, tools)).rejects.toMatchObject({ code: "HubRevisionNotFound" });
  });
  test("is uploaded again when a finished publication is taken up again", async () => {
    const reopened = { ...committable, verifiedAt: null };
    const { tools, record } = script(reopened, {}, gone);
    await verify(reopened, tools);
    expect(record()).toMatchObject({ repoReadyAt: null, revision: null, commitment: null });
  });
});
