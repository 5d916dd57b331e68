import type { en } from "../en/index.ts";

export const review: typeof en.review = {
  label: "Durchsicht",
  decided: "{{decided, number}} von {{total, number}} entschieden",
  progress: "Entschiedene Zeilen",
  end: "Durchsicht beenden",
  allDecided: "Jede Zeile hier hat ein Urteil.",
  dropped: "Zeile verworfen",
  passOver: "geht ohne Urteil weiter",
  verdicts: { keep: "Behalten", fix: "Ausbessern", flag: "Markieren", drop: "Verwerfen" },
};
