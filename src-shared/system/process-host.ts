/**
 * Starts a module of ours in a process of its own. Electron's host stands on utilityProcess, `serve` and the
 * command line on child_process; engine, sandbox and practice validator start only through this interface,
 * so that the packaged app never has to run itself as plain Node.
 */
export interface ProcessHost {
  spawn(module: URL, options: SpawnOptions): ChildProcessHandle;
}

export interface SpawnOptions {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Messages are structured-clone values; what a child says on stdout or stderr goes to `onOutput`. */
export interface ChildProcessHandle {
  readonly pid: number | null;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): () => void;
  onOutput(listener: (line: string) => void): () => void;
  /** Resolves with the exit code (null when a signal ended it); never rejects. */
  readonly exited: Promise<number | null>;
  kill(): void;
}
