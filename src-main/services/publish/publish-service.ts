import { copyFileSync, existsSync } from "node:fs";
import type { ChainClient, Signer } from "../../../src-shared/chain/index.ts";
import {
  AssayError,
  err,
  ok,
  type PublicationView,
  type Result,
  type WireError,
} from "../../../src-shared/contract/index.ts";
import type { HubClient } from "../../../src-shared/hub/index.ts";
import { PublishError } from "./errors.ts";
import { freeze, type SnapshotSource } from "./freeze.ts";
import { canCancel, nextStep, type PublicationRecord, type PublishTarget } from "./record.ts";
import { runPublication } from "./runner.ts";
import { ANY_BYTES, DATA_FILE, type PublishTools, stillStands } from "./steps.ts";
import type { PublicationStore } from "./store.ts";
import { toView } from "./view.ts";

/** Shares of an upload smaller than this are not told one by one. */
const LEAST_PROGRESS = 0.01;

/** What a publication needs from outside; opened when it runs and closed when it ends. */
export interface PublishConnections {
  readonly hub: HubClient;
  readonly chain: ChainClient;
  readonly signer: Signer;
  close(): Promise<void>;
}

export interface PublishServiceOptions {
  readonly store: PublicationStore;
  /** Opens the connections for a publication; rejects with an AssayError that says what is missing. */
  readonly connect: (target: PublishTarget, signal: AbortSignal) => Promise<PublishConnections>;
  readonly hubUrl: (networkId: string) => string;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onChange: (view: PublicationView) => void;
  /** When hub or chain stay out of reach: stop with the error (the default), or wait for them to come back. */
  readonly onOutage?: "stop" | "wait";
  readonly now?: () => Date;
}

/** Publishes snapshots and keeps their history. Whatever ends the process, `resumeAll` goes on from there. */
export class PublishService {
  readonly #options: PublishServiceOptions;
  readonly #running = new Map<string, { controller: AbortController; ended: Promise<PublicationRecord> }>();
  readonly #uploaded = new Map<string, number>();
  #isClosed = false;

  constructor(options: PublishServiceOptions) {
    this.#options = options;
  }

  /**
   * Begins a publication, or takes up the one of the very same bytes to the same place that was not finished or
   * still stands on-chain. Resolves as soon as the snapshot is frozen.
   */
  async start(target: PublishTarget, source: SnapshotSource): Promise<Result<PublicationView, PublishError>> {
    const { store } = this.#options;
    const snapshot = await freeze(source, (sha256) => store.snapshotPath(sha256));
    if (snapshot.rows === 0) return err(new PublishError("PublishNothing"));
    const isTheSame = (record: PublicationRecord): boolean => record.snapshot?.sha256 === snapshot.sha256;
    return ok(this.#takeUp(target, { snapshot }, isTheSame));
  }

  /** Commits an existing revision of a repository without uploading anything; idempotent as `start` is. */
  startFromRevision(target: PublishTarget, revision: string): PublicationView {
    const snapshot = { rows: 0, sizeBytes: 0, sha256: ANY_BYTES };
    const facts = { snapshot, revision, repoReadyAt: new Date().toISOString() };
    return this.#takeUp(
      target,
      facts,
      (record) => record.snapshot?.sha256 === ANY_BYTES && record.revision === revision,
    );
  }

  get(id: string): PublicationView | null {
    const record = this.#options.store.get(id);
    return record === null ? null : this.#view(record);
  }

  list(): PublicationView[] {
    return this.#options.store.list().map((record) => this.#view(record));
  }

  /** Resolves when the publication has ended or stopped, with how. */
  async ended(id: string): Promise<PublicationView | null> {
    await this.#running.get(id)?.ended;
    return this.get(id);
  }

  async cancel(id: string): Promise<Result<PublicationView, PublishError>> {
    const { store } = this.#options;
    const record = store.get(id);
    if (record === null) return err(new PublishError("PublishUnknown"));
    if (!canCancel(record)) return err(new PublishError("PublishNotCancellable"));
    this.#running.get(id)?.controller.abort();
    await this.#running.get(id)?.ended;
    const lock = store.lock(id);
    if (lock === null) return err(new PublishError("PublishAlreadyRunning"));
    try {
      if (canCancel(store.get(id) ?? record))
        return ok(this.#changed(store.update(id, { outcome: "cancelled", waiting: null, error: null })));
    } finally {
      lock.release();
    }
    this.#begin(id);
    return err(new PublishError("PublishNotCancellable"));
  }

  resume(id: string): Result<PublicationView, PublishError> {
    const { store } = this.#options;
    const record = store.get(id);
    if (record === null) return err(new PublishError("PublishUnknown"));
    if (nextStep(record) !== "none") {
      this.#overtake(store.askFor(id));
      this.#begin(id);
    }
    return ok(this.#view(store.get(id) ?? record));
  }

  /** Goes on with everything that was under way when the process ended. */
  resumeAll(): void {
    for (const { id, outcome } of this.#options.store.list()) {
      if (outcome === "running" || outcome === "waiting") this.#begin(id);
    }
  }

  /** The rows of a publication, as they were. */
  saveSnapshot(id: string, toFile: string): Result<{ fileName: string }, PublishError> {
    const record = this.#options.store.get(id);
    if (record === null || record.snapshot === null) return err(new PublishError("PublishUnknown"));
    const path = this.#options.store.snapshotPath(record.snapshot.sha256);
    if (!existsSync(path)) return err(new PublishError("PublishSnapshotLost"));
    copyFileSync(path, toFile);
    return ok({ fileName: DATA_FILE });
  }

  snapshotPath(id: string): string | null {
    const sha256 = this.#options.store.get(id)?.snapshot?.sha256;
    return sha256 === undefined ? null : this.#options.store.snapshotPath(sha256);
  }

  /** Lets go of everything that runs; it can be resumed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { controller } of this.#running.values()) controller.abort();
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
    this.#options.store.close();
  }

  #takeUp(
    target: PublishTarget,
    facts: Partial<PublicationRecord>,
    isTheSame: (record: PublicationRecord) => boolean,
  ): PublicationView {
    const { store } = this.#options;
    const record = store.findOrCreate(
      target,
      facts,
      (candidate) => !isLeftBehind(candidate) && isTheSame(candidate),
    );
    this.#overtake(record);
    this.#begin(record.id);
    return this.#view(store.get(record.id) ?? record);
  }

  /** Ends what this one takes the place of. What another process works on sees it by itself before it signs. */
  #overtake(newer: PublicationRecord): void {
    const { store } = this.#options;
    for (const { id } of store.overtakenBy(newer)) {
      const running = this.#running.get(id);
      running?.controller.abort();
      if (running === undefined) this.#supersede(id);
      else void running.ended.then(() => this.#supersede(id));
    }
  }

  #supersede(id: string): void {
    const { store } = this.#options;
    const lock = this.#isClosed ? null : store.lock(id);
    if (lock === null) return;
    const record = store.get(id);
    if (record !== null && canCancel(record))
      this.#changed(
        store.update(id, {
          outcome: "superseded",
          waiting: null,
          error: new PublishError("PublishOvertaken").toWire(),
        }),
      );
    lock.release();
    if (record !== null && record.signed !== null) this.#begin(id);
  }

  #begin(id: string): void {
    if (this.#running.has(id)) return;
    const controller = new AbortController();
    const ended = this.#run(id, controller.signal).finally(() => this.#running.delete(id));
    this.#running.set(id, { controller, ended });
  }

  async #run(id: string, signal: AbortSignal): Promise<PublicationRecord> {
    const { store, connect, sleep, onOutage = "stop", now = () => new Date() } = this.#options;
    const lock = store.lock(id);
    if (lock === null) return store.get(id) as PublicationRecord;
    const learn = (facts: Partial<PublicationRecord>): PublicationRecord => {
      const record = store.update(id, facts);
      this.#changed(record);
      return record;
    };
    let connections: PublishConnections | null = null;
    try {
      const before = store.get(id) as PublicationRecord;
      const found = before.outcome === "done" ? before : learn(restarted);
      connections = await connect(found, signal);
      const tools: PublishTools = {
        ...connections,
        learn,
        isOvertaken: () => store.isOvertaken(store.get(id) ?? found),
        onUploaded: (sent, total) => this.#tellUploaded(id, sent / total),
        onOutage,
        signal,
        now,
        sleep: (ms) => sleep(ms, signal).catch(() => {}),
        snapshotPath: (sha256) => store.snapshotPath(sha256),
      };
      if (found.outcome !== "done") return await runPublication(found, tools);
      if (await stillStands(found, tools).catch(() => false)) return found;
      return await runPublication(learn(reopened), tools);
    } catch (error) {
      if (signal.aborted) return store.get(id) as PublicationRecord;
      return learn({ outcome: "stopped", waiting: null, error: wireOf(error) });
    } finally {
      this.#uploaded.delete(id);
      await connections?.close();
      lock.release();
    }
  }

  #tellUploaded(id: string, share: number): void {
    const record = this.#options.store.get(id);
    const told = this.#uploaded.get(id) ?? 0;
    const isNews = share < told || share === 1 || share - told >= LEAST_PROGRESS;
    if (record === null || !isNews) return;
    this.#uploaded.set(id, share);
    this.#changed(record);
  }

  #view(record: PublicationRecord): PublicationView {
    const base = this.#options.hubUrl(record.networkId);
    const repo = `${base}/datasets/${record.repo}`;
    const links = { repo, revision: (revision: string) => `${repo}/tree/${revision}` };
    return toView(record, links, this.#uploaded.get(record.id) ?? null);
  }

  #changed(record: PublicationRecord): PublicationView {
    const view = this.#view(record);
    this.#options.onChange(view);
    return view;
  }
}

const restarted: Partial<PublicationRecord> = {
  outcome: "running",
  error: null,
  waiting: null,
  mayCommitAt: null,
};

/** A finished publication that hub or chain no longer hold begins again at its upload's check. */
const reopened: Partial<PublicationRecord> = {
  ...restarted,
  genesisHash: null,
  verifiedAt: null,
  signed: null,
  inBlock: null,
  finalized: null,
  committedBlock: null,
};

/** Errors after which going on leads nowhere: whoever wants to publish the same again begins anew. */
const DEAD_ENDS: readonly string[] = ["WrongNetwork", "PublishRevisionDiffers"];

const isLeftBehind = ({ outcome, error }: PublicationRecord): boolean =>
  outcome === "cancelled" ||
  outcome === "superseded" ||
  (outcome === "stopped" && error !== null && DEAD_ENDS.includes(error.code));

function wireOf(error: unknown): WireError {
  if (error instanceof AssayError) return error.toWire();
  return {
    code: "Internal",
    message: "Internal",
    details: { what: error instanceof Error ? error.message : "unknown" },
  };
}
