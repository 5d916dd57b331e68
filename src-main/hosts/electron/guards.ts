import { type Session, shell, type WebContents } from "electron";
import { isAllowedExternal, isOwnUrl } from "./origin.ts";

/** Keeps a window on our own page: no navigation, redirect, new window or embedded view leads away from it. */
export function guardWindow(contents: WebContents): void {
  const stayHere = (event: { preventDefault(): void; url: string }): void => {
    if (!isOwnUrl(event.url)) event.preventDefault();
  };
  contents.on("will-navigate", stayHere);
  contents.on("will-redirect", stayHere);
  contents.on("will-frame-navigate", stayHere);
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedExternal(url)) void shell.openExternal(url);
    return { action: "deny" };
  });
}

/** Grants no permission to any page: Assay needs none but the clipboard, which the page's own gestures give. */
export function guardSession(session: Session): void {
  const isClipboardWrite = (permission: string): boolean => permission === "clipboard-sanitized-write";
  session.setPermissionRequestHandler((contents, permission, decide) =>
    decide(isOwnUrl(contents.getURL()) && isClipboardWrite(permission)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => isOwnUrl(origin) && isClipboardWrite(permission),
  );
  session.setDevicePermissionHandler(() => false);
}
