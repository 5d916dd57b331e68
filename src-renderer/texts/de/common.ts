import type { en } from "../en/index.ts";

export const common: typeof en.common = {
  cancel: "Abbrechen",
  rows_one: "{{count, number}} Zeile",
  rows_other: "{{count, number}} Zeilen",
};
