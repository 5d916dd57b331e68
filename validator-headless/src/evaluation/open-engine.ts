import {
  openOnnxEngine,
  openOnnxEngineHere,
  openRemoteEngine,
  type ResidentSettings,
  startTorchWorker,
} from "../../../src-shared/engine/index.ts";
import { type ChildProcessHandle, childProcessHost } from "../../../src-shared/system/index.ts";
import type { OpenedEngine } from "./embedded-pool.ts";
import { torchWorkerDir } from "./setup-torch.ts";

/** Which engine, and what it takes to start it. */
export type EngineChoice =
  | { readonly kind: "onnx" /** False where this process may start no other. */; readonly isRemote: boolean }
  | { readonly kind: "torch"; readonly python: string };

/** Opens an engine with these settings. Fails with an `EngineError`. */
export async function openEngine(choice: EngineChoice, settings: ResidentSettings): Promise<OpenedEngine> {
  if (choice.kind === "torch") {
    const worker = startTorchWorker({ python: choice.python, workerDir: torchWorkerDir() });
    const engine = await openRemoteEngine(worker, settings);
    return { engine, pid: worker.pid ?? null, kill: () => worker.kill() };
  }
  if (!choice.isRemote) {
    return { engine: await openOnnxEngineHere(settings), pid: null, kill: () => {} };
  }
  let child: ChildProcessHandle | null = null;
  const engine = await openOnnxEngine((entry) => {
    child = childProcessHost.spawn(entry, { name: "engine" });
    return child;
  }, settings);
  const { pid, kill } = child as unknown as ChildProcessHandle;
  return { engine, pid, kill };
}
