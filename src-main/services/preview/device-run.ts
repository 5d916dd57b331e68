import type { Phrase, PreviewDevice } from "../../../src-shared/contract/index.ts";
import {
  EngineError,
  type EngineProcess,
  type EngineProgress,
  type EngineRequest,
  type EngineResult,
  type RemoteRun,
  runRemotely,
} from "../../../src-shared/engine/index.ts";
import type { CardScout } from "./card-scout.ts";

export interface DeviceRunOptions {
  /** "auto": on the graphics card where that is worth it, and on the processor where the card fails. */
  readonly choice: PreviewDevice;
  readonly scout: CardScout;
  /** Starts a process for the engine. */
  readonly spawn: () => EngineProcess;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: EngineProgress) => void;
  /** The card failed, and all begins anew on the processor. */
  readonly onStartOver: (why: EngineError) => void;
}

/**
 * Runs a request on the device that was chosen, or on the better one. Its result rejects with `GraphicsCardFailed` where
 * the card was asked for and failed, else as `runRemotely` does.
 */
export function runOnDevice(request: EngineRequest, options: DeviceRunOptions): RemoteRun {
  const { choice, scout, spawn, signal, onProgress, onStartOver } = options;
  let current: RemoteRun | null = null;
  let isPaused = false;

  const runOn = (device: EngineRequest["device"], tell = onProgress): Promise<EngineResult> => {
    if (signal.aborted) throw new EngineError("EngineCancelled");
    current = runRemotely(spawn(), { ...request, device }, { signal, onProgress: tell });
    if (isPaused) current.pause();
    return current.result;
  };

  const runInstead = async (): Promise<EngineResult> => {
    const result = await runOn("cpu", (progress) =>
      onProgress(
        progress.phase === "measured" ? { ...progress, device: asSubstitute(progress.device) } : progress,
      ),
    );
    return { ...result, device: asSubstitute(result.device) };
  };

  const run = async (): Promise<EngineResult> => {
    if (choice === "cpu") return runOn("cpu");
    if (choice === "auto" && !(await scout.isWorthwhile(signal))) return runOn("cpu");
    try {
      return await runOn("webgpu");
    } catch (error) {
      if (signal.aborted || !(error instanceof EngineError)) throw error;
      const isItsFault = CARD_FAILURES.has(error.code);
      if (choice === "webgpu")
        throw isItsFault
          ? new EngineError("GraphicsCardFailed", { what: error.details.what ?? error.code })
          : error;
      if (!isItsFault && !MAYBE_THE_CARDS.has(error.code)) throw error;
      if (isItsFault) scout.giveUp();
      onStartOver(error);
      return runInstead();
    }
  };

  return {
    result: run(),
    pause: () => {
      isPaused = true;
      current?.pause();
    },
    resume: () => {
      isPaused = false;
      current?.resume();
    },
  };
}

/** What a card, its driver or its memory is to blame for. */
const CARD_FAILURES: ReadonlySet<string> = new Set(["EngineStopped", "EngineUnavailable"]);
/**
 * What may turn out otherwise on the processor: it has ways to run in less memory, and weights too large for 16 bits
 * trouble only cards.
 */
const MAYBE_THE_CARDS: ReadonlySet<string> = new Set(["RunTooLarge", "LossNotANumber"]);

const asSubstitute = (device: Phrase): Phrase =>
  device.phrase === "onProcessor" ? { ...device, phrase: "onProcessorInstead" } : device;
