import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { StatusSnapshot } from "../status/snapshot.ts";
import { healthOf } from "./health.ts";

const PREFIX = "assay_validator_";
const MB = 1e6;
const GB = 1e9;

type Sample = readonly [value: number | null, labels?: Readonly<Record<string, string>>];

interface MetricDefinition {
  readonly name: string;
  readonly kind: "gauge" | "counter";
  readonly help: string;
  readonly labels?: readonly string[];
  /** What is null is left out. */
  read(snapshot: StatusSnapshot, nowMs: number): readonly Sample[];
}

const gauge = (
  name: string,
  help: string,
  read: (snapshot: StatusSnapshot, nowMs: number) => number | boolean | null,
): MetricDefinition => ({
  name,
  kind: "gauge",
  help,
  read: (snapshot, nowMs) => {
    const value = read(snapshot, nowMs);
    return [[value === null ? null : Number(value)]];
  },
});

const counter = (
  name: string,
  help: string,
  read: (snapshot: StatusSnapshot) => number,
): MetricDefinition => ({
  name,
  kind: "counter",
  help,
  read: (snapshot) => [[read(snapshot)]],
});

const labelled = (
  kind: MetricDefinition["kind"],
  name: string,
  label: string,
  help: string,
  read: (snapshot: StatusSnapshot) => Iterable<readonly [string, number | null]>,
): MetricDefinition => ({
  name,
  kind,
  help,
  labels: [label],
  read: (snapshot) => [...read(snapshot)].map(([key, value]) => [value, { [label]: key }] as const),
});

const seconds = (iso: string | null | undefined): number | null =>
  iso === null || iso === undefined ? null : Date.parse(iso) / 1000;

function counted(names: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const definitions: readonly MetricDefinition[] = [
  {
    name: "info",
    kind: "gauge",
    help: "Always 1; what runs, in its labels",
    labels: ["version", "network", "netuid", "profile", "profile_version", "profile_hash", "eval_set"],
    read: ({ service, network, netuid, profile, evalSet }) => [
      [
        1,
        {
          version: service.version,
          network: network.name,
          netuid: String(netuid),
          profile: profile.id,
          profile_version: profile.version,
          profile_hash: profile.hash,
          eval_set: evalSet?.revision ?? "",
        },
      ],
    ],
  },
  gauge("healthy", "1 where /healthz answers 200", (snapshot, nowMs) => healthOf(snapshot, nowMs).isHealthy),
  labelled("gauge", "phase", "phase", "1 for what the service is doing", ({ phase }) => [[phase.name, 1]]),
  gauge("last_beat_timestamp_seconds", "When the loop last came around", ({ lastBeatAt }) =>
    seconds(lastBeatAt),
  ),
  gauge("chain_online", "1 while a node of the chain answers", ({ network }) => network.isOnline),
  gauge("block", "The best block seen", ({ block }) => block?.number ?? null),
  gauge("block_timestamp_seconds", "When it was seen", ({ block }) => seconds(block?.at)),
  gauge(
    "epoch_blocks_left",
    "Blocks to the end of the subnet's epoch",
    ({ tempo }) => tempo?.blocksLeft ?? null,
  ),
  gauge("epoch_index", "The round of evaluations, counted from 0", ({ epoch }) => epoch?.index ?? null),
  gauge("epoch_started_timestamp_seconds", "When it started", ({ epoch }) => seconds(epoch?.startedAt)),
  labelled("gauge", "miner_loss", "uid", "Eval loss of a miner's dataset", ({ miners }) =>
    miners.map(({ uid, loss }) => [String(uid), loss]),
  ),
  labelled("gauge", "miner_score", "uid", "Score of a miner's dataset", ({ miners }) =>
    miners.map(({ uid, score }) => [String(uid), score]),
  ),
  labelled("gauge", "miner_weight", "uid", "A miner's share of the weights", ({ miners }) =>
    miners.map(({ uid, weight }) => [String(uid), weight]),
  ),
  labelled("gauge", "miners", "outcome", "Miners by their outcome in this epoch", ({ miners }) =>
    counted(miners.map(({ outcome }) => outcome ?? "none")),
  ),
  gauge("queue_pending", "Evaluations that wait", ({ queue }) => queue.pending.length),
  gauge("queue_running", "Evaluations that run", ({ queue }) => queue.running.length),
  gauge("queue_done", "Evaluations of this epoch that are done", ({ queue }) => queue.done),
  gauge("queue_carried_over", "Evaluations left for the next epoch", ({ queue }) => queue.carriedOver),
  labelled("gauge", "workers", "state", "Workers by their state", ({ workers }) => [
    ...new Map([["idle", 0], ["busy", 0], ["lost", 0], ...counted(workers.map(({ state }) => state))]),
  ]),
  gauge("registered", "1 while the hotkey has a UID", ({ signer }) =>
    signer === null ? null : signer.uid !== null,
  ),
  gauge("validator_permit", "1 while the hotkey may set weights", ({ signer }) => signer?.hasPermit ?? null),
  gauge("stake_tao", "Stake of the hotkey in TAO", ({ signer }) => signer?.stakeTao ?? null),
  gauge("vtrust", "How far other validators agree, from 0 to 1", ({ signer }) => signer?.vtrust ?? null),
  gauge("weights_last_set_block", "The block of the last weights", ({ weights }) => weights.lastSetBlock),
  gauge("weights_last_set_timestamp_seconds", "When they were set", ({ weights }) =>
    seconds(weights.lastSetAt),
  ),
  gauge(
    "weights_verified",
    "1 where they were read back from the chain",
    ({ weights }) => weights.isVerified,
  ),
  gauge("weights_overdue", "1 once a window went by without weights", ({ weights }) => weights.isOverdue),
  gauge(
    "weights_failing",
    "1 while the last attempt had failed",
    ({ weights }) => weights.lastError !== null,
  ),
  gauge(
    "reveals_pending",
    "Committed weights that are not revealed",
    ({ weights }) => weights.pendingReveals.length,
  ),
  gauge(
    "reveal_blocks_left",
    "Blocks left to reveal what is due first; below 0 once missed",
    ({ weights, block }) => {
      const ends = weights.pendingReveals.flatMap(({ toBlock }) => toBlock ?? []);
      return block === null || ends.length === 0 ? null : Math.min(...ends) - block.number;
    },
  ),
  gauge("memory_free_bytes", "Free memory of the machine", ({ machine }) => machine.memoryFreeMb * MB),
  gauge("disk_free_bytes", "Free room where the store is", ({ machine }) => machine.diskFreeGb * GB),
  gauge("cache_bytes", "What models, datasets and eval sets take", ({ machine }) => machine.cacheGb * GB),
  labelled("gauge", "warnings", "code", "1 for each warning that stands", ({ warnings }) =>
    counted(warnings.map(({ code }) => code)),
  ),
  counter("epochs_total", "Rounds of evaluations that ended", ({ totals }) => totals.epochs),
  labelled("counter", "evaluations_total", "outcome", "Evaluations by how they ended", ({ totals }) =>
    Object.entries(totals.evaluations),
  ),
  counter("evaluation_seconds_total", "Time that evaluations took", ({ totals }) => totals.evaluationSeconds),
  labelled("counter", "downloads_total", "outcome", "Downloads by how they ended", ({ totals }) =>
    Object.entries(totals.downloads),
  ),
  counter("downloaded_bytes_total", "What was fetched from the hub", ({ totals }) => totals.downloadedBytes),
  labelled(
    "counter",
    "weight_settings_total",
    "outcome",
    "Attempts to set weights by what came of them",
    ({ totals }) => Object.entries(totals.weightSettings),
  ),
  counter("engine_restarts_total", "Engines that had to be replaced", ({ totals }) => totals.engineRestarts),
];

/** The names of all metrics that are ours. */
export const metricNames: readonly string[] = definitions.map(({ name }) => `${PREFIX}${name}`);

/** How a snapshot is told to Prometheus, with the process's own figures. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #writers: readonly ((snapshot: StatusSnapshot, nowMs: number) => void)[];
  readonly contentType: string = this.#registry.contentType;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#writers = definitions.map((definition) => this.#writer(definition));
  }

  /** The text of a scrape. */
  async render(snapshot: StatusSnapshot, nowMs: number): Promise<string> {
    for (const write of this.#writers) write(snapshot, nowMs);
    return this.#registry.metrics();
  }

  #writer({
    name,
    kind,
    help,
    labels = [],
    read,
  }: MetricDefinition): (snapshot: StatusSnapshot, nowMs: number) => void {
    const settings = { name: `${PREFIX}${name}`, help, labelNames: [...labels], registers: [this.#registry] };
    const metric = kind === "gauge" ? new Gauge(settings) : new Counter(settings);
    return (snapshot, nowMs) => {
      // A reset metric without labels would show 0 where nothing is known.
      metric.reset();
      metric.remove({});
      for (const [value, given = {}] of read(snapshot, nowMs)) if (value !== null) metric.inc(given, value);
    };
  }
}
