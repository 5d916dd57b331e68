import type { WireError } from "../../../../src-shared/contract/index.ts";
import type { ProjectWriter, Standards } from "./project-writer.ts";

/** What the writer's thread is started with. */
export type WriterTask = { readonly path: string } & Standards;

export type CommandName = Exclude<keyof ProjectWriter, "close">;
export type CommandParams<C extends CommandName> = Parameters<ProjectWriter[C]>[0];
export type CommandResult<C extends CommandName> = Awaited<ReturnType<ProjectWriter[C]>>;

export interface WriterRequest {
  readonly id: number;
  readonly command: CommandName;
  readonly params: unknown;
  /** Its first number is set to 1 to call the change off. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

export type WriterMessage =
  | { readonly kind: "progress"; readonly id: number; readonly done: number; readonly total: number | null }
  | { readonly kind: "done"; readonly id: number; readonly result: unknown }
  | { readonly kind: "cancelled"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly error: WireError }
  /** Something that no code foresaw; its text is for the log. */
  | { readonly kind: "broken"; readonly id: number; readonly text: string };
