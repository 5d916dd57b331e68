import { app, Menu } from "electron";

/**
 * The application menu. It has no undo and redo of its own: those keys belong to the page, which undoes edits of
 * the dataset as well as of a text field.
 */
export function installMenu(): void {
  const isMac = process.platform === "darwin";
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac
        ? [{ role: "appMenu" as const }]
        : [{ label: app.name, submenu: [{ role: "quit" as const }] }]),
      {
        label: "Edit",
        submenu: [{ role: "cut" }, { role: "copy" }, { role: "paste" }, { role: "selectAll" }],
      },
      {
        label: "View",
        submenu: [
          { role: "resetZoom" },
          { role: "zoomIn" },
          { role: "zoomOut" },
          { type: "separator" },
          { role: "togglefullscreen" },
        ],
      },
      { role: "windowMenu" },
    ]),
  );
}
