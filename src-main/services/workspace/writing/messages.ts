import type { WireError } from "../../../../src-shared/contract/index.ts";
import type { ProjectWriter, Standards } from "./project-writer.ts";

/** Which project the writer's thread is to change from now on. */
export type WriterTask = { readonly path: string } & Standards;

export type CommandName = Exclude<keyof ProjectWriter, "close" | "tidyLog">;
export type CommandParams<C extends CommandName> = Parameters<ProjectWriter[C]>[0];
export type CommandResult<C extends CommandName> = Awaited<ReturnType<ProjectWriter[C]>>;

/** What the thread is told: first which project, at last to let go of it. */
export type WriterOrder =
  | { readonly kind: "open"; readonly task: WriterTask }
  | { readonly kind: "close" }
  | WriterRequest;

export interface WriterRequest {
  readonly kind: "run";
  readonly id: number;
  readonly command: CommandName;
  readonly params: unknown;
  /** Its first number is set to 1 to call the change off. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

export type WriterMessage =
  | { readonly kind: "closed" }
  /** The project could not be opened. */
  | { readonly kind: "unopened"; readonly text: string }
  | { readonly kind: "progress"; readonly id: number; readonly done: number; readonly total: number | null }
  | { readonly kind: "done"; readonly id: number; readonly result: unknown }
  | { readonly kind: "cancelled"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly error: WireError }
  /** Something that no code foresaw; its text is for the log. */
  | { readonly kind: "broken"; readonly id: number; readonly text: string };
