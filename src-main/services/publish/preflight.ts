import type { ChainClient, Commitment, CommitWindow } from "../../../src-shared/chain/index.ts";
import {
  type CompetitionProfile,
  decodeSubmission,
  encodeSubmission,
  submissionBytes,
} from "../../../src-shared/competition/index.ts";
import {
  type AssayError,
  describeError,
  type Preflight,
  type PreflightCheck,
} from "../../../src-shared/contract/index.ts";
import type { HubClient } from "../../../src-shared/hub/index.ts";

const REVISION_PLACEHOLDER = "0".repeat(40);

/** A check as the screen shows it, with the code of the error that it foretells. */
export interface Foretold extends PreflightCheck {
  readonly code: string | null;
}

export interface PreflightResult extends Preflight {
  readonly checks: Foretold[];
}

export interface PreflightRequest {
  readonly profile: CompetitionProfile;
  readonly netuid: number;
  readonly hotkey: string;
  readonly repo: string;
  readonly rows: number;
  readonly problems: Preflight["problems"];
  /** The eval set that the rows were held against, where the profile asks for it; null when none was. */
  readonly evalSet?: { readonly revision: string | null } | null;
  /** The on-chain string of a finished publication of these very bytes, where there is one. */
  readonly published?: string | null;
}

/** Looks at everything that can be known before a publication begins: the dataset, the hub and the chain. */
export async function preflight(
  request: PreflightRequest,
  hub: HubClient,
  chain: ChainClient,
): Promise<PreflightResult> {
  const { profile, netuid, hotkey, repo, rows, problems, published = null, evalSet = null } = request;
  const forecast = encodeSubmission(profile, { repo, revision: REVISION_PLACEHOLDER });
  const [hubChecks, evalSetChecks, chainChecks, present] = await Promise.all([
    checkHub(hub, repo),
    checkEvalSet(hub, profile, evalSet),
    checkChain(chain, profile, netuid, hotkey, forecast.ok ? submissionBytes(forecast.value) : 0),
    chain.commitment({ netuid, hotkey }),
  ]);
  const checks = [
    checkRows(rows, profile),
    checkProblems(problems),
    ...evalSetChecks,
    forecast.ok
      ? good("string", "On-chain string", `${submissionBytes(forecast.value)} of 128 bytes`)
      : failed("string", "On-chain string", forecast.error),
    ...hubChecks,
    ...chainChecks,
    ...(present.ok && present.value !== null ? [replacement(present.value, profile, published)] : []),
  ];
  return {
    checks,
    canPublish: checks.every(({ state }) => state !== "error"),
    needsConsent: checks.filter(({ state }) => state === "warning").map(({ id }) => id),
    rows,
    problems,
    netuid,
    competitionId: profile.competitionId,
    commitmentForecast: forecast.ok ? forecast.value.replace(REVISION_PLACEHOLDER, "‹commit›") : "",
    commitmentBytes: forecast.ok ? submissionBytes(forecast.value) : 0,
    present: present.ok ? present.value : null,
  };
}

/** In some competitions rows must stand in the eval set, which its owner may have changed since it was fetched. */
async function checkEvalSet(
  hub: HubClient,
  { rows, evaluation: { repo, revision } }: CompetitionProfile,
  evalSet: { readonly revision: string | null } | null,
): Promise<Foretold[]> {
  if (!rows.mustComeFromEvalSet) return [];
  const title = "Eval set";
  if (evalSet === null) return [warned("evalSet", title, "the rows were not held against it: get it first")];
  if (evalSet.revision === null || repo === null)
    return [good("evalSet", title, "the rows were held against a file of yours")];
  const head = await hub.head({ repo, revision });
  if (!head.ok) return [warned("evalSet", title, "whether it changed since it was fetched is not known")];
  return head.value.sha === evalSet.revision
    ? [good("evalSet", title, `the rows were held against ${repo} of today`)]
    : [warned("evalSet", title, `${repo} changed since it was fetched: get it again`)];
}

function checkRows(rows: number, { rows: { limit } }: CompetitionProfile): Foretold {
  if (rows === 0) return failedCode("rows", "Rows", "PublishNothing", {});
  const counted = limit === null ? "all of them count" : `the first ${limit.toLocaleString("en")} count`;
  return good("rows", "Rows", `${rows.toLocaleString("en")} rows; ${counted}`);
}

function checkProblems({ error, warning, hint }: Preflight["problems"]): Foretold {
  const title = "Problems in the dataset";
  if (error > 0) {
    return { ...failedCode("lint", title, "PublishBlockedByLint", { errors: error }), goTo: "problems" };
  }
  if (warning > 0) {
    return {
      id: "lint",
      state: "warning",
      title,
      detail: `${warning.toLocaleString("en")} ${warning === 1 ? "warning" : "warnings"}.`,
      mend: "Look at them, or publish all the same.",
      goTo: "problems",
      code: null,
    };
  }
  return good("lint", title, hint > 0 ? `none; ${hint.toLocaleString("en")} hints` : "none");
}

async function checkHub(hub: HubClient, repo: string): Promise<Foretold[]> {
  const account = await hub.whoAmI();
  if (!account.ok) return [failed("hub", "Hugging Face account", account.error)];
  const { name, orgs, canWrite } = account.value;
  if (!canWrite) return [failedCode("hub", "Hugging Face account", "HubTokenCannotWrite", {})];
  const owner = repo.split("/")[0] ?? "";
  const signedIn = good("hub", "Hugging Face account", `signed in as ${name}, with write access`);
  return owner === name || orgs.includes(owner)
    ? [signedIn, good("repo", "Repository", repo)]
    : [signedIn, failedCode("repo", "Repository", "PublishRepoNotYours", { repo, owner, user: name })];
}

async function checkChain(
  chain: ChainClient,
  profile: CompetitionProfile,
  netuid: number,
  hotkey: string,
  sizeBytes: number,
): Promise<Foretold[]> {
  const registration = await chain.registration({ netuid, hotkey });
  if (!registration.ok) return [failed("registration", "Registration", registration.error)];
  if (registration.value === null)
    return [failedCode("registration", "Registration", "NotRegistered", { netuid, hotkey })];
  const registered = good(
    "registration",
    "Registration",
    `UID ${registration.value.uid} on subnet ${netuid}`,
  );
  const window = await chain.commitWindow({ netuid, hotkey, sizeBytes });
  const competition = await checkCompetition(chain, profile, netuid);
  return [registered, ...(window.ok ? [windowCheck(window.value)] : []), ...competition];
}

function windowCheck(window: CommitWindow): Foretold {
  const title = "Cooldown";
  if (window.kind === "unknown")
    return good("window", title, "the chain's rule cannot be read; Assay tries, and tries again every 120 s");
  if (window.kind === "now") return good("window", title, "the chain takes a commitment now");
  const { blocksLeft, untilBlock } = window;
  return good(
    "window",
    title,
    `the chain takes the next commitment in ${blocksLeft} blocks (block ${untilBlock}); Assay waits for it`,
  );
}

/** What most registered miners commit tells which competition a subnet really runs. */
async function checkCompetition(
  chain: ChainClient,
  { competitionId, title: competition }: CompetitionProfile,
  netuid: number,
): Promise<Foretold[]> {
  const [all, metagraph] = await Promise.all([chain.commitments({ netuid }), chain.metagraph({ netuid })]);
  if (!all.ok || !metagraph.ok) return [];
  const ids = metagraph.value.neurons.flatMap(({ hotkey }) => {
    const text = all.value.get(hotkey)?.text ?? "";
    return decodeSubmission(text)?.competitionId ?? [];
  });
  const title = "Competition";
  const usual = mostFrequent(ids);
  if (usual === null) return [good("competition", title, `${competition}, id ${competitionId}`)];
  if (usual.id === competitionId)
    return [good("competition", title, `${competition}, id ${competitionId}, as most miners commit it`)];
  return [
    {
      id: "competition",
      state: "warning",
      title,
      detail: `You are about to commit for competition ${competitionId}, but ${usual.times} of the ${ids.length} registered miners that committed on subnet ${netuid} did so for ${usual.id}.`,
      mend: "Check that profile, network and subnet belong together: a wrong id scores nothing.",
      goTo: "settings",
      code: null,
    },
  ];
}

function mostFrequent(ids: readonly string[]): { readonly id: string; readonly times: number } | null {
  const times = new Map<string, number>();
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  const [most] = [...times].sort(([, a], [, b]) => b - a);
  return most === undefined ? null : { id: most[0], times: most[1] };
}

function replacement(
  { block, text }: Commitment,
  profile: CompetitionProfile,
  published: string | null,
): Foretold {
  const title = "Your present commitment";
  const since = `since block ${block.toLocaleString("en")}`;
  if (published !== null && text === published)
    return good(
      "replaces",
      title,
      `these very rows stand there ${since}: publishing them again changes nothing`,
    );
  return {
    id: "replaces",
    state: "warning",
    title,
    detail: `${text ?? "A commitment of another form"}, ${since}. A new one takes its place and loses that block: ${costOf(profile).join("; ")}.`,
    mend: "Publish only if the new rows are worth more than the earlier block.",
    goTo: null,
    code: null,
  };
}

/** What an earlier block is worth in a competition, and so what giving it up costs. */
function costOf({ scorer }: CompetitionProfile): string[] {
  const duplicates = "among duplicates the earliest commitment alone stays";
  if (scorer.kind === "win-rate") {
    const share = (scorer.earlierAdvantage * 100).toLocaleString("en");
    return [duplicates, `in the win rate the earlier of two has its loss lowered by ${share}%`];
  }
  if (scorer.kind === "daily-winner") return [duplicates, "among the best of the day the earliest wins"];
  return [duplicates];
}

const good = (id: string, title: string, detail: string): Foretold => ({
  id,
  state: "ok",
  title,
  detail,
  mend: null,
  goTo: null,
  code: null,
});

const warned = (id: string, title: string, detail: string): Foretold => ({
  ...good(id, title, detail),
  state: "warning",
});

const failed = (id: string, title: string, error: AssayError): Foretold =>
  failedCode(id, title, error.code, error.details);

function failedCode(id: string, title: string, code: string, details: AssayError["details"]): Foretold {
  const { sentence, mend } = describeError(code, details);
  const goTo = /Token|Unauthorised|Repo/.test(code) ? "settings" : null;
  return { id, state: "error", title, detail: sentence, mend, goTo, code };
}
