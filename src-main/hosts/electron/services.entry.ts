// The services process of the desktop host: the same services as everywhere, with the main process lending what
// only it has.
import { join } from "node:path";
import type { MessagePortMain, ParentPort } from "electron";
import { createAppServices } from "../../services/app/create-app-services.ts";
import { type AppServices, serveChannel } from "../../services/app/index.ts";
import { borrowedHost } from "./borrowed-host.ts";
import type { MainMessage, ServicesArguments, ServicesMessage } from "./host-messages.ts";
import { portPipe } from "./port-pipe.ts";

const parent: ParentPort = process.parentPort;
const args = JSON.parse(process.argv.at(-1) ?? "{}") as ServicesArguments;
const say = (message: ServicesMessage): void => parent.postMessage(message);
const host = borrowedHost(say, args.secretsProtected);

function reply(id: number, value: unknown): void {
  say({ kind: "reply", id, value });
}

function listen(services: AppServices): void {
  parent.on("message", ({ data, ports }: { data: unknown; ports: MessagePortMain[] }) => {
    const message = data as MainMessage;
    const port = ports[0];
    switch (message.kind) {
      case "screen":
        if (port !== undefined) serveChannel(services, portPipe(port), services.report);
        return;
      case "child":
        if (port !== undefined) host.childStarted(message.id, port);
        return;
      case "answer":
        return host.answered(message);
      case "register-file":
        return reply(message.id, services.uploads.registerFile(message.path));
      case "find-download":
        return reply(message.id, services.downloads.find(message.download));
      case "close":
        void services.close().finally(() => reply(message.id, null));
    }
  });
}

try {
  const services = await createAppServices({
    dataDir: args.dataDir,
    version: args.version,
    host: "desktop",
    secretBox: host.secretBox,
    processHost: host.processHost,
    scratchDir: join(args.dataDir, "scratch"),
  });
  listen(services);
  say({ kind: "ready" });
} catch (error) {
  say({ kind: "failed", what: error instanceof Error ? error.message : String(error) });
}
