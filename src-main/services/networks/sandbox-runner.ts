import { AssayError, type WireError } from "../../../src-shared/contract/index.ts";
import {
  findRunningSandbox,
  type SandboxEndpoints,
  SandboxError,
  type SandboxOptions,
} from "../../../src-shared/sandbox/index.ts";
import { type ChildProcessHandle, entryUrl, type ProcessHost } from "../host/index.ts";
import { sandboxDir } from "./networks.ts";

const ENTRY = entryUrl("../../../src-shared/sandbox/sandbox.entry", import.meta.url);

/** The sandbox as this process has it: one that ran already, or a child of its own. */
export interface RunningSandbox {
  readonly endpoints: SandboxEndpoints;
  /** Ends it if it is ours; one that ran before goes on. */
  stop(): Promise<void>;
}

type ChildMessage =
  | { readonly type: "ready"; readonly endpoints: SandboxEndpoints }
  | { readonly type: "failed"; readonly error: WireError };

/** Finds the sandbox of this data folder or starts one in a child process. Rejects with a SandboxError. */
export async function runSandbox(
  dataDir: string,
  processes: ProcessHost,
  options: Omit<SandboxOptions, "dataDir"> = {},
): Promise<RunningSandbox> {
  const running = findRunningSandbox(sandboxDir(dataDir));
  if (running !== null) return { endpoints: running, stop: () => Promise.resolve() };
  const child = processes.spawn(ENTRY, {
    name: "assay-sandbox",
    args: [JSON.stringify({ ...options, dataDir: sandboxDir(dataDir) })],
  });
  const endpoints = await firstMessage(child);
  return {
    endpoints,
    stop: async () => {
      child.kill();
      await child.exited;
    },
  };
}

function firstMessage(child: ChildProcessHandle): Promise<SandboxEndpoints> {
  const said: string[] = [];
  child.onOutput((line) => said.push(line));
  return new Promise((resolve, reject) => {
    child.onMessage((raw) => {
      const message = raw as ChildMessage;
      if (message.type === "ready") resolve(message.endpoints);
      else reject(new AssayError(message.error.code, message.error.details));
    });
    void child.exited.then((code) => {
      reject(
        new SandboxError("SandboxFailed", {
          dir: "",
          reason: `it ended with ${code}: ${said.slice(-3).join(" ")}`,
        }),
      );
    });
  });
}
