import type { ErrorCatalogue } from "../assay-error.ts";
import type { ValidatorErrorCode } from "../validator.ts";

export const validatorErrors: ErrorCatalogue<ValidatorErrorCode> = {
  ConfigInvalid: {
    sentence: "Die Konfiguration ist so nicht brauchbar ({count} zu beheben):\n{mistakes}",
    mend: "Alle beheben und das Ergebnis mit assay-validator config ansehen.",
  },
  SandboxNotRunning: {
    sentence: "Auf diesem Rechner läuft keine Sandbox.",
    mend: "Eine mit npx assay sandbox starten oder das Netz mit --network nennen.",
  },
  HotkeyPasswordMissing: {
    sentence: "Der Hotkey {file} ist verschlüsselt, und niemand hat sein Passwort genannt.",
    mend: "Es als systemd-Credential oder Docker-Secret namens hotkey-password übergeben, mit --wallet.password-file nennen oder in einem Terminal starten.",
  },
  HotkeyPasswordUnreadable: {
    sentence: "Die Datei {file} mit dem Passwort des Hotkeys ist nicht lesbar: {reason}.",
    mend: "Pfad und Leserecht des Dienstes prüfen.",
  },
  ServiceAlreadyRuns: {
    sentence: "Ein anderer Dienst auf diesem Rechner validiert mit Hotkey {hotkey} auf {network}.",
    mend: "Erst diesen anhalten: zwei, die mit einem Hotkey signieren, überschreiben einander die Gewichte.",
  },
  SecondSigner: {
    sentence:
      "Hotkey {hotkey} hat in Block {found} Gewichte gesetzt, und zwar nicht durch diesen Dienst: dessen letzte kamen in Block {ours}.",
    mend: "Ein anderer Dienst signiert mit demselben Hotkey. Den anderen anhalten oder den Speicher dieses Dienstes dorthin bringen, wo er läuft; dann mit --wallet.accept-block {found} starten.",
  },
  StatusPortTaken: {
    sentence: "Die Statusseite ist unter {host}:{port} nicht erreichbar zu machen: {reason}.",
    mend: "Mit --http.port einen anderen Port wählen, oder 0, um nichts anzubieten.",
  },
};
