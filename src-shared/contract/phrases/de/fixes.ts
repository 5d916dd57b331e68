import type { fixes as english } from "../en/fixes.ts";

export const fixes: typeof english = {
  "set-default-system": () => "Standard-Systemprompt setzen",
  "set-empty-system": () => "Leeren Systemprompt ergänzen",
  "rename-roles": () => "Rollen in user/assistant umbenennen",
  "drop-last-turn": () => "Letzten Beitrag entfernen",
  trim: () => "Leerraum an beiden Enden entfernen",
  "remove-unknown-keys": () => "Unbekannte Schlüssel entfernen",
  "remove-control-characters": () => "Steuerzeichen entfernen",
  "remove-broken-unicode": () => "Beschädigte Zeichen entfernen",
  "restore-member": () => "Aus dem Eval-Set wiederherstellen",
  "drop-row": () => "Zeile weglassen",
};
