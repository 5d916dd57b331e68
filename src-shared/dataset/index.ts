export { type DetectedFormat, detectFormat } from "./formats/detect.ts";
export { type Exported, type ExportForm, exportRow } from "./formats/export.ts";
export { readAllRows, readRows } from "./formats/read.ts";
export type {
  ColumnMapping,
  Container,
  ImportFormat,
  ReadBatch,
  ReadItem,
  RowForm,
} from "./formats/types.ts";
export * from "./json/identity.ts";
export * from "./json/node.ts";
export {
  type JsonSyntaxError,
  MAX_JSON_DEPTH,
  type ParsedJson,
  parseJson,
  parseJsonDetailed,
} from "./json/parse.ts";
export * from "./json/write.ts";
export { DatasetError, editRow, makeRow, parseRow } from "./row/edit.ts";
export { pythonStrip } from "./row/strip.ts";
export { estimateTokens } from "./row/tokens.ts";
export { type RowView, type SystemField, type Turn, turnTexts, viewRow } from "./row/view.ts";
