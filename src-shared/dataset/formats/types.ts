import type { ColumnMapping, ImportFormat, Phrase } from "../../contract/index.ts";

export type { ColumnMapping, ImportFormat };
export type Container = ImportFormat["container"];
export type RowForm = ImportFormat["form"];

/** One thing that came out of a file: a row in the native form, or a line that is none. */
export type ReadItem =
  | {
      readonly kind: "row";
      readonly line: number;
      readonly json: string;
      /** What of the record the native form cannot keep. */
      readonly lost: readonly Phrase[];
      /** Keys that the record gave twice; the last value was kept. */
      readonly duplicateKeys: readonly string[];
    }
  | { readonly kind: "bad"; readonly line: number; readonly reason: Phrase; readonly raw: string };

export interface ReadBatch {
  readonly items: readonly ReadItem[];
  /** Bytes of the source taken in so far. */
  readonly bytesRead: number;
}

/** One record of a container, before its form is looked at. `line` is the source line where it starts, from 1. */
export type RawRecord =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly fields: ReadonlyMap<string, string>; readonly raw: string }
  | { readonly line: number; readonly reason: Phrase; readonly raw: string };

/** Records as they are found in a container. */
export type RecordBatches = AsyncGenerator<{
  readonly records: readonly RawRecord[];
  readonly bytesRead: number;
}>;
