import type { en } from "../en/index.ts";

export const log: typeof en.log = {
  title: "Protokoll",
  filter: "Filtern",
  leastLevel: "Mindeststufe",
  levels: { debug: "Detail", info: "Info", warn: "Warnung", error: "Fehler" },
  refresh: "Aktualisieren",
  saveBundle: "Diagnosepaket speichern",
  entries: "Protokolleinträge",
  nothing: "Nichts auf dieser Stufe.",
};
