import type { en } from "../en/index.ts";

export const shell: typeof en.shell = {
  places: {
    dataset: "Datensatz",
    overview: "Überblick",
    duplicates: "Dubletten",
    publish: "Veröffentlichen",
    history: "Verlauf",
    log: "Protokoll",
    settings: "Einstellungen",
  },
  rail: "Schritte",
  closeProject: "Projekt schließen",
  connectionGone:
    "Die Verbindung zu Assays Diensten ist unterbrochen; ein neuer Versuch läuft. Gespeichertes ist sicher.",
  loading: "Wird geladen",
  goTo: "Gehe zu {{place}}",
  undo: "Rückgängig",
  palette: { placeholder: "Was möchten Sie tun?", nothing: "Nichts dergleichen" },
};
