import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { checkoutRoot } from "../../../../scripts/needs.ts";

const program = `
  import { Command } from "commander";
  import { addScoreCommand } from "./validator-headless/src/cli/commands/score.ts";
  const program = new Command("assay-validator");
  addScoreCommand(program);
  await program.parseAsync(process.argv.slice(1), { from: "user" });
`;

function score(input: string) {
  return spawnSync(process.execPath, ["--input-type=module", "--eval", program, "score"], {
    cwd: checkoutRoot,
    input,
    encoding: "utf8",
  });
}

test("reads standard input and answers on standard output", () => {
  const { status, stdout } = score('{"rowOverlap":[{"a":[1,1.0],"b":[1.0]}]}');
  expect([status, stdout]).toEqual([0, '{"rowOverlap":[{"a":[1,1.0],"b":[1.0],"actual":1}]}\n']);
});

test("exits with 2 and names case and field where the input cannot be used", () => {
  const { status, stdout, stderr } = score('{"rowOverlap":[{"a":[1]}]}');
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("rowOverlap[0].b must be a list.");
});
