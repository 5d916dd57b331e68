export const BUDGET_NAMES = ["quick", "normal", "full"] as const;
export type BudgetName = (typeof BUDGET_NAMES)[number];

/** How much of a dataset a preview looks at. */
export interface Budget {
  /** Null: all rows. */
  readonly trainRows: number | null;
  readonly evalRows: number | null;
  /** Of the steps at most this share warms up: the profile's own number is meant for more rows. Null: as it says. */
  readonly warmupShare: number | null;
  /** Training runs, each with a seed of its own: they tell luck from merit. */
  readonly seeds: number;
}

export function budgetFor(name: BudgetName): Budget {
  switch (name) {
    case "quick":
      return { trainRows: 64, evalRows: 48, warmupShare: 0.1, seeds: 1 };
    case "normal":
      return { trainRows: 256, evalRows: 128, warmupShare: 0.1, seeds: 2 };
    case "full":
      return { trainRows: null, evalRows: null, warmupShare: null, seeds: 3 };
  }
}
