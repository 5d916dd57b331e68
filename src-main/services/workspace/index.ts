export type { TokenizerFile } from "../../../src-shared/engine/index.ts";
export { WorkspaceError } from "./errors.ts";
export { bulkTitle, Project, type ProjectOptions } from "./project.ts";
export type { RankedRow, Ranking } from "./ranking.ts";
export type { ProjectCounts } from "./reading/project-reader.ts";
export { identityOf } from "./writing/derive.ts";
export { buildEvalSet, writeEvalSetRows } from "./writing/eval-set-file.ts";
export type { Standards } from "./writing/project-writer.ts";
export type { JobControl } from "./writing/writer-thread.ts";
