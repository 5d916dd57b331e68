import type { ImportSource } from "../../../src-shared/contract/index.ts";

export interface NamedSource {
  readonly source: ImportSource;
  readonly name: string;
}
