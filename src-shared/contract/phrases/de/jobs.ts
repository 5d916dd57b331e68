import type { jobs as english, FileOutcome } from "../en/jobs.ts";
import type { Say } from "../phrase.ts";

const count = (value: number): string => value.toLocaleString("de");
const rowsOf = (rows: number): string => `${count(rows)} ${rows === 1 ? "Zeile" : "Zeilen"}`;
const badLinesOf = (lines: number): string =>
  lines === 1 ? "1 unlesbare Zeile" : `${count(lines)} unlesbare Zeilen`;

function outcomeOf(outcome: FileOutcome, say: Say): string {
  const name = say(outcome.name);
  if (outcome.why !== undefined) return `${name}: ausgelassen (${say(outcome.why).replace(/\.$/, "")})`;
  const { rows, bad } = outcome;
  return `${name}: ${rowsOf(rows)}${bad === 0 ? "" : `, ${badLinesOf(bad)}`}`;
}

export const jobs: typeof english = {
  checkAllRows: () => "Alle Zeilen prüfen",
  exportRows: () => "Export",
  fixAll: () => "Alle korrigieren",
  lookForDuplicates: () => "Dubletten neu suchen",
  goThroughHistory: () => "Durch den Verlauf gehen",
  undoStep: () => "Schritt rückgängig machen",
  redoStep: () => "Schritt wiederholen",
  importFiles: ({ files }) => `Import von ${files} Dateien`,
  fetchFile: ({ name }) => `${name} holen`,
  fetchTokenizer: ({ name }) => `Tokenizer von ${name} holen`,
  compareWith: ({ name }, say) => `Vergleich: ${say(name)}`,
  restorePublication: () => "Veröffentlichung wiederherstellen",
  getEvalSet: () => "Eval-Set holen",

  rowsWritten: ({ rows, lost }, say) =>
    `${rowsOf(rows)} geschrieben${lost.length === 0 ? "" : `; nicht enthalten: ${lost.map(say).join(", ")}`}.`,
  rowsChanged: ({ what, rows }, say) => `${say(what)}: ${rowsOf(rows)} geändert.`,
  rowsMended: ({ rows }) => `${rowsOf(rows)} korrigiert.`,
  duplicatesFrom: ({ threshold }) => `Dubletten ab ${threshold.toLocaleString("de")}.`,
  rowsTaggedAlike: ({ rows, tag, name }, say) =>
    `${rowsOf(rows)} mit dem Schlagwort „${tag}“ versehen; verglichen mit: ${say(name)}.`,
  rowsRestored: ({ rows }) => `${rowsOf(rows)} wiederhergestellt; „Rückgängig“ nimmt es zurück.`,
  evalSetTaken: ({ rows, origin }) =>
    `${rowsOf(rows)} aus ${origin} ${rows === 1 ? "ist" : "sind"} jetzt das Eval-Set.`,
  modelFetched: ({ name }) => `${name} ist jetzt auf diesem Rechner.`,
  tokenizerFetched: ({ name }) => `Ab jetzt zählt der Tokenizer von ${name}.`,
  jobDone: ({ what }, say) => `${say(what)}: fertig.`,
  jobCancelled: () => "Abgebrochen; es wurde nichts geändert.",
  filesImported: ({ rows, bad, files, empty, each, more }, say) => {
    const from = files === 1 ? "" : ` aus ${files} Dateien`;
    const unread =
      bad === 0 ? "" : bad === 1 ? ", 1 Zeile war nicht lesbar" : `, ${count(bad)} Zeilen waren nicht lesbar`;
    const without = empty.length === 0 ? "" : `; keine Zeilen in ${empty.map(say).join(", ")}`;
    const total = `${rowsOf(rows)}${from} importiert${unread}${without}.`;
    if (each.length === 0) return total;
    const parts = each.map((outcome) => outcomeOf(outcome, say)).join("; ");
    const others = more === 1 ? "; und 1 weitere Datei" : `; und ${count(more)} weitere Dateien`;
    return `${total} ${parts}${more > 0 ? others : ""}.`;
  },
  importCalledOff: ({ done, of, came }, say) =>
    `Nach ${done} von ${of} Dateien abgebrochen; was sie enthielten, bleibt. ${say(came)}`,

  checkingAllRows: () => "alle Zeilen prüfen",
  deletingRows: () => "Zeilen löschen",
  mendingRows: () => "Zeilen korrigieren",
  doingToRows: ({ what }, say) => say(what),
  undoingStep: () => "einen Schritt rückgängig machen",
  redoingStep: () => "einen Schritt wiederholen",
  goingThroughHistory: () => "durch den Verlauf gehen",
  comparingRows: () => "Zeilen vergleichen",
  importing: ({ name }, say) => `Import: ${say(name)}`,

  troubleWith: ({ name, why }, say) => `${name}: ${say(why)}`,
};
