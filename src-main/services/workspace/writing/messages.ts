import type { WireError } from "../../../../src-shared/contract/index.ts";
import type { RowLengths } from "../../../../src-shared/dataset/index.ts";
import type { ProjectWriter, Standards } from "./project-writer.ts";

/** Which project the writer's thread is to change from now on. */
export type WriterTask = { readonly path: string } & Standards;

/** What is asked of the writer itself: its methods that take one object. */
export type WriterCommand =
  | "setMeta"
  | "edit"
  | "editMany"
  | "insert"
  | "duplicate"
  | "delete"
  | "fixRow"
  | "fixRows"
  | "changeRows"
  | "duplicateRows"
  | "setTags"
  | "tagRows"
  | "tagAlike"
  | "setApart"
  | "findAlike"
  | "setPublished"
  | "moveBefore"
  | "moveRows"
  | "mergeRows"
  | "splitRow"
  | "goOver"
  | "goTo"
  | "mendBadLine"
  | "discardBadLines"
  | "importFile"
  | "recheck"
  | "countWith"
  | "setRanking";
/** The backlog's: they take their turns among the others instead of keeping them waiting. */
export interface BacklogCommands {
  readonly workOut: { readonly params: Record<string, never>; readonly result: undefined };
  readonly countTokens: { readonly params: Record<string, never>; readonly result: undefined };
  /** How long a row would be; null without a tokenizer. */
  readonly lengthsOf: { readonly params: { readonly json: string }; readonly result: RowLengths | null };
}
export type CommandName = WriterCommand | keyof BacklogCommands;
export type CommandParams<C extends CommandName> = C extends WriterCommand
  ? Parameters<ProjectWriter[C]>[0]
  : C extends keyof BacklogCommands
    ? BacklogCommands[C]["params"]
    : never;
export type CommandResult<C extends CommandName> = C extends WriterCommand
  ? Awaited<ReturnType<ProjectWriter[C]>>
  : C extends keyof BacklogCommands
    ? BacklogCommands[C]["result"]
    : never;

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
  /** Rows that can be read already, all from one to another, came at the end. */
  | { readonly kind: "rowsCame"; readonly id: number; readonly first: number; readonly last: number }
  | { readonly kind: "done"; readonly id: number; readonly result: unknown }
  | { readonly kind: "cancelled"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly error: WireError }
  /** Something that no code foresaw; its text is for the log. */
  | { readonly kind: "broken"; readonly id: number; readonly text: string };
