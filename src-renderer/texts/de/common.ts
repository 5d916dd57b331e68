import type { en } from "../en/index.ts";

export const common: typeof en.common = {
  cancel: "Abbrechen",
  close: "Schließen",
  rows_one: "{{count, number}} Zeile",
  rows_other: "{{count, number}} Zeilen",
};
