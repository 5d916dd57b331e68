import type { en } from "../en/index.ts";

export const ui: typeof en.ui = {
  levels: { error: "Fehler", warning: "Warnung", hint: "Hinweis", ok: "in Ordnung" },
  dismiss: "Ausblenden",
  closePanel: "{{panel}} schließen",
  panelWidth: "Breite: {{panel}}",
  languageUntold: "nicht erkannt",
};
