/** How a run goes easy on memory: by weights of half the size, or by working things out twice. */
type Saving = "weights" | "memory" | null;
const SAVINGS = { weights: ", 16-bit weights", memory: ", saving memory" } as const;
const economy = (saving: Saving): string => (saving === null ? "" : (SAVINGS[saving] ?? ""));

/** What a model is trained and measured on. */
export const devices = {
  onProcessor: ({ threads, saving }: { threads: number; saving: Saving }) =>
    `cpu, ${threads} thread${threads === 1 ? "" : "s"}${economy(saving)}`,
  /** After the graphics card had failed, or had been too small. */
  onProcessorInstead: ({ threads, saving }: { threads: number; saving: Saving }) =>
    `cpu, ${threads} thread${threads === 1 ? "" : "s"}${economy(saving)} (the graphics card could not do it)`,
  onGraphicsCard: ({ saving }: { saving: Saving }) => `graphics card${economy(saving)}`,
  noCardAnswers: () => "no graphics card answers",
};
