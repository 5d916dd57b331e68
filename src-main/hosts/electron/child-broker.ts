import { type MessagePortMain, utilityProcess } from "electron";
import type { ChildCommand, ChildEvent, ServicesMessage } from "./host-messages.ts";

type SpawnMessage = Extract<ServicesMessage, { kind: "spawn" }>;

/** Starts a module of ours as a utility process for the services, which talk to it over `port`. */
export function startChild({ module, name, args, env }: SpawnMessage, port: MessagePortMain): () => void {
  const child = utilityProcess.fork(module, [...args], {
    serviceName: name,
    stdio: "pipe",
    env: { ...process.env, ...env } as Record<string, string>,
  });
  const tell = (event: ChildEvent): void => port.postMessage(event);
  child.on("spawn", () => tell({ kind: "started", pid: child.pid ?? null }));
  child.on("message", (message: unknown) => tell({ kind: "message", message }));
  child.on("exit", (code) => {
    tell({ kind: "exit", code });
    port.close();
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      for (const line of chunk.toString().split("\n")) if (line !== "") tell({ kind: "output", line });
    });
  }
  port.on("message", ({ data }) => {
    const command = data as ChildCommand;
    if (command.kind === "kill") child.kill();
    else child.postMessage(command.message);
  });
  port.start();
  return () => void child.kill();
}
