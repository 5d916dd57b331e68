import { desktopBridge, desktopConnection } from "./desktop-connection.ts";
import type { HostConnection } from "./pipe.ts";
import { webConnection } from "./web-connection.ts";

/** The host this page runs in. */
export function connect(): HostConnection {
  const bridge = desktopBridge();
  return bridge === null ? webConnection : desktopConnection(bridge);
}
