import type { en } from "../en/index.ts";

export const history: typeof en.history = {
  title: "Verlauf",
  none: {
    title: "Noch nichts veröffentlicht",
    text: "Jede Veröffentlichung bleibt hier mit ihren Zeilen erhalten.",
  },
  publications: "Veröffentlichungen",
  columns: { when: "Wann", state: "Stand", where: "Wo", rows: "Zeilen", commitment: "Commitment" },
  outcomes: {
    running: "läuft",
    waiting: "wartet",
    done: "fertig",
    stopped: "angehalten",
    cancelled: "abgebrochen",
    superseded: "abgelöst",
  },
  where: "{{network}}, Subnetz {{netuid}}",
  inBlock: "{{what}} (Block {{block, number}})",
  steps: "Schritte",
  compare: "Vergleichen",
  restore: "Wiederherstellen",
  save: "Speichern",
  comparison: {
    title: "Verglichen mit den heutigen Zeilen",
    comparing: "Wird verglichen …",
    summary_one:
      "{{count, number}} Zeile kam seitdem hinzu, {{removed, number}} fielen weg, {{unchanged, number}} blieben, wie sie waren.",
    summary_other:
      "{{count, number}} Zeilen kamen seitdem hinzu, {{removed, number}} fielen weg, {{unchanged, number}} blieben, wie sie waren.",
  },
};
