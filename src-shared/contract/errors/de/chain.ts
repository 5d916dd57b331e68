import type { ErrorCatalogue } from "../assay-error.ts";
import type { ChainErrorCode } from "../chain.ts";

export const chainErrors: ErrorCatalogue<ChainErrorCode> = {
  ChainOffline: {
    sentence: "Kein Endpunkt der Chain antwortet ({endpoints}).",
    mend: "Netzverbindung und Endpunkt prüfen; Assay macht von selbst weiter, sobald einer antwortet.",
  },
  ChainConnectionLost: {
    sentence: "Die Verbindung zur Chain ist abgebrochen.",
    mend: "Nichts ist verloren: Assay verbindet sich neu und sucht auf der Chain nach dem, was gesendet wurde, bevor es etwas noch einmal sendet.",
  },
  ChainTimeout: {
    sentence: "Die Chain hat auf {what} nicht innerhalb von {seconds} Sekunden geantwortet.",
    mend: "Noch einmal versuchen; bleibt sie langsam, in den Einstellungen einen anderen Endpunkt wählen.",
  },
  ChainRequestFailed: {
    sentence: "Der Endpunkt der Chain hat {what} abgelehnt: {reason}.",
    mend: "Noch einmal versuchen; bleibt es dabei, in den Einstellungen einen anderen Endpunkt wählen.",
  },
  ChainAddressInvalid: {
    sentence: "{address} ist keine Adresse der Chain.",
    mend: "Ein Endpunkt beginnt mit ws:// oder wss://, die Adresse eines Kontos mit 5.",
  },
  WrongNetwork: {
    sentence:
      "{endpoint} gehört zu einem anderen Netzwerk als dem gewählten (Genesis {found} statt {expected}).",
    mend: "Das Netzwerk in den Einstellungen neu wählen oder den Endpunkt berichtigen.",
  },
  RuntimeChanged: {
    sentence: "Die Runtime {specVersion} der Chain kennt {what} nicht mehr.",
    mend: "Assay aktualisieren; bis dahin über ein Netzwerk veröffentlichen, dessen Runtime es kennt.",
  },
  BlockStateGone: {
    sentence: "Der Endpunkt hat den Zustand von Block {block} nicht mehr.",
    mend: "Für so alte Blöcke einen Archiv-Endpunkt nehmen.",
  },
  SubnetUnknown: {
    sentence: "In diesem Netzwerk gibt es kein Subnetz {netuid}.",
    mend: "Netzwerk und Nummer des Subnetzes prüfen.",
  },
  NotRegistered: {
    sentence: "Der Hotkey {hotkey} ist im Subnetz {netuid} nicht registriert.",
    mend: "Ihn mit seinem Coldkey im Subnetz registrieren oder einen registrierten Hotkey wählen.",
  },
  CooldownSpace: {
    sentence: "Dieser Hotkey hat die Bytes verbraucht, die er im Subnetz {netuid} je Epoche schreiben darf.",
    mend: "Assay wartet auf die nächste Epoche und schreibt das Commitment dann von selbst.",
  },
  CooldownInterval: {
    sentence: "Das letzte Commitment dieses Hotkeys im Subnetz {netuid} ist noch nicht lange genug her.",
    mend: "Assay wartet, bis die Chain das nächste Commitment annimmt, und schreibt es dann von selbst.",
  },
  CommitmentTooLong: {
    sentence: "Das Commitment braucht {sizeBytes} Bytes; die Chain nimmt {maxBytes}.",
    mend: "Einen kürzeren Namen für das Repository wählen.",
  },
  CommitmentEmpty: {
    sentence: "Es gibt nichts zu schreiben: Das Commitment ist leer.",
    mend: "Erst ein Repository und eine Revision wählen.",
  },
  SignerRefused: {
    sentence: "Der Hotkey konnte nicht signieren: {reason}.",
    mend: "Den Hotkey entsperren oder einen anderen wählen, dann noch einmal beginnen.",
  },
  CallFailed: {
    sentence:
      "Die Chain hat die Transaktion angenommen, aber ihr Aufruf ist fehlgeschlagen: {pallet}.{error}.",
    mend: "Den Fehler in der Dokumentation der Chain nachschlagen; was vorher galt, gilt weiter.",
  },
  TransactionRejected: {
    sentence: "Die Chain hat die Transaktion abgelehnt: {reason}.",
    mend: "Es wurde nichts geschrieben; noch einmal beginnen.",
  },
  TransactionBadSignature: {
    sentence: "Die Chain erkennt die Signatur der Transaktion nicht an.",
    mend: "Runtime oder Hotkey haben sich inzwischen geändert; noch einmal beginnen, und wenn es wiederkommt, Assay aktualisieren.",
  },
  TransactionCannotPay: {
    sentence: "Das Konto kann die Gebühr dieser Transaktion nicht bezahlen.",
    mend: "Etwas TAO auf das Konto überweisen, dann noch einmal beginnen.",
  },
  TransactionExpired: {
    sentence: "Die Transaktion kam bis zu ihrem letzten Block {deathBlock} in keinen Block.",
    mend: "Sie kann nicht mehr ausgeführt werden; Assay signiert eine neue.",
  },
  TransactionOutdated: {
    sentence: "Eine andere Transaktion dieses Hotkeys hat schon die Nummer dieser hier.",
    mend: "Assay sieht auf der Chain nach, welche es war, und signiert, wo nötig, eine neue.",
  },
  TransactionDropped: {
    sentence: "Der Endpunkt hat die Transaktion verworfen, weil seine Warteschlange voll ist.",
    mend: "Assay sucht sie auf der Chain und sendet sie noch einmal, solange sie gültig ist.",
  },
  TransactionUsurped: {
    sentence: "Eine andere Transaktion dieses Hotkeys hat den Platz dieser hier eingenommen.",
    mend: "Sicherstellen, dass kein anderes Programm mit diesem Hotkey schreibt, dann noch einmal beginnen.",
  },
  TransactionNotFinalized: {
    sentence: "Die Transaktion steht in einem Block, aber die Chain finalisiert nicht.",
    mend: "Das Netzwerk selbst steckt fest; Assay sieht weiter nach.",
  },
  NotEnoughStake: {
    sentence: "Der Hotkey hat für diesen Aufruf nicht genug Stake.",
    mend: "Stake hinzufügen oder den Besitzer des Subnetzes fragen, wie viel nötig ist.",
  },
  ChainRateLimited: {
    sentence: "So oft nimmt die Chain diesen Aufruf nicht an.",
    mend: "Warten und noch einmal versuchen; alle 120 Sekunden ist unbedenklich.",
  },
  SubnetWithoutEpochs: {
    sentence: "Subnetz {netuid} hat keine Epochen: sein Tempo ist 0.",
    mend: "Gewichte zählen dort nichts; die Nummer des Subnetzes prüfen.",
  },
  NoValidatorPermit: {
    sentence: "Der Hotkey {hotkey} darf auf Subnetz {netuid} nicht validieren.",
    mend: "Stake hinzufügen, bis er unter den größten ist; die Erlaubnis kommt mit dem Ende einer Epoche.",
  },
  WeightsVersionOutdated: {
    sentence: "Subnetz {netuid} nimmt nur Gewichte einer neueren Version an.",
    mend: "Den Validator aktualisieren; der Besitzer des Subnetzes hat die Version erhöht.",
  },
  WeightsTooFew: {
    sentence: "Subnetz {netuid} nimmt keine Gewichte für so wenige UIDs an.",
    mend: "So vielen UIDs Gewicht geben, wie das Subnetz mindestens verlangt.",
  },
  WeightTooLarge: {
    sentence: "Der Anteil einer UID an den Gewichten ist größer, als Subnetz {netuid} erlaubt.",
    mend: "Die Gewichte verteilen, bis keines über dem Höchstwert des Subnetzes liegt.",
  },
  WeightsMalformed: {
    sentence: "Die Gewichte für Subnetz {netuid} können nicht stimmen: {reason}.",
    mend: "Die UIDs des Subnetzes neu lesen und jede höchstens einmal nennen.",
  },
  CommitRevealOn: {
    sentence: "Subnetz {netuid} nimmt keine offenen Gewichte an: sie werden erst verdeckt geschrieben.",
    mend: "Die Gewichte verdeckt schreiben; wie sie aufgedeckt werden, sagen die Einstellungen des Subnetzes.",
  },
  CommitRevealOff: {
    sentence: "Subnetz {netuid} nimmt keine verdeckten Gewichte an.",
    mend: "Die Gewichte offen setzen.",
  },
  CommitRevealVersionChanged: {
    sentence: "Die Chain nimmt zeitverschlossene Gewichte jetzt in einer anderen Version an.",
    mend: "Die Version neu lesen; Assay aktualisieren, wenn es wiederkommt.",
  },
  TooManyWeightCommits: {
    sentence: "Zehn verdeckte Gewichte des Hotkeys {hotkey} warten auf Subnetz {netuid}.",
    mend: "Sie aufdecken oder warten, bis sie am Ende ihrer Epoche verfallen.",
  },
  RevealRoundPast: {
    sentence: "Die Runde des Zufallssignals, die diese Gewichte öffnet, ist schon vorbei.",
    mend: "Die Gewichte für eine spätere Runde neu verschließen.",
  },
  RevealOutsideWindow: {
    sentence: "Verdeckt geschriebene Gewichte können in dieser Epoche nicht aufgedeckt werden.",
    mend: "Sie werden in der Epoche aufgedeckt, die das Subnetz dafür vorsieht.",
  },
  WeightCommitExpired: {
    sentence: "Die Epoche, in der diese Gewichte aufgedeckt werden konnten, ist vorbei.",
    mend: "Die Gewichte neu schreiben und prüfen, dass der Dienst läuft, wenn sie aufzudecken sind.",
  },
  WeightCommitNotFound: {
    sentence: "Auf der Chain steht kein Commitment von Gewichten, das hierzu passt.",
    mend: "Die Gewichte in der nächsten Epoche neu schreiben.",
  },
  WeightCommitMismatch: {
    sentence:
      "Die aufgedeckten Gewichte sind nicht die, die der Hotkey {hotkey} auf Subnetz {netuid} verdeckt geschrieben hat.",
    mend: "Sicherstellen, dass kein anderes Programm mit diesem Hotkey Gewichte schreibt, dann neu schreiben.",
  },
};
