// A practice round in a process of its own: told its order as JSON in the last argument, it says how it goes. It is ended by
// whoever started it; everything it has is in its folder.
import { parseProfileText } from "../../src-shared/competition/index.ts";
import {
  AssayError,
  type PracticeMessage,
  practiceOrderSchema,
  unwrap,
} from "../../src-shared/contract/index.ts";
import { SandboxError } from "../../src-shared/sandbox/index.ts";
import { parentChannel } from "../../src-shared/system/index.ts";
import { runPractice } from "./practice/run-practice.ts";

const parent = parentChannel();
const say = (message: PracticeMessage): void => parent.say(message);
parent.listen(() => {});

try {
  const order = practiceOrderSchema.parse(JSON.parse(process.argv.at(-1) ?? "{}"));
  const progress = await runPractice({
    ...order,
    profile: unwrap(parseProfileText(order.profile)),
    onProgress: (report) => say({ kind: "progress", progress: report }),
  });
  say({ kind: "done", progress });
} catch (error) {
  const what = error instanceof Error ? error.message : String(error);
  const known = error instanceof AssayError ? error : new SandboxError("PracticeStopped", { what });
  say({ kind: "failed", error: known.toWire() });
}
