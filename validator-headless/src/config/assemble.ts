import { publicNetworks } from "../../../src-shared/chain/index.ts";
import { type CompetitionProfile, findBuiltIn, profileHash } from "../../../src-shared/competition/index.ts";
import { HUGGING_FACE } from "../../../src-shared/hub/index.ts";
import type { ValidatorConfig } from "./config.ts";
import { crossMistakes, crossWarnings } from "./cross-checks.ts";
import type { ConfigMistake } from "./errors.ts";
import { DEFAULT_SOURCE, type Gathered } from "./gather.ts";
import { readProfile } from "./profile.ts";
import { Secret } from "./secret.ts";
import type { FoundSecret } from "./secrets.ts";
import { NETWORK_NAMES, type SettingPath, type SettingValues } from "./settings.ts";

/** What practice is validated by where nobody names a competition. */
const PRACTICE_PROFILE = "flock-off-daily";
export const PROFILE_SOURCE = "the profile";

/** Stands for a profile that could not be read, so that the rest can be looked at as well. */
const standIn = findBuiltIn(PRACTICE_PROFILE) as CompetitionProfile;

interface Assembled {
  /** To be used only where there are no mistakes. */
  readonly config: ValidatorConfig;
  readonly sources: ReadonlyMap<SettingPath, string>;
  readonly mistakes: readonly ConfigMistake[];
  readonly warnings: readonly ConfigMistake[];
}

interface FoundSecrets {
  readonly token: FoundSecret | null;
  readonly queueUrl: FoundSecret | null;
}

/** Makes the configuration from values that are right one by one, and looks whether they go together. */
export function assemble({ values, sources: given }: Gathered, secrets: FoundSecrets): Assembled {
  const sources = new Map(given);
  const network = networkOf(values, given);
  const read = profileOf(values, given, network.name === "sandbox");
  const isRead = !Array.isArray(read);
  const competition = isRead ? (read as CompetitionProfile) : standIn;
  const pick = <T>(path: SettingPath, chosen: T | null, ofProfile: T): T => {
    if (chosen === null) sources.set(path, PROFILE_SOURCE);
    return chosen ?? ofProfile;
  };
  const ofNetwork = network.name === null ? null : competition.netuids[network.name];
  const netuid = pick("netuid", values.netuid, ofNetwork);
  const evalRepo = pick("eval-set.repo", values["eval-set.repo"], competition.evaluation.repo);
  const incomplete: ConfigMistake[] = isRead ? [] : [...(read as readonly ConfigMistake[])];
  if (isRead && netuid === null) {
    incomplete.push({
      where: "netuid",
      what: `the profile ${competition.id} names no subnet for this network`,
      mend: "Give its number with --netuid.",
    });
  }
  if (isRead && evalRepo === null) {
    incomplete.push({
      where: "eval-set.repo",
      what: `the profile ${competition.id} leaves the eval set to the operator`,
      mend: "Name its repository with --eval-set.repo OWNER/NAME.",
    });
  }
  const queueUrl = values.queue === "embedded" ? null : values.queue;
  const redis = sources.get("queue") === DEFAULT_SOURCE ? (secrets.queueUrl?.value ?? null) : queueUrl;
  if (redis !== null && redis === secrets.queueUrl?.value) sources.set("queue", secrets.queueUrl.source);
  const config: ValidatorConfig = {
    network,
    netuid: netuid ?? 0,
    profile: { source: sourceOf(values), value: competition, hash: profileHash(competition) },
    rules: pick("rules", values.rules, competition.rules),
    dryRun: settled(values, "dry-run"),
    dataDir: settled(values, "data-dir"),
    cacheDir: settled(values, "cache-dir"),
    wallet: {
      path: settled(values, "wallet.path"),
      name: values["wallet.name"] ?? "default",
      hotkey: values["wallet.hotkey"] ?? "default",
      isNamed: values["wallet.name"] !== null || values["wallet.hotkey"] !== null,
      passwordFile: values["wallet.password-file"],
      acceptBlock: values["wallet.accept-block"],
    },
    hub: {
      endpoint: values["hub.endpoint"] ?? (network.name === "sandbox" ? null : HUGGING_FACE),
      token: secrets.token === null ? null : new Secret(secrets.token.value),
      tokenSource: secrets.token?.source ?? null,
    },
    evalSet: {
      repo: evalRepo ?? "",
      revision: pick("eval-set.revision", values["eval-set.revision"], competition.evaluation.revision),
      file: settled(values, "eval-set.file"),
    },
    model: {
      repo: pick("model.repo", values["model.repo"], competition.baseModel),
      revision: settled(values, "model.revision"),
      folder: values["model.folder"],
      isOverridden: values["model.repo"] !== null && values["model.repo"] !== competition.baseModel,
    },
    engine: {
      kind: settled(values, "engine.kind"),
      device: settled(values, "engine.device"),
      threads: values["engine.threads"],
      fidelity: settled(values, "engine.fidelity"),
      allowInexact: settled(values, "engine.allow-inexact"),
      python: values["engine.python"],
    },
    queue:
      redis === null
        ? { kind: "embedded" }
        : { kind: "redis", url: new Secret(redis), caFile: values["queue-ca"] },
    limits: {
      fileMb: settled(values, "limits.file-mb"),
      lineMb: settled(values, "limits.line-mb"),
      rows: settled(values, "limits.rows"),
      downloadTimeoutS: settled(values, "limits.download-timeout-s"),
      evaluationTimeoutS: settled(values, "limits.evaluation-timeout-s"),
      memoryMb: settled(values, "limits.memory-mb"),
    },
    rounds: { miners: values["rounds.miners"], blocks: values["rounds.blocks"] },
    weights: {
      blocksBeforeEpochEnd: pick(
        "weights.blocks-before-epoch-end",
        values["weights.blocks-before-epoch-end"],
        competition.weights.blocksBeforeEpochEnd,
      ),
    },
    keep: {
      maxGb: settled(values, "keep.max-gb"),
      maxAgeDays: settled(values, "keep.max-age-days"),
      minFreeGb: settled(values, "keep.min-free-gb"),
    },
    http: {
      host: settled(values, "http.host"),
      port: settled(values, "http.port"),
      names: values["http.names"] ?? [],
    },
    log: { level: settled(values, "log.level"), format: settled(values, "log.format") },
  };
  return {
    config,
    sources,
    mistakes: [...incomplete, ...crossMistakes(config)],
    warnings: crossWarnings(config),
  };
}

/** The value of a setting that always has one. */
function settled<P extends SettingPath>(values: SettingValues, path: P): NonNullable<SettingValues[P]> {
  const value = values[path];
  if (value === null) throw new Error(`${path} has no value`);
  return value as NonNullable<SettingValues[P]>;
}

const sourceOf = (values: SettingValues): string => values.profile ?? PRACTICE_PROFILE;

function profileOf(
  values: SettingValues,
  sources: Gathered["sources"],
  isPractice: boolean,
): CompetitionProfile | readonly ConfigMistake[] {
  if (values.profile !== null || isPractice) {
    return readProfile(sourceOf(values), sources.get("profile") ?? "profile");
  }
  const mend = "Name it with --profile, such as flock-off-daily.";
  return [{ where: "profile", what: "the competition has to be named on a real network", mend }];
}

/** A name with its public nodes, or nodes alone; a network's public node tells its name. */
function networkOf(values: SettingValues, sources: Gathered["sources"]): ValidatorConfig["network"] {
  const chosen = settled(values, "network");
  const endpoints = values.endpoints;
  const isLeftOut = sources.get("network") === DEFAULT_SOURCE && endpoints !== null;
  const name = isLeftOut ? nameOf(endpoints) : (NETWORK_NAMES.find((known) => known === chosen) ?? null);
  if (name === null) {
    const nodes = isLeftOut ? endpoints : [chosen, ...(endpoints ?? []).filter((url) => url !== chosen)];
    return { name, endpoints: nodes, genesisHash: null };
  }
  if (name === "sandbox") return { name, endpoints: endpoints ?? [], genesisHash: null };
  const known = publicNetworks[name];
  return {
    name,
    endpoints: endpoints ?? known.endpoints,
    genesisHash: "genesisHash" in known ? known.genesisHash : null,
  };
}

function nameOf(endpoints: readonly string[]): keyof typeof publicNetworks | null {
  for (const [name, known] of Object.entries(publicNetworks)) {
    const nodes: readonly string[] = known.endpoints;
    if (endpoints.some((url) => nodes.includes(url.replace(/\/$/, ""))))
      return name as keyof typeof publicNetworks;
  }
  return null;
}
