import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findBuiltIn } from "../../../src-shared/competition/index.ts";
import { unwrap } from "../../../src-shared/contract/index.ts";
import { addConfigOptions, type ConfigError, flagsGiven, loadConfig, settingRows } from "./index.ts";
import { settingPaths } from "./settings.ts";

let dir: string;
/** Keeps the login and the credentials of whoever runs the tests out of them. */
let bare: Record<string, string>;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "assay-config-"));
  bare = { HF_HOME: join(dir, "no-login") };
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function load(args: readonly string[], env: Record<string, string> = {}, toml?: string) {
  if (toml !== undefined) writeFileSync(join(dir, "assay-validator.toml"), toml);
  const command = addConfigOptions(new Command("run")).exitOverride();
  command.parse([...args], { from: "user" });
  return loadConfig({ flags: flagsGiven(command), env: { ...bare, ...env }, cwd: dir });
}

function mistakes(...input: Parameters<typeof load>): ConfigError["mistakes"] {
  const loaded = load(...input);
  if (loaded.ok) throw new Error("it was taken");
  return loaded.error.mistakes;
}

const REAL = ["--network", "finney", "--profile", "flock-off-daily", "--allow-inexact"];

describe("layers", () => {
  test("without anything practice on the sandbox is configured whole", () => {
    const { config, warnings, file } = unwrap(load([]));
    expect(config.network).toEqual({ name: "sandbox", endpoints: [], genesisHash: null });
    expect(config).toMatchObject({ netuid: 96, rules: "reference", hub: { token: null, endpoint: null } });
    expect(config.evalSet.repo).toBe(findBuiltIn("flock-off-daily")?.evaluation.repo);
    expect({ warnings, file }).toEqual({ warnings: [], file: null });
  });

  test("flags win over variables, these over .env, it over the file, and the file over defaults", () => {
    const toml = `netuid = 1\n[limits]\nrows = 1\nfile-mb = 1\nline-mb = 1\n`;
    writeFileSync(
      join(dir, ".env"),
      "ASSAY_VALIDATOR_NETUID=2\nASSAY_VALIDATOR_LIMITS_ROWS=2\nASSAY_VALIDATOR_LIMITS_FILE_MB=2\n",
    );
    const env = { ASSAY_VALIDATOR_NETUID: "3", ASSAY_VALIDATOR_LIMITS_ROWS: "3" };
    const { config, sources } = unwrap(load(["--netuid", "4"], env, toml));
    expect([config.netuid, config.limits.rows, config.limits.fileMb, config.limits.lineMb]).toEqual([
      4, 3, 2, 1,
    ]);
    expect(config.limits.memoryMb).toBe(16_000);
    expect(sources.get("netuid")).toBe("--netuid");
    expect(sources.get("limits.rows")).toBe("ASSAY_VALIDATOR_LIMITS_ROWS");
    expect(sources.get("limits.file-mb")).toBe("ASSAY_VALIDATOR_LIMITS_FILE_MB in .env");
    expect(sources.get("limits.line-mb")).toBe(`${join(dir, "assay-validator.toml")} line 5`);
    expect(sources.get("limits.memory-mb")).toBe("default");
    expect(sources.get("eval-set.repo")).toBe("the profile");
  });

  test("an empty variable counts as none", () => {
    expect(unwrap(load([], { ASSAY_VALIDATOR_NETUID: "", HF_TOKEN: "" })).config.netuid).toBe(96);
  });

  test("paths of the file are meant from its own folder", () => {
    mkdirSync(join(dir, "etc"));
    writeFileSync(join(dir, "etc", "v.toml"), `data-dir = "state"\n[wallet]\npath = "~/w"\n`);
    const { config } = unwrap(load(["--config", "etc/v.toml", "--cache-dir", "here"]));
    expect(config.dataDir).toBe(join(dir, "etc", "state"));
    expect(config.cacheDir).toBe(join(dir, "here"));
    expect(config.wallet.path).toMatch(/^\/.*\/w$/);
  });

  test("a fifth competition is a file, and fills in what nobody chose", () => {
    const daily = findBuiltIn("flock-off-daily");
    const own = { ...daily, id: "own", rules: "strict", netuids: { ...daily?.netuids, finney: 7 } };
    writeFileSync(join(dir, "own.json"), JSON.stringify(own));
    const { config } = unwrap(load(["--network", "finney", "--profile", "./own.json", "--allow-inexact"]));
    expect(config).toMatchObject({ netuid: 7, rules: "strict", profile: { value: { id: "own" } } });
    expect(config.profile.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("every setting is shown", () => {
    expect(settingRows(unwrap(load([]))).map(({ path }) => path)).toEqual(settingPaths);
  });
});

describe("flags of habit", () => {
  test("mean what they mean elsewhere", () => {
    const { config } = unwrap(
      load([
        ...["--netuid", "12", "--wallet.name", "mine", "--wallet.hotkey", "val", "--wallet.path", "/w"],
        ...[
          "--subtensor.network",
          "finney",
          "--logging.trace",
          "--cache_dir",
          "/c",
          "--block_threshold",
          "30",
        ],
        ...["--profile", "flock-off-daily", "--allow-inexact"],
      ]),
    );
    expect(config.network).toMatchObject({ name: "finney", genesisHash: expect.stringMatching(/^0x/) });
    expect(config.wallet).toMatchObject({ path: "/w", name: "mine", hotkey: "val", isNamed: true });
    expect(config).toMatchObject({ netuid: 12, cacheDir: "/c", weights: { blocksBeforeEpochEnd: 30 } });
    expect(config.log.level).toBe("trace");
  });

  test("a node's address alone tells the network where it is a public one", () => {
    const given = (url: string, ...more: string[]) =>
      unwrap(load(["--subtensor.chain_endpoint", url, ...REAL.slice(2), "--netuid", "1", ...more])).config
        .network;
    expect(given("wss://entrypoint-finney.opentensor.ai:443").name).toBe("finney");
    expect(given("ws://10.0.0.1:9944")).toEqual({
      name: null,
      endpoints: ["ws://10.0.0.1:9944"],
      genesisHash: null,
    });
    expect(given("ws://10.0.0.1:9944", "--subtensor.network", "finney")).toMatchObject({
      name: "finney",
      endpoints: ["ws://10.0.0.1:9944"],
    });
  });

  test("rounds of one's own size are taken, with a warning where others validate too", () => {
    const flags = ["--blocks_per_epoch", "360", "--miner_sample_size", "10"];
    expect(unwrap(load(flags)).config.rounds).toEqual({ miners: 10, blocks: 360 });
    expect(unwrap(load(flags)).warnings).toEqual([]);
    const elsewhere = ["--network", "finney", "--profile", "flock-off-daily", "--allow-inexact"];
    const { warnings } = unwrap(load([...flags, ...elsewhere]));
    expect(warnings.map(({ where }) => where)).toContain("rounds.miners");
  });

  test("two spellings that disagree are a mistake, two that agree are none", () => {
    const [mistake] = mistakes(["--cache-dir", "/a", "--cache_dir", "/b"]);
    expect(mistake?.where).toBe("--cache-dir and --cache_dir");
    expect(load(["--cache-dir", "/a", "--cache_dir", "/a"]).ok).toBe(true);
  });
});

describe("mistakes", () => {
  test("are all named at once, each with its place", () => {
    const toml = `nettuid = 3\n[engine]\nkind = "jax"\n[wallet]\npassword = "x"\n`;
    const found = mistakes(
      ["--netuid", "70000", "--http.host", "0.0.0.0"],
      {
        ASSAY_VALIDATOR_LIMITS_ROWS: "many",
        ASSAY_VALIDATOR_NETWROK: "x",
        ASSAY_VALIDATOR_PROFILE: "nothing",
      },
      toml,
    );
    const file = join(dir, "assay-validator.toml");
    expect(found.map(({ where }) => where).sort()).toEqual(
      [
        ...["--netuid", "http.host", "ASSAY_VALIDATOR_LIMITS_ROWS", "ASSAY_VALIDATOR_NETWROK"],
        ...["ASSAY_VALIDATOR_PROFILE", `${file} line 1`, `${file} line 3`, `${file} line 5`],
      ].sort(),
    );
    expect(found.find(({ where }) => where.endsWith("line 1"))?.mend).toBe("Is netuid meant?");
    expect(found.find(({ where }) => where === "ASSAY_VALIDATOR_NETWROK")?.mend).toBe(
      "Is ASSAY_VALIDATOR_NETWORK meant?",
    );
    for (const { mend } of found) expect(mend).not.toBe("");
  });

  test("a file that is no TOML is named with its line", () => {
    expect(mistakes([], {}, "netuid = 1\nprofile = flock\n")[0]?.where).toMatch(/toml line 2$/);
    expect(mistakes(["--config", "none.toml"])[0]?.what).toContain("there is no such file");
  });

  test.each([
    ["profile", ["--network", "finney", "--allow-inexact"]],
    ["netuid", ["--network", "local", "--profile", "flock-off-daily", "--allow-inexact"]],
    ["eval-set.repo", ["--profile", "flock-off"]],
    ["engine.kind", ["--network", "finney", "--profile", "flock-off-daily"]],
    ["engine.device", ["--engine.kind", "torch", "--engine.device", "webgpu"]],
    ["hub.token-file", ["--hub.token-file", "none"]],
  ])("%s is asked for where it is needed", (where, args) => {
    expect(mistakes(args).map((mistake) => mistake.where)).toEqual([where]);
  });

  test("every mistake of a profile's file is named", () => {
    writeFileSync(
      join(dir, "own.json"),
      JSON.stringify({ ...findBuiltIn("flock-off"), version: "1", rules: "own" }),
    );
    const found = mistakes(["--profile", "./own.json"]);
    expect(found.map(({ what }) => what.split(":")[0])).toEqual(["version", "rules"]);
  });
});

describe("secrets", () => {
  const TOKEN = "hf_planted0123456789";

  test.each(["variable", ".env", "file", "credential", "login"])(
    "the hub token is taken from a %s",
    (from) => {
      writeFileSync(join(dir, "token"), `${TOKEN}\n`);
      writeFileSync(join(dir, "hub-token"), TOKEN);
      if (from === ".env") writeFileSync(join(dir, ".env"), `HF_TOKEN=${TOKEN}\n`);
      const env = {
        variable: { HF_TOKEN: TOKEN },
        credential: { CREDENTIALS_DIRECTORY: dir },
        login: { HF_HOME: dir },
      }[from];
      const { config } = unwrap(load(from === "file" ? ["--hub.token-file", "token"] : [], { ...env }));
      expect(config.hub.token?.reveal()).toBe(TOKEN);
      expect(config.hub.tokenSource).not.toBeNull();
    },
  );

  test("show in no way of printing a configuration or a mistake", () => {
    const url = "rediss://:planted-password@queue.example:6380/0";
    const loaded = unwrap(load([], { HF_TOKEN: TOKEN, ASSAY_VALIDATOR_QUEUE: url }));
    expect(loaded.config.queue.kind === "redis" && loaded.config.queue.url.reveal()).toBe(url);
    const refused = mistakes([], { ASSAY_VALIDATOR_QUEUE: "http://:planted-password@queue.example" });
    const printed = [
      JSON.stringify(loaded),
      inspect(loaded, { depth: 9 }),
      JSON.stringify(settingRows(loaded)),
      JSON.stringify(refused),
    ].join("\n");
    expect(printed).not.toMatch(/planted/);
    expect(printed).toContain("queue.example:6380");
  });

  test("a password in the file, and a queue without TLS or password elsewhere, are warned of", () => {
    expect(unwrap(load([], {}, `queue = "rediss://:pw@q.example"\n`)).warnings[0]?.what).toContain(
      "password",
    );
    expect(unwrap(load([], { ASSAY_VALIDATOR_QUEUE: "redis://q.example" }, "")).warnings).toHaveLength(2);
    expect(unwrap(load([], { ASSAY_VALIDATOR_QUEUE: "redis://127.0.0.1:6379" }, "")).warnings).toHaveLength(
      0,
    );
  });
});
