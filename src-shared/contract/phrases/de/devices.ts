import type { devices as english } from "../en/devices.ts";

const SAVINGS = { weights: ", 16-Bit-Gewichte", memory: ", speichersparend" } as const;
const economy = (saving: keyof typeof SAVINGS | null): string =>
  saving === null ? "" : (SAVINGS[saving] ?? "");

export const devices: typeof english = {
  onProcessor: ({ threads, saving }) =>
    `CPU, ${threads} ${threads === 1 ? "Thread" : "Threads"}${economy(saving)}`,
  onGraphicsCard: ({ saving }) => `WebGPU${economy(saving)}`,
};
