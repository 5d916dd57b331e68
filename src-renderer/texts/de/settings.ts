import type { en } from "../en/index.ts";

export const settings: typeof en.settings = {
  title: "Einstellungen",
  appearance: {
    title: "Erscheinungsbild",
    theme: "Farbschema",
    themes: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
    contrast: "Hoher Kontrast",
  },
  language: { title: "Sprache", system: "System" },
  account: {
    title: "Hugging-Face-Konto im Netzwerk {{network}}",
    signedIn: "Angemeldet als {{user}}, mit Schreibrecht.",
    signedInToRead: "Angemeldet als {{user}}, nur lesend.",
    signedOut: "Nicht angemeldet.",
    unprotected: {
      title: "Gespeicherte Geheimnisse sind hier nicht geschützt",
      text: "Ein Token bleibt nur erhalten, bis Assay beendet wird. Mit ASSAY_PASSWORD gestartet, bewahrt Assay es versiegelt auf.",
    },
    forModels: {
      title: "Hugging-Face-Konto für Modelle",
      text: "Nur für Modelle, die es bloß auf Anfrage beim Besitzer gibt. Ein Token, das lesen darf, genügt.",
    },
    token: "Token",
    signIn: "Anmelden",
    signOut: "Abmelden",
  },
  models: {
    title: "Modelle für Vorschauen",
    none: "Noch keine, außer dem Übungsmodell, das zu Assay gehört.",
    text: "Für Vorschauen geholt; zusammen dürfen sie 40 GB belegen. Entfernte lassen sich wieder holen.",
    remove: "Entfernen",
    removeOne: "{{name}} entfernen",
  },
  competition: {
    label: "Wettbewerb",
    title: "Wettbewerb neuer Projekte",
    addFile: "Profil aus einer Datei hinzufügen",
    fromAddress: "Oder von einer Adresse, mit sha256 festgelegt, damit es danach niemand ändern kann.",
    address: "Adresse des Profils",
    addressExample: "https://…/profil.json",
    hash: "sha256 des Profils",
    hashMistake: "64 hexadezimale Ziffern, wie sha256sum sie ausgibt",
    add: "Hinzufügen",
    added: "{{title}} kann jetzt gewählt werden",
  },
  duplicates: {
    label: "Dubletten",
    title: "Fast-Dubletten",
    text: "Ab dieser Ähnlichkeit gelten Zeilen als Fast-Dubletten.",
    threshold: "Ähnlichkeitsschwelle",
  },
  about: "Assay {{version}} (Host: {{host}}). Daten in {{dataDir}}",
};
