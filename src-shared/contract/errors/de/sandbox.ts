import type { ErrorCatalogue } from "../assay-error.ts";
import type { SandboxErrorCode } from "../sandbox.ts";

export const sandboxErrors: ErrorCatalogue<SandboxErrorCode> = {
  SandboxRunning: {
    sentence: "Die Sandbox in {dir} läuft bereits (Prozess {pid}).",
    mend: "Diese benutzen, sie beenden oder mit --data-dir einen anderen Ordner angeben.",
  },
  SandboxFailed: {
    sentence: "Die Sandbox ließ sich nicht starten: {reason}.",
    mend: "Den Ordner {dir} beiseitelegen, um eine neue Sandbox zu beginnen; die Übungsveröffentlichungen darin gehen mit.",
  },
  SandboxPortTaken: {
    sentence: "Der Port {port} ist belegt.",
    mend: "Einen anderen Port wählen, oder 0 für irgendeinen freien.",
  },
};
