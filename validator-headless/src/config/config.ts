import type { CompetitionProfile, NetworkName } from "../../../src-shared/competition/index.ts";
import type { Secret } from "./secret.ts";

/** What the validator was told to do, checked as a whole; what was left to the profile is filled in from it. */
export interface ValidatorConfig {
  readonly network: {
    /** Null: a node's address was given instead of a name. */
    readonly name: NetworkName | null;
    /** The preferred node first; empty on a sandbox that has to be looked for (see `reachNetwork`). */
    readonly endpoints: readonly string[];
    /** `0x` hex, where a network's is known. */
    readonly genesisHash: string | null;
  };
  readonly netuid: number;
  readonly profile: {
    /** A built-in id or a file's path. */
    readonly source: string;
    readonly value: CompetitionProfile;
    /** See `profileHash`. */
    readonly hash: string;
  };
  readonly rules: CompetitionProfile["rules"];
  readonly dryRun: boolean;
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly wallet: {
    readonly path: string;
    readonly name: string;
    readonly hotkey: string;
    /** False: none was named, and the sandbox's own may be meant. */
    readonly isNamed: boolean;
    readonly passwordFile: string | null;
    /** See `findSecondSigner`. */
    readonly acceptBlock: number | null;
  };
  readonly hub: {
    /** Null: the sandbox's own. */
    readonly endpoint: string | null;
    readonly token: Secret | null;
    /** Where the token came from, for people; null without one. */
    readonly tokenSource: string | null;
  };
  readonly evalSet: {
    readonly repo: string;
    /** "main" or a commit. */
    readonly revision: string;
    /** The file's name in the repository. */
    readonly file: string;
  };
  readonly model: {
    readonly repo: string;
    readonly revision: string;
    /** A folder that holds it already; null: it is fetched. */
    readonly folder: string | null;
    /** Whether it is another one than the profile's. */
    readonly isOverridden: boolean;
  };
  readonly engine: {
    readonly kind: "onnx" | "torch";
    readonly device: "auto" | "cpu" | "cuda" | "webgpu";
    readonly threads: number | null;
    readonly fidelity: "exact" | "fast";
    readonly allowInexact: boolean;
    readonly python: string | null;
  };
  readonly queue:
    | { readonly kind: "embedded" }
    | { readonly kind: "redis"; readonly url: Secret; readonly caFile: string | null };
  readonly limits: {
    readonly fileMb: number;
    readonly lineMb: number;
    readonly rows: number;
    readonly downloadTimeoutS: number;
    readonly evaluationTimeoutS: number;
    readonly memoryMb: number;
  };
  /** Null: as the profile and the subnet have it. */
  readonly rounds: { readonly miners: number | null; readonly blocks: number | null };
  readonly weights: { readonly blocksBeforeEpochEnd: number };
  readonly keep: { readonly maxGb: number; readonly maxAgeDays: number; readonly minFreeGb: number };
  readonly http: {
    readonly host: string;
    /** 0: nothing is served. */
    readonly port: number;
    /** Names by which others than this machine may ask. */
    readonly names: readonly string[];
  };
  readonly log: {
    readonly level: "trace" | "debug" | "info" | "warn" | "error";
    readonly format: "auto" | "pretty" | "json";
  };
}
