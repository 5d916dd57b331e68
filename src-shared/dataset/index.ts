export {
  mergeRows,
  type Occurrence,
  occurrences,
  type RowAction,
  rowChanger,
  splitRow,
} from "./bulk/change-row.ts";
export { type Finder, finderFor } from "./bulk/find.ts";
export { readTranscript, type Transcript, type TranscriptTurn } from "./bulk/transcript.ts";
export { type DetectedFormat, detectFormat } from "./formats/detect.ts";
export { type Exported, type ExportForm, exportRow, headingOf } from "./formats/export.ts";
export { Losses } from "./formats/losses.ts";
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
export { type RowFacts, rowFacts } from "./lint/facts.ts";
export { type Finding, type Observation, toFinding, toFindings } from "./lint/finding.ts";
export { applyFix } from "./lint/fix.ts";
export {
  type DatasetFacts,
  isShortAnswer,
  observeDataset,
  observeStanding,
  type RowStanding,
  startOf,
} from "./lint/group.ts";
export { badLine, type DuplicateCluster, type FileFinding, FileLinter } from "./lint/lint-file.ts";
export { LENGTH_RULES, lintLength, lintRow, observeRow } from "./lint/lint-row.ts";
export {
  DEFAULT_SYSTEM,
  defaultLintOptions,
  fixOf,
  type LintOptions,
  levelOf,
  RESTORE_MEMBER,
} from "./lint/options.ts";
export {
  type FixId,
  findRule,
  isRuleId,
  type LintFix,
  type LintRule,
  lintRules,
  type RuleId,
} from "./lint/rules.ts";
export { fixPhrase, fixWords, type RuleWords, ruleWords } from "./lint/words/index.ts";
export { DatasetError, editRow, makeRow, parseRow } from "./row/edit.ts";
export { excerptOf } from "./row/excerpt.ts";
export {
  countedLengths,
  countLengths,
  estimateLengths,
  type RowLengths,
  readingLimit,
  type TokenCounter,
} from "./row/lengths.ts";
export { pythonStrip } from "./row/strip.ts";
export { estimateTokens } from "./row/tokens.ts";
export { type RowView, type SystemField, type Turn, turnTexts, viewRow } from "./row/view.ts";
export {
  type TemplateFault,
  type TemplateName,
  type TemplatePiece,
  templatePieces,
} from "./template/chat-template.ts";
