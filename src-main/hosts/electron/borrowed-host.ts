import { fileURLToPath } from "node:url";
import type { MessagePortMain } from "electron";
import type { ChildProcessHandle, ProcessHost, SecretBox } from "../../services/host/index.ts";
import type { ChildCommand, ChildEvent, MainMessage, ServicesMessage } from "./host-messages.ts";

type Answer = Extract<MainMessage, { kind: "answer" }>;

/** What only the main process has, lent to the services process over their channel. */
export interface BorrowedHost {
  readonly secretBox: SecretBox;
  readonly processHost: ProcessHost;
  answered(answer: Answer): void;
  childStarted(id: number, port: MessagePortMain): void;
}

export function borrowedHost(
  say: (message: ServicesMessage) => void,
  secretsProtected: boolean,
): BorrowedHost {
  const answers = new Map<number, (answer: Answer) => void>();
  const children = new Map<number, (port: MessagePortMain) => void>();
  let nextId = 1;

  function ask<T>(make: (id: number) => ServicesMessage): Promise<T> {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      answers.set(id, ({ value, error }) =>
        error === null ? resolve(value as T) : reject(new Error(error)),
      );
      say(make(id));
    });
  }

  return {
    secretBox: {
      isProtected: secretsProtected,
      seal: (text) => ask((id) => ({ kind: "seal", id, text })),
      open: (sealed) => ask((id) => ({ kind: "open", id, sealed })),
    },
    processHost: {
      spawn: (module, { name, args = [], env = {} }) => {
        const id = nextId++;
        const { handle, connect } = childBehindPort();
        children.set(id, connect);
        say({ kind: "spawn", id, module: fileURLToPath(module), name, args, env });
        return handle;
      },
    },
    answered: (answer) => {
      answers.get(answer.id)?.(answer);
      answers.delete(answer.id);
    },
    childStarted: (id, port) => {
      children.get(id)?.(port);
      children.delete(id);
    },
  };
}

/** A handle that can be used at once; what is sent before its port arrives waits. */
function childBehindPort(): { handle: ChildProcessHandle; connect: (port: MessagePortMain) => void } {
  const unsent: ChildCommand[] = [];
  const onMessage = new Set<(message: unknown) => void>();
  const onOutput = new Set<(line: string) => void>();
  let port: MessagePortMain | null = null;
  let pid: number | null = null;
  let resolveExit: (code: number | null) => void = () => {};
  const exited = new Promise<number | null>((resolve) => {
    resolveExit = resolve;
  });

  const command = (message: ChildCommand): void => {
    if (port === null) unsent.push(message);
    else port.postMessage(message);
  };
  const subscribe =
    <T>(listeners: Set<(value: T) => void>) =>
    (listener: (value: T) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    };

  return {
    handle: {
      get pid() {
        return pid;
      },
      exited,
      send: (message) => command({ kind: "message", message }),
      onMessage: subscribe(onMessage),
      onOutput: subscribe(onOutput),
      kill: () => command({ kind: "kill" }),
    },
    connect: (arrived) => {
      port = arrived;
      arrived.on("message", ({ data }) => {
        const event = data as ChildEvent;
        if (event.kind === "started") pid = event.pid;
        else if (event.kind === "exit") resolveExit(event.code);
        else if (event.kind === "message") for (const listener of onMessage) listener(event.message);
        else for (const listener of onOutput) listener(event.line);
      });
      arrived.start();
      for (const message of unsent.splice(0)) arrived.postMessage(message);
    },
  };
}
