import type { ValidatorConfig } from "./config.ts";
import type { LoadedConfig } from "./load-config.ts";
import { type SettingPath, settingPaths } from "./settings.ts";

/** A setting as it holds, for people: secrets are masked. */
export interface SettingRow {
  readonly path: SettingPath;
  readonly value: string | number | boolean | null | readonly string[];
  readonly source: string;
}

/** Every setting with what holds and where it comes from. */
export function settingRows({ config, sources }: LoadedConfig): readonly SettingRow[] {
  return settingPaths.map((path) => ({
    path,
    value: shown[path](config),
    source: sources.get(path) ?? "",
  }));
}

const shown: { readonly [P in SettingPath]: (config: ValidatorConfig) => SettingRow["value"] } = {
  network: ({ network }) => network.name ?? network.endpoints[0] ?? null,
  endpoints: ({ network }) => network.endpoints,
  netuid: ({ netuid }) => netuid,
  profile: ({ profile }) => profile.source,
  rules: ({ rules }) => rules,
  "dry-run": ({ dryRun }) => dryRun,
  "data-dir": ({ dataDir }) => dataDir,
  "cache-dir": ({ cacheDir }) => cacheDir,
  "wallet.path": ({ wallet }) => wallet.path,
  "wallet.name": ({ wallet }) => wallet.name,
  "wallet.hotkey": ({ wallet }) => wallet.hotkey,
  "wallet.password-file": ({ wallet }) => wallet.passwordFile,
  "wallet.accept-block": ({ wallet }) => wallet.acceptBlock,
  "hub.endpoint": ({ hub }) => hub.endpoint,
  "hub.token-file": ({ hub }) => (hub.token === null ? null : `${String(hub.token)} from ${hub.tokenSource}`),
  "eval-set.repo": ({ evalSet }) => evalSet.repo,
  "eval-set.revision": ({ evalSet }) => evalSet.revision,
  "eval-set.file": ({ evalSet }) => evalSet.file,
  "model.repo": ({ model }) => model.repo,
  "model.revision": ({ model }) => model.revision,
  "model.folder": ({ model }) => model.folder,
  "engine.kind": ({ engine }) => engine.kind,
  "engine.device": ({ engine }) => engine.device,
  "engine.threads": ({ engine }) => engine.threads,
  "engine.fidelity": ({ engine }) => engine.fidelity,
  "engine.allow-inexact": ({ engine }) => engine.allowInexact,
  "engine.python": ({ engine }) => engine.python,
  queue: ({ queue }) => (queue.kind === "embedded" ? "embedded" : withoutPassword(queue.url.reveal())),
  "queue-ca": ({ queue }) => (queue.kind === "embedded" ? null : queue.caFile),
  "limits.file-mb": ({ limits }) => limits.fileMb,
  "limits.line-mb": ({ limits }) => limits.lineMb,
  "limits.rows": ({ limits }) => limits.rows,
  "limits.download-timeout-s": ({ limits }) => limits.downloadTimeoutS,
  "limits.evaluation-timeout-s": ({ limits }) => limits.evaluationTimeoutS,
  "limits.memory-mb": ({ limits }) => limits.memoryMb,
  "rounds.miners": ({ rounds }) => rounds.miners,
  "rounds.blocks": ({ rounds }) => rounds.blocks,
  "weights.blocks-before-epoch-end": ({ weights }) => weights.blocksBeforeEpochEnd,
  "keep.max-gb": ({ keep }) => keep.maxGb,
  "keep.max-age-days": ({ keep }) => keep.maxAgeDays,
  "keep.min-free-gb": ({ keep }) => keep.minFreeGb,
  "http.host": ({ http }) => http.host,
  "http.port": ({ http }) => http.port,
  "http.names": ({ http }) => http.names,
  "log.level": ({ log }) => log.level,
  "log.format": ({ log }) => log.format,
};

/** A queue's address as it may be shown. */
function withoutPassword(url: string): string {
  const shownUrl = new URL(url);
  return `${shownUrl.protocol}//${shownUrl.host}${shownUrl.pathname}`;
}
