export { WorkspaceError } from "./errors.ts";
export { type JobControl, Project, type ProjectCounts, type ProjectOptions } from "./project.ts";
