import { EngineError } from "../errors.ts";
import type { EngineProcess } from "../run/remote-engine.ts";
import type { ResidentEngine, ResidentSettings } from "./contract.ts";
import { openRemoteEngine } from "./remote-resident.ts";

/** Where the process' entry lies that keeps an onnx engine, for a host to start. */
const residentEntry = (): URL =>
  new URL(import.meta.url.endsWith(".ts") ? "../resident.entry.ts" : "../resident.entry.js", import.meta.url);

/**
 * The onnx engine in a process of its own, with its model kept. Fails with an `EngineError`.
 * @param spawn starts a module of ours in another process
 */
export function openOnnxEngine(
  spawn: (entry: URL) => EngineProcess,
  settings: ResidentSettings,
): Promise<ResidentEngine> {
  return openRemoteEngine(spawn(residentEntry()), settings);
}

/** The same in this process, for hosts that may not start others: what crashes there takes this process with it. */
export async function openOnnxEngineHere(settings: ResidentSettings): Promise<ResidentEngine> {
  const module = await import("./onnx-resident.ts").catch((error: unknown) => {
    throw new EngineError("EngineUnavailable", {
      what: error instanceof Error ? error.message : String(error),
    });
  });
  return await module.openOnnxResident(settings);
}
