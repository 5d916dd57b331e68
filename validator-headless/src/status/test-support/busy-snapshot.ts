import type { EvaluationCurve, MinerStatus, StatusSnapshot } from "../snapshot.ts";

const NOW = "2026-03-02T16:42:11.000Z";
const HOTKEYS = "5F3sa2TJAWMqDhXG6jhV4N8ko9SxwGy8TpaNS1repo5EYjQX";

/** A service in the middle of its work, for tests: two dozen miners, two evaluations under way. */
export function busySnapshot(changes: Partial<StatusSnapshot> = {}): StatusSnapshot {
  return {
    takenAt: NOW,
    service: { version: "0.1.0", startedAt: "2026-02-27T09:00:00.000Z", dryRun: false },
    network: {
      name: "finney",
      endpoint: "wss://entrypoint-finney.opentensor.ai:443",
      isOnline: true,
      specVersion: 424,
      blockTimeMs: 12_000,
    },
    netuid: 96,
    profile: {
      id: "flock-off-daily",
      title: "FLock OFF, daily",
      version: "1.0.0",
      hash: "2eb261d90e0c0cdc9b60d97afbb97c23e39b34285b1575732640f95dc0699f4d",
      rules: "reference",
    },
    evalSet: { repo: "flock-io/flock-off-s1-competition", revision: "ab".repeat(20), rows: 12_480 },
    signer: { hotkey: HOTKEYS, uid: 3, stakeTao: 21_400.5, hasPermit: true, vtrust: 0.987 },
    phase: { name: "evaluating", words: "UID 17 and UID 42", since: "2026-03-02T16:40:00.000Z" },
    lastBeatAt: "2026-03-02T16:42:10.000Z",
    block: { number: 5_012_345, at: "2026-03-02T16:42:05.000Z" },
    tempo: { blocks: 360, blocksLeft: 118 },
    epoch: {
      id: "e-41",
      index: 41,
      startedAt: "2026-03-02T12:30:00.000Z",
      endedAt: null,
      seed: 1_834_611_207,
    },
    miners: Array.from({ length: 26 }, (_, index) => miner(index)),
    queue: {
      pending: [{ uid: 8 }, { uid: 91 }, { uid: 133 }, { uid: 201 }],
      running: [
        {
          uid: 17,
          phase: "training",
          step: 18,
          totalSteps: 26,
          loss: 1.8312,
          startedAt: "2026-03-02T16:40:31.000Z",
          worker: "gpu-1",
        },
        {
          uid: 42,
          phase: "evaluating",
          step: 610,
          totalSteps: 12_480,
          loss: 1.77,
          startedAt: "2026-03-02T16:39:02.000Z",
          worker: "gpu-2",
        },
      ],
      done: 26,
      carriedOver: 2,
    },
    workers: [
      {
        id: "gpu-1",
        device: "NVIDIA H200",
        workerClass: "h200-575-cu128-nf4",
        state: "busy",
        lastSeenAt: NOW,
      },
      {
        id: "gpu-2",
        device: "NVIDIA H200",
        workerClass: "h200-575-cu128-nf4",
        state: "busy",
        lastSeenAt: NOW,
      },
    ],
    curves: [17, 42, 5, 11, 60, 73, 88, 104].map(curve),
    weights: {
      mode: "timelocked",
      lastSetBlock: 5_012_101,
      lastSetAt: "2026-03-02T15:53:17.000Z",
      isVerified: true,
      nextWindow: { fromBlock: 5_012_413, toBlock: 5_012_463 },
      pendingReveals: [
        { commitBlock: 5_012_101, fromBlock: null, toBlock: null, revealsAt: "2026-03-02T17:05:12.000Z" },
      ],
      lastError: null,
      isOverdue: false,
    },
    machine: {
      device: "2 x NVIDIA H200",
      memoryTotalMb: 257_000,
      memoryFreeMb: 181_000,
      diskFreeGb: 212.4,
      cacheGb: 18.2,
    },
    warnings: [],
    totals: {
      epochs: 41,
      evaluations: { evaluated: 1204, "dataset-failed": 31, "engine-failed": 2 },
      evaluationSeconds: 98_113,
      downloads: { fetched: 1391, HubFileNotFound: 18 },
      downloadedBytes: 3.1e9,
      weightSettings: { set: 40, failed: 1 },
      engineRestarts: 2,
    },
    ...changes,
  };
}

function miner(index: number): MinerStatus {
  const uid = (index * 37 + 5) % 256;
  const hotkey = `5${String.fromCharCode(65 + (index % 26))}${HOTKEYS.slice(2)}`;
  const committed = {
    uid,
    hotkey,
    repo: `miner-${uid}/character-dialogues-v${(index % 3) + 1}`,
    revision: `${(0x9e3779b1 * (index + 1)).toString(16).replace(".", "")}${"c".repeat(40)}`.slice(0, 40),
    commitBlock: 5_011_000 + index,
    evaluatedAt: "2026-03-02T14:12:40.000Z",
  };
  if (index < 21) {
    return {
      ...committed,
      outcome: "evaluated",
      words: index === 0 ? "Evaluated: the best of its round" : "Evaluated",
      loss: 2.31 + index * 0.0137,
      score: Math.max(0, 0.9 - index * 0.041),
      weight: index === 0 ? 0.62 : index < 4 ? 0.38 / 3 : 0,
    };
  }
  if (index === 21) {
    const words = "A copy of UID 5, which committed earlier (96 of 100 rows are the same)";
    return { ...committed, outcome: "duplicate", words, loss: 999, score: 0, weight: 0 };
  }
  if (index === 22) {
    const words = "Row 12 does not come from the eval set";
    return { ...committed, outcome: "not-from-eval-set", words, loss: 999, score: 0, weight: 0 };
  }
  if (index === 23) {
    const words = "The repository is private or gone";
    return { ...committed, outcome: "unreachable", words, loss: 999, score: 0, weight: 0 };
  }
  const none = { repo: null, revision: null, commitBlock: null, loss: null, score: null, weight: null };
  return { ...committed, ...none, outcome: "no-commitment", words: "Nothing committed", evaluatedAt: null };
}

function curve(uid: number, index: number): EvaluationCurve {
  const steps = index === 0 ? 18 : 26;
  const points = Array.from({ length: steps }, (_, step) => ({
    step: step + 1,
    loss: 1.6 + 0.9 * Math.exp(-step / 7) + 0.12 * Math.sin(step * 2.3 + uid),
  }));
  const isRunning = index < 2;
  return {
    uid,
    hotkey: HOTKEYS,
    points,
    evalLoss: isRunning ? null : 2.31 + index * 0.01,
    baseLoss: isRunning ? null : 2.74,
    isRunning,
  };
}
