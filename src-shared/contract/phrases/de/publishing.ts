import type { publishing as english } from "../en/publishing.ts";

const count = (value: number): string => value.toLocaleString("de");
const rowsOf = (rows: number): string => `${count(rows)} ${rows === 1 ? "Zeile" : "Zeilen"}`;

export const publishing: typeof english = {
  networkSandbox: () => "Sandbox (zum Üben)",
  networkTest: () => "Testnetzwerk",
  networkFinney: () => "Finney (Hauptnetzwerk)",
  networkLocal: () => "Lokale Chain",
  practiceHotkey: () => "Übungs-Hotkey",

  checkRows: () => "Zeilen",
  checkProblems: () => "Probleme im Datensatz",
  checkString: () => "Angabe für die Chain",
  checkEvalSet: () => "Eval-Set",
  checkAccount: () => "Hugging-Face-Konto",
  checkRepo: () => "Repository",
  checkRegistration: () => "Registrierung",
  checkCooldown: () => "Wartezeit",
  checkCompetition: () => "Wettbewerb",
  checkCommitment: () => "Gegenwärtiges Commitment",

  stringLength: ({ bytes, most }) => `${bytes} von ${most} Bytes`,
  evalSetNotHere: () => "die Zeilen wurden nicht damit verglichen: erst holen",
  evalSetIsOwn: () => "die Zeilen wurden mit einer eigenen Datei verglichen",
  evalSetAgeUnknown: () => "ob es sich seit dem Holen geändert hat, ist nicht bekannt",
  evalSetIsCurrent: ({ repo }) => `die Zeilen wurden mit ${repo} von heute verglichen`,
  evalSetChanged: ({ repo }) => `${repo} hat sich seit dem Holen geändert: neu holen`,
  rowsCount: ({ rows, limit }) => {
    const counted =
      limit === null ? (rows === 1 ? "sie zählt" : "alle zählen") : `die ersten ${count(limit)} zählen`;
    return `${rowsOf(rows)}; ${counted}`;
  },
  warningsLeft: ({ warnings }) => (warnings === 1 ? "1 Warnung." : `${count(warnings)} Warnungen.`),
  lookAtWarnings: () => "Sie ansehen oder trotzdem veröffentlichen.",
  hintsLeft: ({ hints }) => {
    if (hints === 0) return "keine";
    return hints === 1 ? "keine; 1 Hinweis" : `keine; ${count(hints)} Hinweise`;
  },
  signedIn: ({ user }) => `angemeldet als ${user}, mit Schreibrecht`,
  uidOnSubnet: ({ uid, netuid }) => `UID ${uid} im Subnetz ${netuid}`,
  cooldownUnknown: () =>
    "die Regel der Chain ist nicht lesbar; Assay versucht es, und alle 120 s noch einmal",
  cooldownOver: () => "die Chain nimmt jetzt ein Commitment an",
  cooldownLasts: ({ blocks, until }) =>
    `die Chain nimmt das nächste Commitment in ${blocks} ${blocks === 1 ? "Block" : "Blöcken"} an (Block ${until}); Assay wartet darauf`,
  competitionId: ({ title, id }) => `${title}, ID ${id}`,
  competitionIdUsual: ({ title, id }) => `${title}, ID ${id}, wie bei den meisten Minern`,
  competitionIdUnusual: ({ id, usual, times, miners, netuid }) =>
    `Dieses Commitment wäre für den Wettbewerb ${id}; von den ${miners} registrierten Minern, die im Subnetz ${netuid} eines haben, gilt es aber bei ${times} für ${usual}.`,
  checkWhatBelongs: () =>
    "Prüfen, ob Profil, Netzwerk und Subnetz zusammengehören: Eine falsche ID bringt keine Punkte.",
  commitmentIsSame: ({ block }) =>
    `genau diese Zeilen stehen dort seit Block ${count(block)}: Sie noch einmal zu veröffentlichen ändert nichts`,
  commitmentGoes: ({ text, block, costs }, say) =>
    `${text ?? "Ein Commitment anderer Form"}, seit Block ${count(block)}. Ein neues tritt an seine Stelle, und dieser Block geht verloren: ${costs.map(say).join("; ")}.`,
  publishIfWorth: () => "Nur veröffentlichen, wenn die neuen Zeilen mehr wert sind als der frühere Block.",
  costAmongDuplicates: () => "unter Dubletten bleibt allein das früheste Commitment",
  costInWinRate: ({ percent }) =>
    `in der Gewinnquote wird der Loss des früheren von zweien um ${count(percent)} % gesenkt`,
  costOfTheDay: () => "unter den Besten des Tages gewinnt das früheste",

  stepCheck: () => "Prüfung",
  stepFreeze: () => "Schnappschuss festhalten",
  stepRepo: () => "Repository vorbereiten",
  stepUpload: () => "Auf den Hub hochladen",
  stepSubmission: () => "Angabe für die Chain zusammenstellen",
  stepWait: () => "Warten, bis die Chain es annimmt",
  stepSign: () => "Signieren und senden",
  stepInBlock: () => "In einem Block",
  stepFinalize: () => "Finalisiert",
  stepReadBack: () => "Zurückgelesen und verglichen",
  snapshotMade: ({ rows, bytes, sha256 }) => `${rowsOf(rows)}, ${count(bytes)} Bytes, sha256 ${sha256}`,
  commitMade: ({ revision }) => `Commit ${revision}`,
  stringComposed: ({ text, bytes, most }) => `${text} (${bytes} von ${most} Bytes)`,
  extrinsicSigned: ({ hash, nonce }) => `Extrinsic ${hash}, Nonce ${nonce}`,
  inBlock: ({ block }) => `Block ${count(block)}`,
  heldSince: ({ block }) => `die Chain führt es seit Block ${count(block)}`,
};
