import type { ErrorCatalogue } from "../assay-error.ts";
import type { CompetitionErrorCode } from "../competition.ts";

export const competitionErrors: ErrorCatalogue<CompetitionErrorCode> = {
  ProfileInvalid: {
    sentence: "Dieses Wettbewerbsprofil hat Fehler: {mistakes}.",
    mend: "Jeden davon in der Datei des Profils beheben und sie neu laden.",
  },
  ProfileNotJson: {
    sentence: "Dieses Wettbewerbsprofil ist kein JSON: {reason}.",
    mend: "Die Datei berichtigen und neu laden.",
  },
  ProfileUnknown: {
    sentence: "Es gibt keinen Wettbewerb namens {id}.",
    mend: "Einen von {known} wählen oder den Pfad einer Profildatei angeben.",
  },
  ProfileUnreadable: {
    sentence: "Das Wettbewerbsprofil {place} lässt sich nicht lesen: {reason}.",
    mend: "Pfad oder Adresse prüfen.",
  },
  ProfileHashDiffers: {
    sentence: "Das Wettbewerbsprofil unter {place} ist nicht das festgelegte: Seine sha256 ist {actual}.",
    mend: "Ansehen, was sich dort geändert hat, und die neue sha256 festlegen, wenn sie vertrauenswürdig ist.",
  },
  EvalSetUnnamed: {
    sentence: "{profile} nennt kein Eval-Set, das geholt werden könnte.",
    mend: "Stattdessen eine Datei dafür nehmen.",
  },
  EvalSetMissing: {
    sentence: "Das Eval-Set dieses Wettbewerbs ist noch nicht hier.",
    mend: "Es erst holen oder eine Datei dafür nehmen.",
  },
  NetuidUnknown: {
    sentence: "Welches Subnetz {profile} auf {network} hat, ist nicht bekannt.",
    mend: "Seine Nummer angeben (--netuid oder das Feld Netuid).",
  },
  SubmissionTooLong: {
    sentence: "Die Angabe für die Chain hätte {bytes} Bytes; die Chain nimmt höchstens {limit}.",
    mend: "Ein Repository mit kürzerem Namen nehmen.",
  },
  SubmissionMalformed: {
    sentence: "{what} kann nicht in der Angabe für die Chain stehen: {value}.",
    mend: "Ein Repository der Form Besitzer/Name und einen vollständigen Commit-Hash nehmen.",
  },
};
