import { createReadStream } from "node:fs";
import { join } from "node:path";
import { readHotkey, type Signer } from "../../../src-shared/chain/index.ts";
import { netuidFor, profileHash } from "../../../src-shared/competition/index.ts";
import {
  AssayError,
  type Handlers,
  type Preflight,
  type PublicationView,
  type PublishRequest,
  unwrap,
} from "../../../src-shared/contract/index.ts";
import { excerptOf, readRows } from "../../../src-shared/dataset/index.ts";
import type { EvalSetShelf } from "../eval-set/index.ts";
import type { Logger } from "../logs/index.ts";
import { SANDBOX_ID } from "../networks/index.ts";
import {
  PublicationStore,
  PublishError,
  PublishService,
  type PublishTarget,
  preflight,
  type SnapshotSource,
} from "../publish/index.ts";
import type { DownloadShelf } from "./download-shelf.ts";
import type { Jobs } from "./jobs.ts";
import { type NetworkDesk, SANDBOX_HOTKEY } from "./network-desk.ts";
import type { ProfileShelf } from "./profile-shelf.ts";
import type { ProjectDesk } from "./project-desk.ts";

export interface PublishDeskOptions {
  readonly dataDir: string;
  readonly networks: NetworkDesk;
  readonly profiles: ProfileShelf;
  readonly evalSets: EvalSetShelf;
  readonly projects: ProjectDesk;
  readonly jobs: Jobs;
  readonly downloads: DownloadShelf;
  readonly log: Logger;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onChange: (view: PublicationView) => void;
}

type DeskMethods =
  | "publish.preflight"
  | "publish.start"
  | "publish.list"
  | "publish.get"
  | "publish.cancel"
  | "publish.resume"
  | "publish.compare"
  | "publish.restore"
  | "publish.saveSnapshot";

const EXAMPLES = 10;
const NATIVE = { container: "jsonl", form: "native", mapping: null } as const;

/** Publications as the screen asks for them: from the open project, as the identity of the chosen network. */
export class PublishDesk {
  readonly #options: PublishDeskOptions;
  readonly #service: PublishService;

  constructor(options: PublishDeskOptions) {
    this.#options = options;
    const { networks, log } = options;
    this.#service = new PublishService({
      store: new PublicationStore(join(options.dataDir, "publications")),
      connect: async ({ networkId }) => ({
        hub: await networks.hub(networkId),
        chain: await networks.chain(networkId),
        signer: await this.#signer(networkId === SANDBOX_ID ? SANDBOX_HOTKEY : ""),
        close: () => Promise.resolve(),
      }),
      hubUrl: (networkId) => networks.hubUrl(networkId),
      sleep: options.sleep,
      onOutage: "wait",
      onChange: (view) => {
        log.info(
          `${view.id}: ${view.state}, ${view.outcome}${view.error === null ? "" : ` (${view.error.code})`}`,
        );
        options.onChange(view);
      },
    });
  }

  resumeAll(): void {
    this.#service.resumeAll();
  }

  /** The file that a publication was made of; null where there is none. */
  snapshotPath(id: string): string | null {
    return this.#service.snapshotPath(id);
  }

  /** Whether some publication that was seen through is of the dataset with this sha256. */
  isPublished(sha256: string): boolean {
    return this.#service.list().some((view) => view.sha256 === sha256 && view.outcome === "done");
  }

  close(): Promise<void> {
    return this.#service.close();
  }

  readonly handlers: { [M in DeskMethods]: Handlers[M] } = {
    "publish.preflight": async (request) => this.#preflight(request),
    "publish.start": async ({ consent, ...request }) => {
      const checked = await this.#preflight(request);
      if (!checked.canPublish) {
        const blocking = checked.checks.find(({ state }) => state === "error");
        if (blocking?.id === "lint")
          throw new PublishError("PublishBlockedByLint", { errors: checked.problems.error });
        throw new AssayError("BadRequest", { what: blocking?.detail ?? { phrase: "somethingInTheWay" } });
      }
      const missing = checked.needsConsent.filter((id) => !consent.includes(id));
      if (missing.length > 0) throw new PublishError("PublishNeedsConsent", { warnings: missing.join(", ") });
      return unwrap(await this.#service.start(await this.#target(request), this.#source()));
    },
    "publish.list": async () => this.#service.list(),
    "publish.get": async ({ id }) => this.#service.get(id),
    "publish.cancel": async ({ id }) => unwrap(await this.#service.cancel(id)),
    "publish.resume": async ({ id }) => unwrap(this.#service.resume(id)),
    "publish.compare": async ({ id }) => this.#compare(id),
    "publish.restore": async ({ id }) => {
      const path = this.#snapshot(id);
      const project = this.#options.projects.require();
      const jobId = this.#options.jobs.start(
        "import",
        { phrase: "restorePublication" },
        "bytes",
        async (control) => {
          const { rows } = await project.importFile(
            { path, name: { phrase: "aPublication" } },
            NATIVE,
            control,
            {
              replace: true,
            },
          );
          return { summary: { phrase: "rowsRestored", rows } };
        },
      );
      return { jobId };
    },
    "publish.saveSnapshot": async ({ id }) => {
      const { id: download, path } = this.#options.downloads.reserve();
      const { fileName } = unwrap(this.#service.saveSnapshot(id, path));
      this.#options.downloads.offer(download, { path, fileName });
      return { download };
    },
  };

  async #preflight(request: PublishRequest): Promise<Preflight> {
    const { networks, profiles, projects } = this.#options;
    const target = await this.#target(request);
    const project = projects.require();
    await project.settled();
    const { rows, problems } = project.counts();
    const [hub, chain] = await Promise.all([
      networks.hub(request.networkId),
      networks.chain(request.networkId),
    ]);
    return preflight(
      {
        profile: profiles.get(request.profileId),
        netuid: target.netuid,
        hotkey: target.hotkey,
        repo: request.repo,
        rows,
        problems,
        evalSet: this.#options.evalSets.get(request.profileId),
      },
      hub,
      chain,
    );
  }

  async #target({ profileId, networkId, netuid, repo, hotkeyId }: PublishRequest): Promise<PublishTarget> {
    const profile = this.#options.profiles.get(profileId);
    const network = await this.#options.networks.open(networkId);
    const { address } = await this.#signer(hotkeyId);
    return {
      profileId,
      profileHash: profileHash(profile),
      competitionId: profile.competitionId,
      networkId,
      netuid: unwrap(netuidFor(profile, network.name, netuid)),
      hotkey: address,
      repo,
    };
  }

  async #signer(hotkeyId: string): Promise<Signer> {
    if (hotkeyId !== SANDBOX_HOTKEY) throw new AssayError("WalletMissing");
    const { endpoints } = await this.#options.networks.sandbox();
    return unwrap(await readHotkey({ file: endpoints.hotkeyFile }));
  }

  #source(): SnapshotSource {
    const project = this.#options.projects.require();
    return {
      writeTo: (file) =>
        project.exportTo(file, "native", { signal: new AbortController().signal, onProgress: () => {} }),
    };
  }

  #snapshot(id: string): string {
    const path = this.#service.snapshotPath(id);
    if (path === null) throw new PublishError("PublishUnknown");
    return path;
  }

  async #compare(id: string): ReturnType<Handlers["publish.compare"]> {
    const project = this.#options.projects.require();
    const today = new Map((await project.identities()).map(({ rowId, identity }) => [identity, rowId]));
    const removed: { line: number; excerpt: string }[] = [];
    const published = new Set<string>();
    for await (const { items } of readRows(createReadStream(this.#snapshot(id)), NATIVE)) {
      for (const item of items) {
        if (item.kind === "bad") continue;
        const identity = project.identityOf(item.json);
        published.add(identity);
        if (!today.has(identity)) removed.push({ line: item.line, excerpt: excerptOf(item.json) });
      }
    }
    const added = [...today].filter(([identity]) => !published.has(identity)).map(([, rowId]) => rowId);
    return {
      added: added.length,
      removed: removed.length,
      unchanged: today.size - added.length,
      addedExamples: added.slice(0, EXAMPLES).map((rowId) => ({
        rowId,
        line: project.lineOf(rowId),
        excerpt: excerptOf(project.jsonOf(rowId) ?? ""),
      })),
      removedExamples: removed.slice(0, EXAMPLES),
    };
  }
}
