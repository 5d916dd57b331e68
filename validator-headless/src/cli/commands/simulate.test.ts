import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { checkoutRoot } from "../../../../scripts/needs.ts";
import { builtInProfiles } from "../../../../src-shared/competition/index.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-simulate-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const program = `
  import { Command } from "commander";
  import { addSimulateCommand } from "./validator-headless/src/cli/commands/simulate.ts";
  const program = new Command("assay-validator");
  addSimulateCommand(program);
  await program.parseAsync(process.argv.slice(1), { from: "user" });
`;

function simulate(...args: string[]) {
  return spawnSync(process.execPath, ["--input-type=module", "--eval", program, "simulate", ...args], {
    cwd: checkoutRoot,
    encoding: "utf8",
  });
}

function file(name: string, content: unknown): string {
  const path = join(dir, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

test("plays a competition from a file, and the same again for the same seed", () => {
  const own = { ...structuredClone(builtInProfiles[0]), id: "my-own", rules: "strict" };
  const args = ["--profile", file("own.json", own), "--epochs", "3", "--miners", "20", "--seed", "s"];
  const first = simulate(...args, "--json");
  expect([first.status, first.stderr]).toEqual([0, ""]);
  expect(JSON.parse(first.stdout)).toMatchObject({
    profile: { id: "my-own" },
    rules: "strict",
    epochs: 3,
    miners: 20,
    seed: "s",
  });
  expect(simulate(...args, "--json").stdout).toBe(first.stdout);
  expect(simulate(...args).stdout).toContain('my-own 1.0.0 under the rules "strict"');
});

describe("refuses with 2", () => {
  const usual = ["--profile", "flock-off", "--epochs", "1", "--miners", "4"];
  test.each([
    ["a competition that it doesn't know", ["--profile", "flock"], "no competition called flock"],
    ["a profile that is not there", ["--profile", "./none.json"], "./none.json cannot be read"],
    ["no epochs", [...usual, "--epochs", "0"], "--epochs cannot be 0"],
    ["half a miner", [...usual, "--miners", "2.5"], "--miners cannot be 2.5"],
    ["losses that are not there", [...usual, "--losses", "./none.json"], "./none.json cannot be read"],
    [
      "losses that are no table",
      [...usual, "--losses", file("flat.json", [1, 2])],
      "is no table of losses: 0:",
    ],
    ["losses of 0", [...usual, "--losses", file("zero.json", [[2, 0]])], "is no table of losses: 0.1:"],
    ["losses that are no JSON", [...usual, "--losses", file("text.json", "[[")], "is no table of losses"],
  ])("%s", (_, args, complaint) => {
    const { status, stdout, stderr } = simulate(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(complaint);
  });
});
