import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { AppInfo, EventName, EventPayload } from "../../../src-shared/contract/index.ts";
import { ModelShelf } from "../../../src-shared/engine/index.ts";
import { checkoutRoot } from "../app-paths.ts";
import { EvalSetShelf } from "../eval-set/index.ts";
import type { ProcessHost, SecretBox } from "../host/index.ts";
import { LogBook } from "../logs/index.ts";
import { LoginStore, SettingsStore } from "../settings/index.ts";
import type { AppEventListener, AppServices } from "./app-services.ts";
import { DownloadShelf } from "./download-shelf.ts";
import { EvalSetDesk } from "./eval-set-desk.ts";
import { Jobs } from "./jobs.ts";
import { NetworkDesk } from "./network-desk.ts";
import { PracticeDesk } from "./practice-desk.ts";
import { PreviewDesk } from "./preview-desk.ts";
import { ProfileShelf } from "./profile-shelf.ts";
import { ProjectDesk } from "./project-desk.ts";
import { PublishDesk } from "./publish-desk.ts";
import { UploadShelf } from "./upload-shelf.ts";

export interface AppServicesOptions {
  readonly dataDir: string;
  readonly version: string;
  readonly host: AppInfo["host"];
  readonly secretBox: SecretBox;
  readonly processHost: ProcessHost;
  /** For files on their way in and out; emptied when the services close. */
  readonly scratchDir: string;
}

/** Puts the services together, for whichever host. */
export async function createAppServices(options: AppServicesOptions): Promise<AppServices> {
  const { dataDir, secretBox, processHost, scratchDir } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const logs = new LogBook(join(dataDir, "logs"));
  const log = logs.logger("app");
  const listeners = new Set<AppEventListener>();
  const emit = <E extends EventName>(event: E, payload: EventPayload<E>): void => {
    for (const listener of listeners) listener(event, payload);
  };
  const report = (what: string, error: unknown): void =>
    log.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);

  const settings = new SettingsStore(join(dataDir, "settings.json"));
  const logins = new LoginStore(join(dataDir, "logins"), secretBox);
  const uploads = new UploadShelf(join(scratchDir, "uploads"));
  const downloads = new DownloadShelf(join(scratchDir, "downloads"));
  const jobs = new Jobs((job) => emit("job.changed", job), report);
  const profiles = new ProfileShelf(join(dataDir, "profiles"));
  const samplesDir = join(checkoutRoot(), "resources", "samples");
  const evalSets = new EvalSetShelf(join(dataDir, "eval-sets"));
  const models = new ModelShelf(join(checkoutRoot(), "resources"), join(dataDir, "models"));
  const projects = new ProjectDesk({
    dataDir,
    samplesDir,
    settings,
    profiles,
    evalSets,
    models,
    jobs,
    uploads,
    downloads,
    onChange: (info) => emit("project.changed", info),
    report: (error) => report("rows were not worked out", error),
    hub: () => networks.hub(settings.get().networkId),
    snapshotPath: (id) => publish.snapshotPath(id),
  });
  const networks: NetworkDesk = new NetworkDesk({
    dataDir,
    processHost,
    logins,
    log: logs.logger("network"),
    onChange: (network) => emit("network.changed", network),
  });
  const evalSetDesk = new EvalSetDesk({
    shelf: evalSets,
    profiles,
    networks,
    projects,
    jobs,
    uploads,
    onChange: (status) => emit("evalSet.changed", status),
  });
  const publish: PublishDesk = new PublishDesk({
    dataDir,
    networks,
    profiles,
    evalSets,
    projects,
    jobs,
    downloads,
    log: logs.logger("publish"),
    sleep: async (ms, signal) => void (await delay(ms, undefined, { signal })),
    onChange: (view) => {
      emit("publication.changed", view);
      const snapshot = view.outcome === "done" ? publish.snapshotPath(view.id) : null;
      if (snapshot !== null)
        projects.project
          ?.setPublished(snapshot, view.id)
          .catch((error: unknown) => report("what was published was not noted", error));
    },
  });
  const previews = new PreviewDesk({
    dataDir,
    models,
    scratchDir: join(scratchDir, "previews"),
    processHost,
    projects,
    networks,
    jobs,
    profiles,
    evalSets,
    uploads,
    isPublished: (sha256) => publish.isPublished(sha256),
    log: logs.logger("preview"),
    onChange: (view) => emit("preview.changed", view),
  });
  const practice = new PracticeDesk({
    dataDir,
    resourcesDir: join(checkoutRoot(), "resources"),
    scratchDir: join(scratchDir, "practice"),
    processHost,
    projects,
    profiles,
    evalSets,
    log: logs.logger("practice"),
    onChange: (view) => emit("practice.changed", view),
  });
  publish.resumeAll();
  log.info(`Assay ${options.version} started as ${options.host} host`);

  return {
    uploads,
    downloads,
    report,
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => {
      jobs.cancelAll();
      await previews.close();
      await practice.close();
      await publish.close();
      await networks.close();
      await projects.close();
      uploads.clear();
      downloads.clear();
    },
    handlers: {
      "app.info": async () => ({
        version: options.version,
        host: options.host,
        platform: process.platform,
        dataDir,
        secretsProtected: secretBox.isProtected,
      }),
      "settings.get": async () => settings.get(),
      "settings.set": async (changes) => {
        const after = settings.set(changes);
        emit("settings.changed", after);
        return after;
      },
      "logs.list": async (query) => logs.list(query),
      "logs.diagnostics": async () => {
        const { id, path } = downloads.reserve();
        const { version, host } = options;
        const facts = {
          version,
          host,
          node: process.version,
          platform: process.platform,
          settings: settings.get(),
        };
        writeFileSync(path, `${JSON.stringify(facts, null, 2)}\n\n${logs.readAll()}`, { mode: 0o600 });
        downloads.offer(id, { path, fileName: "assay-diagnostics.txt" });
        return { download: id };
      },
      "jobs.list": async () => jobs.list(),
      "jobs.cancel": async ({ jobId }) => {
        jobs.cancel(jobId);
        return {};
      },
      ...projects.handlers,
      ...networks.handlers,
      ...evalSetDesk.handlers,
      ...publish.handlers,
      ...previews.handlers,
      ...practice.handlers,
    },
  };
}
