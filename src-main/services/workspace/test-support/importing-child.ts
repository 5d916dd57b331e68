// Imports a file into a project and says when its first rows can be read, until it is killed.

import { defaultLintOptions } from "../../../../src-shared/dataset/index.ts";
import { Project } from "../index.ts";
import { freely, NATIVE } from "./projects.ts";

const [path, file] = process.argv.slice(2) as [string, string];
const project = await Project.open({
  path,
  mode: "open",
  standardsFor: () => ({
    profileId: "test",
    lint: defaultLintOptions,
    threshold: 0.8,
    evalSet: null,
    tokenizer: null,
  }),
  onChange: () => {
    if (project.counts().rows > 1) process.stdout.write("rows\n");
  },
  watch: (check) => check(freely),
  report: (error) => console.error(error),
});
await project.settled();
await project.importFile({ path: file, name: "many" }, NATIVE, freely);
