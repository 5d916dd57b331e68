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
