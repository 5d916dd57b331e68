// Edits the first row again and again, saying each number once it is stored, until it is killed.
import { defaultLintOptions } from "../../../../src-shared/dataset/index.ts";
import { Project } from "../index.ts";

const project = new Project(
  {
    path: process.argv[2] ?? "",
    lint: { ...defaultLintOptions, levels: { "system-null": "error" } },
    threshold: 0.8,
    onChange: () => {},
  },
  "open",
);
for (let number = 1; ; number++) {
  project.edit(1, { kind: "setTurnContent", turn: 1, content: String(number) });
  process.stdout.write(`${number}\n`);
}
