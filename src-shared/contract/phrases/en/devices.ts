/** How a run goes easy on memory: by weights of half the size, or by working things out twice. */
type Saving = "weights" | "memory" | null;
const SAVINGS = { weights: ", 16-bit weights", memory: ", saving memory" } as const;
const economy = (saving: Saving): string => (saving === null ? "" : (SAVINGS[saving] ?? ""));

/** What a model is trained and measured on. */
export const devices = {
  onProcessor: ({ threads, saving }: { threads: number; saving: Saving }) =>
    `cpu, ${threads} thread${threads === 1 ? "" : "s"}${economy(saving)}`,
  onGraphicsCard: ({ saving }: { saving: Saving }) => `webgpu${economy(saving)}`,
};
