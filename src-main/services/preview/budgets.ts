import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";

export const BUDGET_NAMES = ["quick", "normal", "full"] as const;
export type BudgetName = (typeof BUDGET_NAMES)[number];

/** How much of a dataset a preview looks at. */
export interface Budget {
  /** Null: all rows. */
  readonly trainRows: number | null;
  readonly evalRows: number | null;
  readonly epochs: number;
  /** Training runs, each with a seed of its own: they tell luck from merit. */
  readonly seeds: number;
}

export function budgetFor(name: BudgetName, profile: CompetitionProfile): Budget {
  switch (name) {
    case "quick":
      return { trainRows: 64, evalRows: 48, epochs: 1, seeds: 1 };
    case "normal":
      return { trainRows: 256, evalRows: 128, epochs: profile.training.epochs, seeds: 2 };
    case "full":
      return { trainRows: null, evalRows: null, epochs: profile.training.epochs, seeds: 3 };
  }
}
