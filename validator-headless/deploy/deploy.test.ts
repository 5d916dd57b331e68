import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { unwrap } from "../../src-shared/contract/index.ts";
import { addConfigCommand } from "../src/cli/commands/config.ts";
import { addDoctorCommand } from "../src/cli/commands/doctor.ts";
import { addConfigOptions, loadConfig } from "../src/config/index.ts";
import { variableOf } from "../src/config/setting.ts";
import { settingPaths } from "../src/config/settings.ts";
import { metricNames } from "../src/http/metrics.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const read = (name: string): string => readFileSync(here(name), "utf8");
const guides = [...readdirSync(here("../docs")).map((name) => join("..", "docs", name)), "../README.md"];

describe("what is shipped agrees with the program", () => {
  test("every metric that an alert asks for exists", () => {
    const asked = [...read("alerts.rules.yaml").matchAll(/assay_validator_\w+/g)].map(([name]) => name);
    expect(asked.length).toBeGreaterThan(12);
    expect(asked.filter((name) => !metricNames.includes(name))).toEqual([]);
  });

  test.each([
    "assay-validator.service",
    "assay-validator-worker@.service",
    "Dockerfile",
    "compose.example.yaml",
    ...guides,
  ])("every variable in %s sets something", (name) => {
    const known = [...settingPaths.map(variableOf), "ASSAY_VALIDATOR_CONFIG"];
    const named = [...read(name).matchAll(/ASSAY_VALIDATOR_[A-Z_]*[A-Z]/g)].map(([variable]) => variable);
    expect(named.filter((variable) => !known.includes(variable))).toEqual([]);
  });

  test("the example's configuration is taken", () => {
    const flags = new Map([["--config", here("config.example.toml")]]);
    const { config, warnings } = unwrap(loadConfig({ flags, env: { HF_HOME: "/nowhere" }, cwd: here(".") }));
    expect(config).toMatchObject({ netuid: 96, engine: { kind: "torch", allowInexact: false } });
    expect(warnings).toEqual([]);
  });

  test.each(guides)("every setting and flag of the configuration in %s exists", (name) => {
    const program = new Command();
    addConfigCommand(program);
    addDoctorCommand(program);
    addConfigOptions(program);
    const flags = [program, ...program.commands].flatMap(({ options }) => options.map(({ long }) => long));
    const tables = [
      ...new Set(settingPaths.filter((path) => path.includes(".")).map((path) => path.split(".")[0])),
    ];
    const settingsNamed = [...read(name).matchAll(/`([a-z-]+)\.([a-z-]+)`/g)].filter(([, table]) =>
      tables.includes(table),
    );
    expect(
      settingsNamed
        .map(([, table, key]) => `${table}.${key}`)
        .filter((path) => !settingPaths.includes(path as never)),
    ).toEqual([]);
    const dotted = [...read(name).matchAll(/--[a-z_-]+\.[a-z_-]+/g)].map(([flag]) => flag);
    expect(dotted.filter((flag) => !flags.includes(flag))).toEqual([]);
  });
});
