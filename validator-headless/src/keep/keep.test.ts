import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { folderGb, type KeptItem, planKeeping, surveyCache, type TidySystem, tidyCache } from "./index.ts";

const DAY = 24 * 3_600_000;
const NOW = 1_000 * DAY;

const itemArbitrary = fc.record({
  path: fc.integer({ min: 0, max: 9_999 }).map((id) => `datasets/${id}`),
  kind: fc.constant("dataset" as const),
  sizeBytes: fc.nat(1_000),
  lastUsedMs: fc.integer({ min: NOW - 60 * DAY, max: NOW }),
});
const scene = fc.record({
  items: fc.uniqueArray(itemArbitrary, { selector: ({ path }) => path, maxLength: 30 }),
  freeBytes: fc.nat(5_000),
  limits: fc.record({ maxBytes: fc.nat(10_000), maxAgeMs: fc.nat(60 * DAY), minFreeBytes: fc.nat(8_000) }),
  used: fc.array(fc.nat(29)),
});

describe("the plan", () => {
  const sum = (items: readonly KeptItem[]): number =>
    items.reduce((total, { sizeBytes }) => total + sizeBytes, 0);

  test("keeps every limit as far as what is in use lets it, and removes nothing without need", () => {
    fc.assert(
      fc.property(scene, ({ items, freeBytes, limits, used }) => {
        const inUse = new Set(used.flatMap((index) => items[index]?.path ?? []));
        const { removals, isStillTooFull } = planKeeping({ items, inUse, freeBytes, limits, nowMs: NOW });
        const removed = removals.map(({ item }) => item);
        const rest = items.filter((item) => !removed.includes(item));
        const removable = rest.filter(({ path }) => !inUse.has(path));
        const free = freeBytes + sum(removed);

        expect(removed.some(({ path }) => inUse.has(path))).toBe(false);
        expect(removable.some(({ lastUsedMs }) => NOW - lastUsedMs > limits.maxAgeMs)).toBe(false);
        if (removable.length > 0) {
          expect(sum(rest)).toBeLessThanOrEqual(limits.maxBytes);
          expect(free).toBeGreaterThanOrEqual(limits.minFreeBytes);
        }
        expect(isStillTooFull).toBe(free < limits.minFreeBytes);
        for (const { lastUsedMs } of removable) {
          for (const gone of removed) expect(gone.lastUsedMs).toBeLessThanOrEqual(lastUsedMs);
        }
        // Without its last removal some limit would be broken.
        const last = removals.at(-1)?.item;
        if (last !== undefined) {
          const isNeeded =
            NOW - last.lastUsedMs > limits.maxAgeMs ||
            sum(rest) + last.sizeBytes > limits.maxBytes ||
            free - last.sizeBytes < limits.minFreeBytes;
          expect(isNeeded).toBe(true);
        }
      }),
    );
  });

  test("spares what lies in something used, and what holds something used", () => {
    const items: KeptItem[] = ["models/a", "models/b", "models/ab"].map((path) => ({
      path,
      kind: "model",
      sizeBytes: 1,
      lastUsedMs: 0,
    }));
    const limits = { maxBytes: 0, maxAgeMs: 0, minFreeBytes: 0 };
    const plan = planKeeping({ items, inUse: new Set(["models/a/file"]), freeBytes: 0, limits, nowMs: NOW });
    expect(plan.removals.map(({ item }) => item.path)).toEqual(["models/ab", "models/b"]);
  });
});

describe("the cache", () => {
  let cacheDir: string;
  beforeEach(() => {
    cacheDir = mkdtempSync(join(tmpdir(), "assay-keep-"));
  });
  afterEach(() => rmSync(cacheDir, { recursive: true, force: true }));

  function put(path: string, ageDays: number, sizeBytes = 1_000_000): void {
    const file = join(cacheDir, path, "data");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.alloc(sizeBytes));
    const at = (NOW - ageDays * DAY) / 1000;
    for (const one of [file, dirname(file)]) utimesSync(one, at, at);
  }
  const here = (path: string): boolean => existsSync(join(cacheDir, path));
  const keep = { maxGb: 0.0035, maxAgeDays: 30, minFreeGb: 1 };
  const plenty: TidySystem = {
    remove: (path) => rm(path, { recursive: true, force: true }),
    freeBytes: () => Promise.resolve(5e9),
  };
  const tidy = (changes: Partial<Parameters<typeof tidyCache>[0]> = {}) =>
    tidyCache({ cacheDir, keep, inUse: new Set(), nowMs: NOW, system: plenty, ...changes });

  test("loses what is old, then the oldest of what is too much, and nothing in use", async () => {
    put("datasets/old", 40);
    put("models/used-old", 50);
    for (const [age, name] of ["eval-sets/a", "datasets/b", "adapters/c"].entries()) put(name, 10 - age);
    writeFileSync(join(cacheDir, "store.db"), "not the cache's");
    const { removed, freedBytes } = await tidy({ inUse: new Set(["models/used-old"]) });
    expect(removed.map(({ item, reason }) => [item.path, reason])).toEqual([
      ["datasets/old", "age"],
      ["eval-sets/a", "size"],
    ]);
    expect(freedBytes).toBeGreaterThan(2e6);
    expect([here("models/used-old"), here("datasets/b"), here("adapters/c"), here("store.db")]).toEqual(
      Array(4).fill(true),
    );
    expect([here("datasets/old"), here("eval-sets/a")]).toEqual([false, false]);
  });

  test("makes room on a full disk, and says where that is not enough", async () => {
    put("datasets/a", 1);
    const full = { ...plenty, freeBytes: () => Promise.resolve(0) };
    expect(await tidy({ system: full })).toMatchObject({
      isStillTooFull: true,
      removed: [{ reason: "free-disk" }],
    });
  });

  test("goes on when one removal fails, and ends it the next time", async () => {
    put("datasets/a", 50);
    put("datasets/b", 40);
    const system: TidySystem = {
      ...plenty,
      remove: (path) =>
        path.endsWith("a")
          ? Promise.reject(Object.assign(new Error(), { code: "EIO" }))
          : plenty.remove(path),
    };
    const first = await tidy({ system });
    expect(first.failed).toEqual([{ path: "datasets/a", reason: "EIO" }]);
    expect(first.removed.map(({ item }) => item.path)).toEqual(["datasets/b"]);
    // Nobody finds a dataset that is half gone.
    expect(here("datasets/a")).toBe(false);
    expect((await tidy()).failed).toEqual([]);
    expect(await folderGb(join(cacheDir, "datasets"))).toBeLessThan(1e-4);
  });

  test("never follows a link out of itself", async () => {
    const outside = mkdtempSync(join(tmpdir(), "assay-outside-"));
    writeFileSync(join(outside, "precious"), Buffer.alloc(10_000_000));
    mkdirSync(join(cacheDir, "datasets"), { recursive: true });
    symlinkSync(outside, join(cacheDir, "datasets", "link"));
    expect((await surveyCache(cacheDir))[0]?.sizeBytes).toBeLessThan(1_000);
    await tidy({ keep: { ...keep, maxAgeDays: 0.000001 }, nowMs: Date.now() + DAY });
    expect(here("datasets/link")).toBe(false);
    expect(existsSync(join(outside, "precious"))).toBe(true);
    rmSync(outside, { recursive: true });
  });

  test("is nothing where there is none", async () => {
    expect(await surveyCache(join(cacheDir, "none"))).toEqual([]);
    expect(await folderGb(join(cacheDir, "none"))).toBe(0);
  });
});
