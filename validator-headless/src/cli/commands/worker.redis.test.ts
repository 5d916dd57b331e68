import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { evaluate, QueueStage } from "../../evaluation/test-support/queue-stage.ts";

const entry = fileURLToPath(new URL("../../assay-validator.entry.ts", import.meta.url));
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function startWorker(args: readonly string[], env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), "assay-worker-"));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const child = spawn(process.execPath, [entry, "worker", "--cache-dir", folder, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, HF_HOME: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  closing.push(() => child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      said += `${line}\n`;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, exited, said: () => said };
}

test("the command trains and evaluates the practice model for a service, and stops when it is told to", async () => {
  const stage = await QueueStage.set();
  closing.push(() => stage.strike());
  const service = await stage.service();
  const worker = startWorker(["--engine.threads", "1", "--name", "practising", "--log.level", "debug"], {
    ASSAY_VALIDATOR_QUEUE: stage.redis.url,
  });
  const job = stage.job(1);
  const outcome = await evaluate(service, { ...job, model: { repo: "practice", revision: "1" } });
  expect(outcome, worker.said()).toMatchObject({ kind: "evaluated", facts: { engine: "onnx" } });
  expect(outcome.kind === "evaluated" && outcome.result.evalLoss).toBeGreaterThan(0);
  expect(await service.capacity()).toBe(1);
  expect(service.workers()).toMatchObject([{ id: "practising" }]);
  worker.child.kill("SIGTERM");
  expect(await worker.exited, worker.said()).toBe(0);
  expect(await service.capacity()).toBe(0);
  expect(worker.said()).not.toContain(encodeURIComponent(stage.redis.password));
});

test("without a queue it says so, and with a Redis that refuses it ends", async () => {
  const unnamed = startWorker([], {});
  expect(await unnamed.exited).toBe(2);
  expect(unnamed.said()).toContain("--queue");
  const stage = await QueueStage.set();
  closing.push(() => stage.strike());
  const refused = startWorker(["--queue", stage.redis.urlWith("wrong-word")], {});
  expect(await refused.exited).toBe(1);
  expect(refused.said()).toContain("does not let us in");
  expect(refused.said()).not.toContain("wrong-word");
});
