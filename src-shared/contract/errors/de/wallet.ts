import type { ErrorCatalogue } from "../assay-error.ts";
import type { WalletErrorCode } from "../wallet.ts";

export const walletErrors: ErrorCatalogue<WalletErrorCode> = {
  WalletLocked: {
    sentence: "Die Schlüsseldatei {file} ist verschlüsselt ({kind}).",
    mend: "Diese Version von Assay signiert nur mit unverschlüsselten Hotkeys: mit btcli einen zum Minen anlegen (wallet new-hotkey, ohne Passwort) oder die Version abwarten, die Dateien entsperrt. Eine alte Verschlüsselung wird erneuert, wenn btcli den Schlüssel einmal öffnet.",
  },
  WalletPasswordWrong: {
    sentence: "Das Passwort öffnet die Schlüsseldatei {file} nicht.",
    mend: "Das Passwort prüfen; die Datei ist unverändert.",
  },
  WalletNotFound: {
    sentence: "Es gibt keine Schlüsseldatei {file}.",
    mend: "Die Namen von Wallet und Hotkey und den Ordner (--wallet.path) prüfen.",
  },
  WalletUnreadable: {
    sentence: "Die Schlüsseldatei {file} lässt sich nicht lesen: {reason}.",
    mend: "Prüfen, ob sie gelesen werden darf.",
  },
  WalletMalformed: {
    sentence: "{file} ist keine Schlüsseldatei: {reason}.",
    mend: "Die Datei eines Hotkeys wählen, wie btcli sie schreibt.",
  },
  WalletNoSecret: {
    sentence: "Die Schlüsseldatei {file} enthält kein Geheimnis, nur eine Adresse.",
    mend: "Die Datei des Hotkeys selbst wählen, nicht die öffentliche.",
  },
  WalletAddressDiffers: {
    sentence: "Die Schlüsseldatei {file} nennt die Adresse {stated}, ihr Geheimnis gehört aber zu {derived}.",
    mend: "Die Datei wurde beschädigt oder von Hand zusammengesetzt: aus der Sicherung wiederherstellen.",
  },
  WalletNameInvalid: {
    sentence: "{name} ist kein Name für ein Wallet oder einen Hotkey.",
    mend: "Buchstaben, Ziffern, „-“, „_“ und „.“ nehmen; für eine Datei ihren Pfad angeben.",
  },
  WalletExists: {
    sentence: "Es gibt schon eine Schlüsseldatei {file}.",
    mend: "Einen anderen Namen wählen; es wurde nichts überschrieben.",
  },
  WalletUnwritable: {
    sentence: "Die Schlüsseldatei {file} lässt sich nicht schreiben: {reason}.",
    mend: "Prüfen, ob in diesem Ordner geschrieben werden darf und ob die Platte voll ist.",
  },
  WalletMissing: {
    sentence: "Es wurde kein Hotkey angegeben.",
    mend: "Einen mit --hotkey WALLET/HOTKEY oder mit --wallet.name und --wallet.hotkey nennen.",
  },
};
