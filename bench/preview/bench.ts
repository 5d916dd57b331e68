/**
 * How well previews rank datasets: `npm run bench -- preview [--rows N] [--eval-rows N] [--budgets quick,normal]`. Makes
 * variants of a dataset of the reference data's maths questions (answers shuffled for a share of the rows, cut short, in
 * capitals, repeated, mixed with other data …), which the practice model was not trained on, and compares the order in
 * which previews of smaller budgets put them with the order of a full run: all rows, three runs, all eval rows. Prints a
 * JSON line a variant, then Spearman's rank correlation of each budget with the full run. Half an hour on two cores; ten
 * minutes with `--rows 96 --eval-rows 48 --budgets quick`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkoutRoot, sharedDir } from "../../scripts/needs.ts";
import { childProcessHost } from "../../src-main/hosts/node/index.ts";
import {
  BUDGET_NAMES,
  type BudgetName,
  type PlacedRow,
  preparePreview,
} from "../../src-main/services/preview/index.ts";
import { findBuiltIn } from "../../src-shared/competition/index.ts";
import { engineEntry, runRemotely } from "../../src-shared/engine/index.ts";
import { spearman } from "../spearman.ts";
import { type Chat, variantsOf } from "./variants.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "200" },
    "eval-rows": { type: "string", default: "96" },
    budgets: { type: "string", default: "quick,normal" },
  },
});
const rowCount = Number(values.rows);
const evalCount = Number(values["eval-rows"]);
const budgets = BUDGET_NAMES.filter((name) => name !== "full" && values.budgets.split(",").includes(name));
const profile = findBuiltIn("flock-off");
const shared = sharedDir();
if (shared === null || profile === undefined)
  throw new Error("the reference data is not beside this checkout");

/** Every tenth row is one that the practice model did not see. */
const unseen = <T>(rows: readonly T[]): T[] => rows.filter((_, index) => index % 10 === 9);
const read = (name: string): string => readFileSync(join(shared, "data", name), "utf8");
const maths = unseen(
  read("gsm8k-train.jsonl")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { question: string; answer: string }),
).map(({ question, answer }): Chat => ({ question, answer }));
const others = ["gpteacher-roleplay.json", "gpteacher-toolformer-dedupe-only.json"].map((name) =>
  unseen(JSON.parse(read(name)) as { instruction: string; response: string }[]).map(
    ({ instruction, response }): Chat => ({ question: instruction, answer: response.slice(0, 1200) }),
  ),
);

const toRows = (chats: readonly Chat[]): PlacedRow[] =>
  chats.map(({ question, answer }, index) => ({
    index,
    json: JSON.stringify({
      system: "You are a helpful assistant.",
      conversations: [
        { role: "user", content: question },
        { role: "assistant", content: answer },
      ],
    }),
  }));

const evalRows = toRows(maths.slice(0, evalCount));
const model = {
  id: "practice",
  title: "Practice model",
  folder: join(checkoutRoot, "resources", "practice-model"),
};

async function lossWith(
  chats: readonly Chat[],
  budget: BudgetName,
): Promise<{ loss: number; seconds: number }> {
  if (profile === null) throw new Error("no profile");
  const rows = toRows(chats);
  const { request } = preparePreview({ profile, model, budget, seed: 1, rankRows: false, rows, evalRows });
  const child = childProcessHost.spawn(engineEntry(), { name: "engine" });
  const { evalLosses, seconds } = await runRemotely(child, request).result;
  return { loss: evalLosses.reduce((sum, loss) => sum + loss, 0) / evalLosses.length, seconds };
}

const found: Record<BudgetName, number[]> = { quick: [], normal: [], full: [] };
for (const { name, chats } of variantsOf(maths.slice(evalCount, evalCount + rowCount), others)) {
  const line: Record<string, number | string> = { variant: name };
  for (const budget of [...budgets, "full"] as const) {
    const { loss, seconds } = await lossWith(chats, budget);
    found[budget].push(loss);
    line[budget] = Number(loss.toFixed(5));
    line[`${budget}Seconds`] = Math.round(seconds);
  }
  console.log(JSON.stringify(line));
}
for (const budget of budgets) {
  const correlation = spearman(found[budget], found.full);
  console.log(
    JSON.stringify({ budget, variants: found.full.length, rankCorrelation: Number(correlation.toFixed(3)) }),
  );
}
