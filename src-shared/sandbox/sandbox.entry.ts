// The sandbox in a process of its own: told its options as JSON in the last argument, it says when it is ready.
import { AssayError } from "../contract/index.ts";
import { parentChannel } from "../system/index.ts";
import { findRunningSandbox } from "./discovery.ts";
import { type SandboxOptions, startSandbox } from "./start.ts";

const parent = parentChannel();
const options = JSON.parse(process.argv.at(-1) ?? "{}") as SandboxOptions;

try {
  const sandbox = await startSandbox(options);
  parent.say({ type: "ready", endpoints: findRunningSandbox(options.dataDir) });
  const stop = (): void => void sandbox.close().finally(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.once("disconnect", stop);
} catch (error) {
  const wire =
    error instanceof AssayError
      ? error.toWire()
      : {
          code: "SandboxFailed",
          message: "",
          details: { dir: options.dataDir, reason: error instanceof Error ? error.message : "unknown" },
        };
  parent.say({ type: "failed", error: wire });
  process.exitCode = 1;
}
