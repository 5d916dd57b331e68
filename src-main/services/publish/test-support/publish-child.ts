// Publishes a file to a running sandbox and ends; told so, it kills itself at the nth fact that it stores, as a
// crash would, right after (or right before) the fact is on the disk.
import { setTimeout as delay } from "node:timers/promises";
import { connectChain, readHotkey } from "../../../../src-shared/chain/index.ts";
import { createHubClient } from "../../../../src-shared/hub/index.ts";
import {
  fileSource,
  type PublicationRecord,
  PublicationStore,
  PublishService,
  type PublishTarget,
} from "../index.ts";

interface Task {
  readonly store: string;
  readonly file: string;
  readonly hubUrl: string;
  readonly chainUrl: string;
  readonly token: string;
  readonly hotkeyFile: string;
  readonly target: PublishTarget;
  readonly killAt: number | null;
  readonly killWhen: "before" | "after";
}

const task = JSON.parse(process.argv.at(-1) ?? "{}") as Task;
let facts = 0;

class MortalStore extends PublicationStore {
  override findOrCreate(...args: Parameters<PublicationStore["findOrCreate"]>): PublicationRecord {
    return mortally(() => super.findOrCreate(...args));
  }

  override update(id: string, change: Partial<PublicationRecord>): PublicationRecord {
    return mortally(() => super.update(id, change));
  }
}

function mortally<T>(store: () => T): T {
  facts++;
  if (facts === task.killAt && task.killWhen === "before") process.kill(process.pid, "SIGKILL");
  const stored = store();
  if (facts === task.killAt) process.kill(process.pid, "SIGKILL");
  return stored;
}

const signer = await readHotkey({ file: task.hotkeyFile });
if (!signer.ok) throw signer.error;
const service = new PublishService({
  store: new MortalStore(task.store),
  connect: async () => {
    const chain = await connectChain({ endpoints: [task.chainUrl], timeoutMs: 3_000 });
    if (!chain.ok) throw chain.error;
    const hub = createHubClient({ endpoint: task.hubUrl, token: task.token });
    return { hub, chain: chain.value, signer: signer.value, close: () => chain.value.close() };
  },
  hubUrl: () => task.hubUrl,
  sleep: async (ms, signal) => void (await delay(Math.min(ms, 250), undefined, { signal })),
  onChange: () => {},
});
const started = await service.start(task.target, fileSource(task.file));
if (!started.ok) throw started.error;
const view = await service.ended(started.value.id);
process.stdout.write(
  `${JSON.stringify({ outcome: view?.outcome, error: view?.error, commitment: view?.commitment, facts })}\n`,
);
await service.close();
