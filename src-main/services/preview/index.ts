export { BUDGET_NAMES, type BudgetName, budgetFor } from "./budgets.ts";
export type { PlacedRow } from "./choose-rows.ts";
export { byHelpfulness, difference, outcomeOf } from "./interpret.ts";
export { type PreparedPreview, preparePreview } from "./make-request.ts";
export { PreviewService, type PreviewStart } from "./preview-service.ts";
export { PreviewStore } from "./preview-store.ts";
export { readPlacedRows } from "./read-rows.ts";
