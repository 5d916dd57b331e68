import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { connectChain } from "../../chain/index.ts";
import { builtInProfiles, decodeSubmission, membership, rowOverlap } from "../../competition/index.ts";
import { unwrap } from "../../contract/index.ts";
import { createHubClient } from "../../hub/index.ts";
import { evalSetText } from "../rivals.ts";
import { everydayEvalRows, practiceRivals } from "./cast.ts";
import { openPracticeGround } from "./ground.ts";
import { PRACTICE_ROWS, practiceProfile } from "./practice-profile.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-ground-"));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");
const sandboxRows = lines(evalSetText());

test.each(builtInProfiles.map((profile) => [profile.id, practiceProfile(profile)] as const))(
  "%s: one rival of each kind, its rows true to its kind",
  (_, profile) => {
    const members = profile.rows.mustComeFromEvalSet;
    const evalRows = members ? sandboxRows : everydayEvalRows();
    const rivals = new Map(practiceRivals(profile, evalRows).map((rival) => [rival.kind, rival]));
    const rowsOf = (kind: Parameters<typeof rivals.get>[0]): string[] =>
      lines(rivals.get(kind)?.content ?? "");
    expect([...rivals.keys()].sort()).toEqual(["duplicate", "good", "invalid", "noisy", "shuffled"]);
    expect(practiceRivals(profile, evalRows)).toEqual([...rivals.values()]);
    expect(rowsOf("duplicate")).toEqual(rowsOf("good"));
    expect([...rivals.values()].filter(({ isLate }) => isLate).map(({ kind }) => kind)).toEqual([
      "duplicate",
    ]);
    expect(rowsOf("good").length).toBeLessThanOrEqual(profile.rows.limit ?? 0);
    const verdict = (kind: "good" | "noisy" | "shuffled" | "invalid"): boolean =>
      membership(rowsOf(kind), new Set(evalRows)).isMember;
    if (members) {
      expect([verdict("good"), verdict("noisy")]).toEqual([true, true]);
      expect([verdict("shuffled"), verdict("invalid")]).toEqual([false, false]);
      const { duplicates } = profile;
      if (duplicates.kind !== "shared-rows") throw new Error("another rule");
      const shared = rowOverlap;
      expect(shared(rowsOf("good"), rowsOf("duplicate"))).toBeGreaterThan(duplicates.moreThan);
      expect(shared(rowsOf("good"), rowsOf("noisy"))).toBe(0);
      // Who simply takes the first rows is nobody's copy.
      expect(shared(rowsOf("good"), evalRows.slice(0, profile.rows.limit ?? 0))).toBeLessThanOrEqual(
        duplicates.moreThan,
      );
    } else {
      const own = rowsOf("good").filter((row) => evalRows.includes(row));
      expect(own).toEqual([]);
      expect(rowsOf("shuffled").filter((row) => rowsOf("good").includes(row))).toEqual([]);
      expect(rowsOf("invalid").filter((row) => JSON.parse(row).system === null)).toHaveLength(1);
    }
  },
);

test("on the ground everybody has committed, the copy after the others, and of a large dataset what counts", async () => {
  const profile = builtInProfiles.find(({ id }) => id === "flock-off");
  if (profile === undefined) throw new Error("no profile");
  const many = Array.from({ length: PRACTICE_ROWS + 20 }, (_, index) =>
    JSON.stringify({ system: `${index}` }),
  );
  const ground = await openPracticeGround({ dir, profile, ownRows: many.join("\n"), evalRows: null });
  const client = unwrap(await connectChain({ endpoints: [ground.chain.url] }));
  try {
    const netuid = profile.netuids.sandbox;
    const commitments = unwrap(await client.commitments({ netuid }));
    const blocks = ground.participants.map(({ kind, hotkey }) => [kind, commitments.get(hotkey)?.block]);
    const [[, first]] = blocks as [[unknown, number]];
    for (const [kind, block] of blocks) {
      if (kind === "duplicate") expect(block).toBeGreaterThan(first);
      else expect(block).toBe(first);
    }
    const you = ground.participants.find(({ kind }) => kind === null);
    const submission = decodeSubmission(commitments.get(you?.hotkey ?? "")?.text ?? "");
    const file = join(dir, "got.jsonl");
    const hub = createHubClient({ endpoint: ground.hub.url });
    const got = await hub.download({
      repo: submission?.repo ?? "",
      revision: submission?.revision ?? "",
      path: "data.jsonl",
      toFile: file,
      maxBytes: 1_000_000,
    });
    expect(got.ok).toBe(true);
    expect(ground.ownRows).toEqual({ total: PRACTICE_ROWS + 20, counting: PRACTICE_ROWS });
  } finally {
    await client.close();
    await ground.close();
  }
});
