import { fileURLToPath } from "node:url";
import { MessageChannelMain, type MessagePortMain, utilityProcess } from "electron";
import type { Download } from "../../services/app/index.ts";
import { entryUrl, type SecretBox } from "../../services/host/index.ts";
import { startChild } from "./child-broker.ts";
import type { MainMessage, ServicesArguments, ServicesMessage } from "./host-messages.ts";

/** The services, running in a process of their own. */
export interface ServicesProcess {
  /** Connects a screen: from now on `port` speaks the contract. */
  connectScreen(port: MessagePortMain): void;
  registerFile(path: string): Promise<{ uploadId: string }>;
  findDownload(id: string): Promise<Download | null>;
  /** Ends the services after they have put everything away. */
  close(): Promise<void>;
  /** Resolves when the process is gone, whoever ended it. */
  readonly exited: Promise<number>;
}

/** Starts the services process and resolves once it can serve. Rejects with its own words when it cannot start. */
export function startServicesProcess(
  options: Omit<ServicesArguments, "secretsProtected">,
  box: SecretBox,
): Promise<ServicesProcess> {
  const args: ServicesArguments = { ...options, secretsProtected: box.isProtected };
  const child = utilityProcess.fork(
    fileURLToPath(entryUrl("./services.entry", import.meta.url)),
    [JSON.stringify(args)],
    {
      serviceName: "assay-services",
      stdio: "inherit",
      // On Linux, memory that threads freed would otherwise stay with arenas of their own.
      env: { MALLOC_ARENA_MAX: "2", ...process.env },
    },
  );
  const waiting = new Map<number, (value: unknown) => void>();
  const stopChildren: (() => void)[] = [];
  let nextId = 1;

  const say = (message: MainMessage, ports: MessagePortMain[] = []): void =>
    child.postMessage(message, ports);
  const answer = (id: number, work: Promise<unknown>): void =>
    void work.then(
      (value) => say({ kind: "answer", id, value, error: null }),
      () => say({ kind: "answer", id, value: null, error: "the system's keychain refused" }),
    );
  function ask<T>(make: (id: number) => MainMessage): Promise<T> {
    const id = nextId++;
    return new Promise((resolve) => {
      waiting.set(id, resolve as (value: unknown) => void);
      say(make(id));
    });
  }

  const exited = new Promise<number>((resolve) => child.once("exit", resolve));
  return new Promise((resolve, reject) => {
    child.on("message", (raw: unknown) => {
      const message = raw as ServicesMessage;
      switch (message.kind) {
        case "ready":
          return resolve({
            connectScreen: (port) => say({ kind: "screen" }, [port]),
            registerFile: (path) => ask((id) => ({ kind: "register-file", id, path })),
            findDownload: (download) => ask((id) => ({ kind: "find-download", id, download })),
            close: async () => {
              await Promise.race([ask((id) => ({ kind: "close", id })), exited]);
              for (const stop of stopChildren) stop();
              child.kill();
            },
            exited,
          });
        case "failed":
          return reject(new Error(message.what));
        case "seal":
          return answer(message.id, box.seal(message.text));
        case "open":
          return answer(message.id, box.open(message.sealed));
        case "reply":
          waiting.get(message.id)?.(message.value);
          waiting.delete(message.id);
          return;
        case "spawn": {
          const { port1, port2 } = new MessageChannelMain();
          stopChildren.push(startChild(message, port1));
          return say({ kind: "child", id: message.id }, [port2]);
        }
      }
    });
    void exited.then((code) => reject(new Error(`the services ended at once (exit code ${code})`)));
  });
}
