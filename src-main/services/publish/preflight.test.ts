import { describe, expect, test } from "vitest";
import { type ChainClient, ChainError, type Commitment } from "../../../src-shared/chain/index.ts";
import { type CompetitionProfile, findBuiltIn } from "../../../src-shared/competition/index.ts";
import { err, inWords, ok } from "../../../src-shared/contract/index.ts";
import { type HubClient, HubError } from "../../../src-shared/hub/index.ts";
import { type PreflightRequest, preflight } from "./preflight.ts";

const profile = (id: string): CompetitionProfile => findBuiltIn(id) as CompetitionProfile;
const OWN = "miner/dataset:f127:0123456789abcdef0123456789abcdef01234567";
const request: PreflightRequest = {
  profile: profile("flock-off"),
  netuid: 12,
  hotkey: "5Own",
  repo: "miner/dataset",
  rows: 3,
  problems: { error: 0, warning: 0, hint: 0 },
};
const hub: Partial<HubClient> = {
  whoAmI: async () => ok({ name: "miner", orgs: [], canWrite: true }),
};

/** A chain on whose subnet the given hotkeys committed; those that begin with "5" are registered. */
function chainWith(texts: Readonly<Record<string, string>>, change: Partial<ChainClient> = {}): ChainClient {
  const commitments = new Map<string, Commitment>(
    Object.entries(texts).map(([hotkey, text]) => [hotkey, { block: 7, text }]),
  );
  const neurons = [...commitments.keys()]
    .filter((hotkey) => hotkey.startsWith("5"))
    .map((hotkey) => ({ hotkey }));
  const chain: Partial<ChainClient> = {
    registration: async () => ok({ uid: 4, block: 1 }),
    commitWindow: async () => ok({ kind: "now" }),
    commitment: async ({ hotkey }) => ok(commitments.get(hotkey) ?? null),
    commitments: async () => ok(commitments),
    metagraph: async () => ok({ neurons } as never),
    ...change,
  };
  return chain as ChainClient;
}

async function look(
  chain: ChainClient,
  change: Partial<PreflightRequest> = {},
  hubChange: Partial<HubClient> = {},
) {
  const result = await preflight({ ...request, ...change }, { ...hub, ...hubChange } as HubClient, chain);
  const of = (id: string) => {
    const check = result.checks.find((known) => known.id === id);
    return check && { ...check, detail: inWords(check.detail), mend: check.mend && inWords(check.mend) };
  };
  return { ...result, of };
}

describe("before a publication", () => {
  test("nothing stands in the way", async () => {
    const result = await look(chainWith({}));
    expect(result).toMatchObject({
      canPublish: true,
      needsConsent: [],
      commitmentForecast: "miner/dataset:f127:‹commit›",
      commitmentBytes: OWN.length,
    });
    expect(result.checks.every(({ state }) => state === "ok")).toBe(true);
  });

  test("what most registered miners commit for is asked about when it is another competition", async () => {
    const other = { "5A": "a/a:1:None", "5B": "b/b:1:None", "5C": "c/c:f127:None" };
    const warned = await look(chainWith(other));
    expect(warned.needsConsent).toEqual(["competition"]);
    expect(warned.of("competition")?.detail).toContain("2 of the 3 registered miners");
    const gone = {
      "5A": "a/a:1:None",
      gone: "b/b:1:None",
      away: "b/b:1:None",
      "5C": "c/c:f127:None",
      "5D": "d/d:f127:None",
    };
    expect((await look(chainWith(gone))).needsConsent).toEqual([]);
    const scattered = {
      "5A": "a/a:1:None",
      "5B": "b/b:2:None",
      "5C": "c/c:f127:None",
      "5D": "d/d:f127:None",
      "5E": "e/e:3:None",
    };
    expect((await look(chainWith(scattered))).needsConsent).toEqual([]);
  });

  test.each([
    ["flock-off", "win rate", "4%"],
    ["flock-off-daily", "best of the day", "duplicates"],
    ["flock-off-bench", "duplicates", "block 7"],
  ])("in %s what the present commitment's block is worth is said", async (id, ...words) => {
    const result = await look(chainWith({ "5Own": OWN }), { profile: profile(id) });
    expect(result.needsConsent).toContain("replaces");
    for (const word of words) expect(result.of("replaces")?.detail).toContain(word);
  });

  test("the very rows that stand there already cost nothing", async () => {
    const result = await look(chainWith({ "5Own": OWN }), { published: OWN });
    expect(result.needsConsent).toEqual([]);
    expect(result.of("replaces")).toMatchObject({ state: "ok" });
  });

  test("what stands in the way has its error's code and its mend", async () => {
    const cases = [
      [await look(chainWith({}), { rows: 0 }), "rows", "PublishNothing"],
      [
        await look(chainWith({}), { problems: { error: 2, warning: 1, hint: 0 } }),
        "lint",
        "PublishBlockedByLint",
      ],
      [await look(chainWith({}), { repo: "rival/data" }), "repo", "PublishRepoNotYours"],
      [await look(chainWith({}), { repo: `miner/${"x".repeat(90)}` }), "string", "SubmissionTooLong"],
      [
        await look(chainWith({}), {}, { whoAmI: async () => err(new HubError("HubTokenMissing")) }),
        "hub",
        "HubTokenMissing",
      ],
      [
        await look(
          chainWith({}),
          {},
          { whoAmI: async () => ok({ name: "miner", orgs: [], canWrite: false }) },
        ),
        "hub",
        "HubTokenCannotWrite",
      ],
      [await look(chainWith({}, { registration: async () => ok(null) })), "registration", "NotRegistered"],
      [
        await look(chainWith({}, { registration: async () => err(new ChainError("ChainTimeout")) })),
        "registration",
        "ChainTimeout",
      ],
    ] as const;
    for (const [result, id, code] of cases) {
      expect(result.of(id)).toMatchObject({ state: "error", code, mend: expect.any(String) });
      expect(result.canPublish).toBe(false);
    }
  });

  test("the cooldown is foretold", async () => {
    const wait = { kind: "wait", untilBlock: 90, blocksLeft: 12, reason: "CooldownSpace" } as const;
    const waiting = await look(chainWith({}, { commitWindow: async () => ok(wait) }));
    expect(waiting.of("window")).toMatchObject({ state: "ok", detail: expect.stringContaining("12 blocks") });
    const unknown = await look(chainWith({}, { commitWindow: async () => ok({ kind: "unknown" }) }));
    expect(unknown.of("window")?.detail).toContain("120 s");
  });
});
