import { z } from "zod";
import { DEFAULT_WALLET_PATH } from "../../../src-shared/chain/index.ts";
import { HUGGING_FACE } from "../../../src-shared/hub/index.ts";
import { defaultCacheDir, defaultDataDir } from "./places.ts";
import { setting } from "./setting.ts";

const text = z.string().min(1);
const count = z.number().int().positive();
const positive = z.number().positive();
const repo = z.string().regex(/^[\w.-]+\/[\w.-]+$/);
const webSocketUrl = z.string().refine((value) => isUrlOf(value, ["ws:", "wss:"]));
const webUrl = z.string().refine((value) => isUrlOf(value, ["http:", "https:"]));
const queueUrl = z.string().refine((value) => value === "embedded" || isUrlOf(value, ["redis:", "rediss:"]));

export const NETWORK_NAMES = ["finney", "test", "local", "sandbox"] as const;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error"] as const;

const oneOf = (names: readonly string[]): string => `one of ${names.join(", ")}`;
const wholeFrom = (least: number, most?: number): string =>
  most === undefined ? `a whole number of at least ${least}` : `a whole number from ${least} to ${most}`;

/** Everything that can be set, in the order in which it is shown. */
export const settings = {
  network: setting({
    kind: "text",
    schema: z.union([z.enum(NETWORK_NAMES), webSocketUrl]),
    expects: `${oneOf(NETWORK_NAMES)}, or the ws:// or wss:// address of a chain's node`,
    fallback: "sandbox",
    says: "the network to validate on",
    placeholder: "name",
    habitualFlags: ["--subtensor.network"],
  }),
  endpoints: setting({
    kind: "list",
    schema: z.array(webSocketUrl).min(1),
    expects: "ws:// or wss:// addresses, the preferred one first",
    fallback: null,
    says: "the network's nodes, instead of its public ones, with commas between",
    placeholder: "urls",
    habitualFlags: ["--subtensor.chain_endpoint"],
  }),
  netuid: setting({
    kind: "whole",
    schema: z.number().int().min(0).max(65535),
    expects: wholeFrom(0, 65535),
    fallback: null,
    says: "the subnet; left out: the one that the profile names for this network",
    placeholder: "number",
  }),
  profile: setting({
    kind: "id-or-path",
    schema: text,
    expects: "the id of a built-in competition or the path of a profile's JSON file",
    fallback: null,
    says: "the competition: the id of a built-in one, or the path of a profile's JSON file",
    placeholder: "id|file",
  }),
  rules: setting({
    kind: "text",
    schema: z.enum(["reference", "strict"]),
    expects: oneOf(["reference", "strict"]),
    fallback: null,
    says: "follow the reference's oddities or mend them; left out: what the profile says",
    placeholder: "name",
  }),
  "dry-run": setting({
    kind: "yes-no",
    schema: z.boolean(),
    expects: "true or false",
    fallback: false,
    says: "do all but set weights",
    placeholder: "",
  }),
  "data-dir": setting({
    kind: "path",
    schema: text,
    expects: "a folder",
    fallback: defaultDataDir(),
    says: "where the store is, which must survive",
    placeholder: "folder",
  }),
  "cache-dir": setting({
    kind: "path",
    schema: text,
    expects: "a folder",
    fallback: defaultCacheDir(),
    says: "where models, datasets and eval sets are, which can be fetched again",
    placeholder: "folder",
    habitualFlags: ["--cache_dir"],
  }),
  "wallet.path": setting({
    kind: "path",
    schema: text,
    expects: "a folder",
    fallback: DEFAULT_WALLET_PATH,
    says: "where Bittensor's wallets are",
    placeholder: "folder",
  }),
  "wallet.name": setting({
    kind: "text",
    schema: z.string().regex(/^[A-Za-z0-9_][\w.-]*$/),
    expects: "a wallet's name of letters, digits, '-', '_' and '.'",
    fallback: null,
    says: "the wallet, called default where left out",
    placeholder: "name",
  }),
  "wallet.hotkey": setting({
    kind: "text",
    schema: z.string().regex(/^[A-Za-z0-9_][\w.-]*$/),
    expects: "a hotkey's name of letters, digits, '-', '_' and '.'",
    fallback: null,
    says: "the hotkey that signs, called default where left out",
    placeholder: "name",
  }),
  "wallet.password-file": setting({
    kind: "path",
    schema: text,
    expects: "a file",
    fallback: null,
    says: "a file with the password of an encrypted hotkey",
    placeholder: "file",
  }),
  "wallet.accept-block": setting({
    kind: "whole",
    schema: z.number().int().min(0),
    expects: wholeFrom(0),
    fallback: null,
    says: "take weights that another service set with this hotkey up to this block as settled, and go on",
    placeholder: "block",
  }),
  "hub.endpoint": setting({
    kind: "text",
    schema: webUrl,
    expects: "an http:// or https:// address",
    fallback: null,
    says: `the hub; left out: ${HUGGING_FACE}, on the sandbox its own`,
    placeholder: "url",
  }),
  "hub.token-file": setting({
    kind: "path",
    schema: text,
    expects: "a file",
    fallback: null,
    says: "a file with a hub token of read scope, instead of HF_TOKEN",
    placeholder: "file",
  }),
  "eval-set.repo": setting({
    kind: "text",
    schema: repo,
    expects: "a dataset repository such as owner/name",
    fallback: null,
    says: "the eval set's repository, where the profile names none or another is meant",
    placeholder: "owner/name",
  }),
  "eval-set.revision": setting({
    kind: "text",
    schema: z.union([z.literal("main"), z.string().regex(/^[0-9a-f]{40}$/)]),
    expects: "main or a commit of 40 hexadecimal digits",
    fallback: null,
    says: "the eval set's revision: main, as it stands when an epoch starts, or a commit",
    placeholder: "revision",
  }),
  "eval-set.file": setting({
    kind: "text",
    schema: z.string().regex(/^[\w.-]+\.jsonl$/),
    expects: "the name of a .jsonl file",
    fallback: "data.jsonl",
    says: "the eval set's file in its repository",
    placeholder: "name",
  }),
  "model.repo": setting({
    kind: "text",
    schema: repo,
    expects: "a model repository such as owner/name",
    fallback: null,
    says: "another base model than the profile's: for trials, never for money",
    placeholder: "owner/name",
  }),
  "model.revision": setting({
    kind: "text",
    schema: text,
    expects: "main or a commit",
    fallback: "main",
    says: "the base model's revision",
    placeholder: "revision",
  }),
  "model.folder": setting({
    kind: "path",
    schema: text,
    expects: "a folder with a model",
    fallback: null,
    says: "a folder that holds the base model already, instead of fetching it",
    placeholder: "folder",
  }),
  "engine.kind": setting({
    kind: "text",
    schema: z.enum(["onnx", "torch"]),
    expects: oneOf(["onnx", "torch"]),
    fallback: "onnx",
    says: "what trains and evaluates: onnx needs nothing, torch (assay-validator setup-torch) knows CUDA",
    placeholder: "name",
  }),
  "engine.device": setting({
    kind: "text",
    schema: z.enum(["auto", "cpu", "cuda", "webgpu"]),
    expects: oneOf(["auto", "cpu", "cuda", "webgpu"]),
    fallback: "auto",
    says: "where the engine computes; auto takes the best there is",
    placeholder: "name",
  }),
  "engine.threads": setting({
    kind: "whole",
    schema: count,
    expects: wholeFrom(1),
    fallback: null,
    says: "processor threads of the engine; left out: as many as there are cores",
    placeholder: "number",
  }),
  "engine.fidelity": setting({
    kind: "text",
    schema: z.enum(["exact", "fast"]),
    expects: oneOf(["exact", "fast"]),
    fallback: "exact",
    says: "exact: the reference's batches, merge and precision; fast: the same but for rounding, sooner",
    placeholder: "name",
  }),
  "engine.allow-inexact": setting({
    kind: "yes-no",
    schema: z.boolean(),
    expects: "true or false",
    fallback: false,
    says: "validate on a real network without the reference's precision",
    placeholder: "",
    habitualFlags: ["--allow-inexact"],
  }),
  "engine.python": setting({
    kind: "path",
    schema: text,
    expects: "a Python interpreter",
    fallback: null,
    says: "the Python of the torch engine; left out: what setup-torch made",
    placeholder: "file",
  }),
  queue: setting({
    kind: "text",
    schema: queueUrl,
    expects: "embedded, or the redis:// or rediss:// address of a Redis",
    fallback: "embedded",
    says: "where evaluations wait: in this service, or in a Redis for workers on several machines",
    placeholder: "embedded|url",
    isSecret: true,
  }),
  "limits.file-mb": setting({
    kind: "number",
    schema: positive,
    expects: "a number above 0",
    fallback: 200,
    says: "the largest dataset that is fetched, in MB",
    placeholder: "MB",
  }),
  "limits.line-mb": setting({
    kind: "number",
    schema: positive,
    expects: "a number above 0",
    fallback: 4,
    says: "the longest line of a dataset, in MB",
    placeholder: "MB",
  }),
  "limits.rows": setting({
    kind: "whole",
    schema: count,
    expects: wholeFrom(1),
    fallback: 100_000,
    says: "the most rows of a dataset",
    placeholder: "number",
  }),
  "limits.download-timeout-s": setting({
    kind: "whole",
    schema: count,
    expects: wholeFrom(1),
    fallback: 600,
    says: "the longest that a dataset may take to come, in seconds",
    placeholder: "seconds",
  }),
  "limits.evaluation-timeout-s": setting({
    kind: "whole",
    schema: count,
    expects: wholeFrom(1),
    fallback: 7200,
    says: "the longest that one evaluation may take, in seconds",
    placeholder: "seconds",
  }),
  "limits.memory-mb": setting({
    kind: "whole",
    schema: count,
    expects: wholeFrom(1),
    fallback: 16_000,
    says: "the most memory that the engine's process may take, in MB",
    placeholder: "MB",
  }),
  "weights.blocks-before-epoch-end": setting({
    kind: "whole",
    schema: count,
    expects: wholeFrom(1),
    fallback: null,
    says: "set weights within so many blocks before the epoch's end; left out: what the profile says",
    placeholder: "blocks",
    habitualFlags: ["--block_threshold"],
  }),
  "keep.max-gb": setting({
    kind: "number",
    schema: positive,
    expects: "a number above 0",
    fallback: 40,
    says: "the most that models, datasets, eval sets and adapters may take together, in GB",
    placeholder: "GB",
  }),
  "keep.max-age-days": setting({
    kind: "number",
    schema: positive,
    expects: "a number above 0",
    fallback: 30,
    says: "what was not used for so long is removed, in days",
    placeholder: "days",
  }),
  "keep.min-free-gb": setting({
    kind: "number",
    schema: z.number().min(0),
    expects: "a number of at least 0",
    fallback: 10,
    says: "the room that is always left free on the disk, in GB",
    placeholder: "GB",
  }),
  "http.host": setting({
    kind: "text",
    schema: z.union([z.literal("localhost"), z.ipv4(), z.ipv6()]),
    expects: "an IP address or localhost",
    fallback: "127.0.0.1",
    says: "the address that metrics, health and the status page are served on",
    placeholder: "address",
  }),
  "http.port": setting({
    kind: "whole",
    schema: z.number().int().min(0).max(65535),
    expects: wholeFrom(0, 65535),
    fallback: 9616,
    says: "their port; 0 serves nothing",
    placeholder: "port",
  }),
  "http.names": setting({
    kind: "list",
    schema: z.array(z.string().regex(/^[A-Za-z0-9.-]+$/)).min(1),
    expects: "host names or addresses without port",
    fallback: null,
    says: "the names by which others may ask for them; needed where http.host is not loopback",
    placeholder: "names",
  }),
  "log.level": setting({
    kind: "text",
    schema: z.enum(LOG_LEVELS),
    expects: oneOf(LOG_LEVELS),
    fallback: "info",
    says: "how much is logged",
    placeholder: "name",
  }),
  "log.format": setting({
    kind: "text",
    schema: z.enum(["auto", "pretty", "json"]),
    expects: oneOf(["auto", "pretty", "json"]),
    fallback: "auto",
    says: "lines for people or JSON; auto: for people on a terminal",
    placeholder: "name",
  }),
};

export type SettingPath = keyof typeof settings;
type ValueOf<S> = S extends { readonly schema: z.ZodType<infer T> } ? T : never;
/** A value for each setting; null where nothing was chosen and nothing holds by itself. */
export type SettingValues = { readonly [P in SettingPath]: ValueOf<(typeof settings)[P]> | null };

export const settingPaths = Object.keys(settings) as readonly SettingPath[];

function isUrlOf(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}
