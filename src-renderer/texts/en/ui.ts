export const ui = {
  levels: { error: "error", warning: "warning", hint: "hint", ok: "ok" },
  dismiss: "Dismiss",
  closePanel: "Close {{panel, lowercase}}",
  panelWidth: "Width of {{panel}}",
  languageUntold: "not told",
};
