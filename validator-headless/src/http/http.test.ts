import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unwrap } from "../../../src-shared/contract/index.ts";
import type { StatusSnapshot } from "../status/snapshot.ts";
import { busySnapshot } from "../status/test-support/busy-snapshot.ts";
import { healthOf, type StatusServer, startStatusServer } from "./index.ts";
import { metricNames } from "./metrics.ts";

let shown: StatusSnapshot;
let server: StatusServer;
const now = Date.parse(busySnapshot().takenAt);

beforeAll(async () => {
  server = unwrap(
    await startStatusServer({
      source: { snapshot: () => shown },
      http: { host: "127.0.0.1", port: 0, names: ["gpu.example"] },
      now: () => now,
    }),
  );
});
afterAll(() => server.close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(
  path: string,
  snapshot = busySnapshot(),
  { method = "GET", host = "127.0.0.1:1" } = {},
): Promise<Answer> {
  shown = snapshot;
  return new Promise((resolve, reject) => {
    httpRequest({ host: "127.0.0.1", port: server.port, path, method, headers: { host } }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    })
      .on("error", reject)
      .end();
  });
}

describe("who may ask", () => {
  test.each(["127.0.0.1:9616", "localhost", "[::1]:80", "gpu.example:9616", "GPU.example"])(
    "%s",
    async (host) => {
      expect((await ask("/healthz", busySnapshot(), { host })).status).toBe(200);
    },
  );

  test.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:9616", "[evil]"])(
    "not %s",
    async (host) => {
      for (const path of ["/", "/metrics", "/status.json", "/healthz"]) {
        const answer = await ask(path, busySnapshot(), { host });
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.body).not.toContain("flock");
      }
    },
  );

  test("nobody may change anything", async () => {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      expect((await ask("/", busySnapshot(), { method })).status).toBe(405);
    }
  });

  test("a port that is taken is said", async () => {
    const second = await startStatusServer({
      source: { snapshot: () => shown },
      http: { host: "127.0.0.1", port: server.port, names: [] },
    });
    expect(second).toMatchObject({
      ok: false,
      error: { code: "StatusPortTaken", details: { reason: "EADDRINUSE" } },
    });
  });
});

describe("the page", () => {
  test("shows miners, queue, weights and curves under a policy that lets in nothing foreign", async () => {
    const { status, headers, body } = await ask("/");
    expect(status).toBe(200);
    for (const text of [
      "miner-5/character-dialogues-v1",
      "UID 17",
      "step 18 of 26",
      "Leaderboard",
      "5,012,101",
      "96 of 100 rows",
    ]) {
      expect(body).toContain(text);
    }
    expect(body.match(/<svg viewBox="0 0 240/g)).toHaveLength(8);
    expect(body).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*script-src 'sha256-/);
    expect(headers["cache-control"]).toBe("no-store");
  });

  test("shows a service that knows nothing yet", async () => {
    const empty: Partial<StatusSnapshot> = {
      evalSet: null,
      signer: null,
      block: null,
      tempo: null,
      epoch: null,
      miners: [],
      curves: [],
      workers: [],
    };
    expect((await ask("/", busySnapshot(empty))).body).toContain("No miner was looked at yet");
  });

  test("takes what miners wrote as text", async () => {
    const [first] = busySnapshot().miners;
    const planted = `"><img src=x onerror=alert(1)><script>alert(2)</script>`;
    const miner = {
      ...(first as StatusSnapshot["miners"][number]),
      repo: planted,
      hotkey: planted,
      words: planted,
      revision: planted,
    };
    const { body } = await ask("/", busySnapshot({ miners: [miner] }));
    expect(body).not.toMatch(/<img|<script>alert/);
    expect(body).toContain("&#60;script&#62;");
  });

  test("the same is there as JSON", async () => {
    expect(JSON.parse((await ask("/status.json")).body)).toEqual(busySnapshot());
  });
});

describe("health", () => {
  const busy = busySnapshot();
  test.each<[string, Partial<StatusSnapshot>]>([
    ["stuck", { lastBeatAt: "2026-03-02T16:20:00.000Z" }],
    ["stopped", { phase: { ...busy.phase, name: "stopped" } }],
    [
      "No node",
      { block: { number: 1, at: "2026-03-02T16:30:00.000Z" }, network: { ...busy.network, isOnline: false } },
    ],
    ["no new blocks", { block: { number: 1, at: "2026-03-02T16:30:00.000Z" } }],
    ["not registered", { signer: { ...(busy.signer as NonNullable<typeof busy.signer>), uid: null } }],
    [
      "no validator permit",
      { signer: { ...(busy.signer as NonNullable<typeof busy.signer>), hasPermit: false } },
    ],
    ["overdue", { weights: { ...busy.weights, isOverdue: true } }],
    [
      "not revealed",
      {
        weights: {
          ...busy.weights,
          pendingReveals: [{ commitBlock: 1, fromBlock: 2, toBlock: 3, revealsAt: null }],
        },
      },
    ],
    ["Every worker", { workers: busy.workers.map((worker) => ({ ...worker, state: "lost" as const })) }],
  ])("%s is a reason for 503", async (words, changes) => {
    const answer = await ask("/healthz", busySnapshot(changes));
    expect(answer.status).toBe(503);
    const { reasons } = JSON.parse(answer.body) as { reasons: string[] };
    expect(reasons).toEqual([expect.stringContaining(words)]);
    expect((await ask("/", busySnapshot(changes))).body).toContain("Needs a look");
  });

  test("a busy service is healthy, and one that may not set weights owes none", async () => {
    expect((await ask("/healthz")).status).toBe(200);
    const dry = busySnapshot({
      service: { ...busy.service, dryRun: true },
      weights: { ...busy.weights, isOverdue: true },
    });
    expect(healthOf(dry, now).isHealthy).toBe(true);
  });
});

describe("metrics", () => {
  const sample = (text: string, name: string): string | undefined =>
    text.split("\n").find((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));

  test("every one has a value while the service is busy", async () => {
    const reveal = { commitBlock: 1, fromBlock: 2, toBlock: 5_012_400, revealsAt: null };
    const busyWithReveal = busySnapshot({
      weights: { ...busySnapshot().weights, pendingReveals: [reveal] },
      warnings: [{ code: "MixedFleet", words: "x", mend: "y", since: "2026-03-02T16:00:00.000Z" }],
    });
    const { body, headers } = await ask("/metrics", busyWithReveal);
    expect(headers["content-type"]).toContain("text/plain");
    for (const name of metricNames) expect(sample(body, name), name).toMatch(/ -?[\d.e+]+$/);
    expect(sample(body, "assay_validator_reveal_blocks_left")).toMatch(/ 55$/);
    expect(body).toContain('assay_validator_miner_weight{uid="5"} 0.62');
    expect(body).toContain('assay_validator_evaluations_total{outcome="evaluated"} 1204');
    expect(body).toContain("process_resident_memory_bytes");
  });

  test("tell what is, not what was: nothing adds up, and what is unknown has no value", async () => {
    await ask("/metrics");
    const again = await ask("/metrics", busySnapshot({ signer: null, miners: [] }));
    expect(sample(again.body, "assay_validator_vtrust")).toBeUndefined();
    expect(sample(again.body, "assay_validator_miner_loss")).toBeUndefined();
    expect(sample(again.body, "assay_validator_epochs_total")).toMatch(/ 41$/);
  });
});
