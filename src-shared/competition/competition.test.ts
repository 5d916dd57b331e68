import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultLintOptions, lintRow, makeRow } from "../dataset/index.ts";
import {
  builtInProfiles,
  type CompetitionProfile,
  decodeSubmission,
  encodeSubmission,
  findBuiltIn,
  lintOptionsOf,
  netuidFor,
  parseProfile,
  parseProfileText,
  profileHash,
  revisionMatches,
  submissionBytes,
} from "./index.ts";

const flockOff = findBuiltIn("flock-off") as CompetitionProfile;
const changed = (change: Record<string, unknown>): Record<string, unknown> => ({
  ...structuredClone(flockOff),
  ...change,
});

describe("profiles", () => {
  test("the built-in ones are four, on four sandbox subnets", () => {
    expect(builtInProfiles.map(({ id }) => id).sort()).toEqual([
      "flock-dataset",
      "flock-off",
      "flock-off-bench",
      "flock-off-daily",
    ]);
    expect(new Set(builtInProfiles.map(({ netuids }) => netuids.sandbox)).size).toBe(4);
  });

  test("every mistake is named with its place", () => {
    const result = parseProfile(
      changed({ version: "1", rows: { limit: 0 }, lint: { "no-such-rule": "error" }, extra: 1 }),
    );
    if (result.ok) throw new Error("accepted");
    for (const place of ["version", "rows.limit", "rows.mustComeFromEvalSet", "lint.no-such-rule", "extra"]) {
      expect(result.error.mistakes.join("\n")).toContain(place);
    }
  });

  test.each(["", "{", "[]", "null", "7"])("refuses %j", (text) => {
    expect(parseProfileText(text).ok).toBe(false);
  });

  test("the hash follows the meaning, not the order of keys", () => {
    const shuffled = Object.fromEntries(Object.entries(flockOff).reverse()) as unknown as CompetitionProfile;
    expect(profileHash(shuffled)).toBe(profileHash(flockOff));
    expect(profileHash({ ...flockOff, fallbackLoss: 998 })).not.toBe(profileHash(flockOff));
    expect(new Set(builtInProfiles.map(profileHash)).size).toBe(4);
  });

  test("a null or missing system is an error under the reference's validators, a lesser matter elsewhere", () => {
    for (const row of [makeRow(null, []), makeRow(undefined, [])]) {
      const levels = (options: typeof defaultLintOptions): string[] =>
        lintRow(row, options)
          .filter(({ rule }) => rule.startsWith("system-"))
          .map(({ level }) => level);
      expect(levels(lintOptionsOf(flockOff))).toEqual(["error"]);
      expect(levels(defaultLintOptions)).toEqual(["warning"]);
    }
  });

  test("the subnet comes from the profile unless the user gives one", () => {
    expect(netuidFor(flockOff, "sandbox")).toEqual({ ok: true, value: 12 });
    expect(netuidFor(flockOff, "finney", 7)).toEqual({ ok: true, value: 7 });
    expect(netuidFor(flockOff, "finney")).toMatchObject({ error: { code: "NetuidUnknown" } });
  });
});

describe("submissions", () => {
  const sha = "0123456789abcdef0123456789abcdef01234567";
  const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
  const commit = fc.stringMatching(/^[0-9a-f]{40}$/);

  test("are read back as they were written", () => {
    fc.assert(
      fc.property(
        name,
        name,
        commit,
        fc.constantFrom(...builtInProfiles),
        (owner, repo, revision, profile) => {
          const text = encodeSubmission(profile, { repo: `${owner}/${repo}`, revision });
          if (!text.ok) throw text.error;
          expect(decodeSubmission(text.value)).toEqual({
            repo: `${owner}/${repo}`,
            competitionId: profile.competitionId,
            revision,
          });
          expect(submissionBytes(text.value)).toBeLessThanOrEqual(128);
        },
      ),
    );
  });

  test("have at most 128 bytes", () => {
    const repo = (length: number): string => `a/${"b".repeat(length - 2)}`;
    expect(encodeSubmission(flockOff, { repo: repo(82), revision: sha })).toMatchObject({ ok: true });
    expect(encodeSubmission(flockOff, { repo: repo(83), revision: sha })).toMatchObject({
      error: { code: "SubmissionTooLong" },
    });
  });

  test.each(["", "a", "a/b/c", "a b/c", "/b", "a/", "../b", "a/b:c"])("refuse the repository %j", (repo) => {
    expect(encodeSubmission(flockOff, { repo, revision: sha })).toMatchObject({
      error: { code: "SubmissionMalformed" },
    });
  });

  test.each(["", "main", sha.slice(1), sha.toUpperCase()])("refuse the revision %j", (revision) => {
    expect(encodeSubmission(flockOff, { repo: "a/b", revision }).ok).toBe(false);
  });

  test("None means main; what the validators ignore is null", () => {
    expect(decodeSubmission("a/b:f127:None")?.revision).toBe("main");
    for (const text of ['{"a":1}', "", "a/b:f127", "a/b:f127:x:y", "ab:f127:x", "a/b::x"])
      expect(decodeSubmission(text)).toBeNull();
  });

  test("a short revision must still have seven characters in common", () => {
    expect(revisionMatches(sha, sha)).toBe(true);
    expect(revisionMatches(sha.slice(0, 7), sha)).toBe(true);
    expect(revisionMatches(sha.slice(0, 6), sha)).toBe(false);
    expect(revisionMatches(sha.slice(0, 39), `${sha.slice(0, 38)}x7`)).toBe(false);
  });
});
