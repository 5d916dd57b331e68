// Edits the first row again and again, saying each number once it is stored, until it is killed.
import { defaultLintOptions } from "../../../../src-shared/dataset/index.ts";
import { Project } from "../index.ts";

const lint = { ...defaultLintOptions, levels: { "system-null": "error" as const } };
const project = await Project.open({
  path: process.argv[2] ?? "",
  mode: "open",
  standardsFor: () => ({ profileId: "test", lint, threshold: 0.8, evalSet: null, tokenizer: null }),
  onChange: () => {},
  watch: (check) => check({ signal: new AbortController().signal, onProgress: () => {} }),
  report: (error) => console.error(error),
});
for (let number = 1; ; number++) {
  await project.edit(1, { kind: "setTurnContent", turn: 1, content: String(number) });
  process.stdout.write(`${number}\n`);
}
