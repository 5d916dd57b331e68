import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { noBox, passwordBox } from "../../hosts/node/index.ts";
import { DEFAULT_SETTINGS, LoginStore, SettingsStore } from "./index.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-settings-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("SettingsStore", () => {
  test("starts with the defaults and remembers changes", () => {
    const file = join(dir, "settings.json");
    expect(new SettingsStore(file).get()).toEqual(DEFAULT_SETTINGS);
    new SettingsStore(file).set({ theme: "dark", repo: "miner/data" });
    expect(new SettingsStore(file).get()).toEqual({ ...DEFAULT_SETTINGS, theme: "dark", repo: "miner/data" });
  });

  test.each(["", "[]", "{", '{"theme":"pink","nearDuplicateThreshold":9}'])(
    "falls back where the file holds %j",
    (text) => {
      const file = join(dir, "broken.json");
      writeFileSync(file, text);
      expect(new SettingsStore(file).get()).toEqual(DEFAULT_SETTINGS);
    },
  );
});

describe("LoginStore", () => {
  const token = "hf_plantedPlantedPlanted";

  test("keeps a token sealed and opens it again with the same password only", async () => {
    const at = join(dir, "sealed");
    await new LoginStore(at, passwordBox("one")).save("sandbox", token);
    for (const file of readdirSync(at)) expect(readFileSync(join(at, file), "latin1")).not.toContain(token);
    expect(await new LoginStore(at, passwordBox("one")).read("sandbox")).toBe(token);
    expect(await new LoginStore(at, passwordBox("two")).read("sandbox")).toBeNull();
    const store = new LoginStore(at, passwordBox("one"));
    store.forget("sandbox");
    expect(await store.read("sandbox")).toBeNull();
  });

  test("writes nothing where nothing protects it", async () => {
    const at = join(dir, "open");
    const store = new LoginStore(at, noBox);
    await store.save("sandbox", token);
    expect(await store.read("sandbox")).toBe(token);
    expect(await new LoginStore(at, noBox).read("sandbox")).toBeNull();
    expect(() => readdirSync(at)).toThrow();
  });
});
