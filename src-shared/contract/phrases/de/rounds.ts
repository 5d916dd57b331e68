import type { rounds as english } from "../en/rounds.ts";

const count = (value: number): string => value.toLocaleString("de");

export const rounds: typeof english = {
  roundEvaluated: () => "trainiert und gemessen",
  roundNoCommitment: () => "nichts ist eingetragen",
  roundCommitmentIgnored: () => "der eingetragene Text beginnt mit {, was Validatoren übergehen",
  roundCommitmentUnreadable: () => "der Eintrag ist kein Text",
  roundCommitmentMalformed: () => "der eingetragene Text ist nicht Besitzer/Repository:Wettbewerb:Revision",
  roundCommittedTooEarly: ({ block, registered }) =>
    `in Block ${block} eingetragen, nicht nach der Registrierung in Block ${registered}`,
  roundWrongCompetition: ({ found, wanted }) => `für Wettbewerb ${found} eingetragen, nicht für ${wanted}`,
  roundOutsideWindow: () => "außerhalb der Abgabezeit des Tages eingetragen",
  roundRevisionDiffers: ({ committed }) =>
    `der Commit des Repositorys ist nicht der eingetragene ${committed}`,
  roundFileTooLarge: ({ limitMb }) => `data.jsonl ist größer als ${count(limitMb)} MB`,
  roundLineTooLong: ({ line, limitMb }) => `Zeile ${count(line)} ist länger als ${count(limitMb)} MB`,
  roundTooManyRows: ({ limit }) => `mehr als ${count(limit)} Zeilen`,
  roundNotUtf8: ({ line }) => `Zeile ${count(line)} ist kein UTF-8`,
  roundBlankLine: ({ line }) => `Zeile ${count(line)} ist leer; daran bricht das Training ab`,
  roundNotJson: ({ line }) => `Zeile ${count(line)} ist kein Datensatz in JSON`,
  roundNoSystem: ({ line }) => `der Datensatz in Zeile ${count(line)} hat keinen System-Prompt`,
  roundWrongRole: ({ line }) => `die Beiträge in Zeile ${count(line)} sind nicht user, assistant`,
  roundNoRows: () => "data.jsonl hat keine Zeilen",
  roundReadingFailed: ({ what }) => `data.jsonl konnte nicht zu Ende gelesen werden: ${what}`,
  roundStrangeRow: ({ line }) => `der Datensatz in Zeile ${count(line)} steht nicht im Eval-Set`,
  roundRepeatedRow: ({ line }) =>
    `der Datensatz in Zeile ${count(line)} kam schon vor, und jeder zählt nur einmal`,
  roundSharesRows: ({ uid }) => `hat zu viele Zeilen mit UID ${uid} gemeinsam, die früher da war`,
  roundSameLoss: ({ uid }) => `hat denselben Loss wie UID ${uid}, die früher da war`,
  roundTookTooLong: ({ minutes }) => `Training und Messung dauerten länger als ${count(minutes)} Minuten`,
  roundTookTooMuchMemory: ({ limitMb }) =>
    `Training und Messung brauchten mehr als ${count(limitMb)} MB Speicher`,
  roundFailedThrice: ({ why }, say) =>
    `drei Versuche beendeten die Engine, während es mit anderen Datensätzen ging: ${say(why)}`,
  roundOutOfTime: () => "vor dem Ende der Runde nicht erreicht; in der nächsten zuerst an der Reihe",
  roundHubSilent: ({ why }, say) => `der Hub antwortete bis zum Ende der Runde nicht: ${say(why)}`,

  roundEvalSetUnchanged: () => "das Eval-Set ist das von gestern, also bleibt der letzte Gewinner",
  roundNobody: () => "niemand ist im Subnetz",
};
