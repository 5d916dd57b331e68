import type { ChainClient, Commitment, CommitWindow } from "../../../src-shared/chain/index.ts";
import {
  type CompetitionProfile,
  decodeSubmission,
  encodeSubmission,
  MAX_SUBMISSION_BYTES,
  submissionBytes,
} from "../../../src-shared/competition/index.ts";
import {
  type AssayError,
  mendOf,
  type Phrase,
  type Preflight,
  type PreflightCheck,
  type Said,
  sentenceOf,
} from "../../../src-shared/contract/index.ts";
import type { HubClient } from "../../../src-shared/hub/index.ts";

const REVISION_PLACEHOLDER = "0".repeat(40);

const checkString: Phrase = { phrase: "checkString" };
const checkAccount: Phrase = { phrase: "checkAccount" };
const checkRepo: Phrase = { phrase: "checkRepo" };
const checkRegistration: Phrase = { phrase: "checkRegistration" };

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
      ? good("string", checkString, {
          phrase: "stringLength",
          bytes: submissionBytes(forecast.value),
          most: MAX_SUBMISSION_BYTES,
        })
      : failed("string", checkString, forecast.error),
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
  const title: Phrase = { phrase: "checkEvalSet" };
  if (evalSet === null) return [warned("evalSet", title, { phrase: "evalSetNotHere" })];
  if (evalSet.revision === null || repo === null) return [good("evalSet", title, { phrase: "evalSetIsOwn" })];
  const head = await hub.head({ repo, revision });
  if (!head.ok) return [warned("evalSet", title, { phrase: "evalSetAgeUnknown" })];
  return head.value.sha === evalSet.revision
    ? [good("evalSet", title, { phrase: "evalSetIsCurrent", repo })]
    : [warned("evalSet", title, { phrase: "evalSetChanged", repo })];
}

function checkRows(rows: number, { rows: { limit } }: CompetitionProfile): Foretold {
  if (rows === 0) return failedCode("rows", { phrase: "checkRows" }, "PublishNothing", {});
  return good("rows", { phrase: "checkRows" }, { phrase: "rowsCount", rows, limit });
}

function checkProblems({ error, warning, hint }: Preflight["problems"]): Foretold {
  const title: Phrase = { phrase: "checkProblems" };
  if (error > 0) {
    return { ...failedCode("lint", title, "PublishBlockedByLint", { errors: error }), goTo: "problems" };
  }
  if (warning > 0) {
    return {
      id: "lint",
      state: "warning",
      title,
      detail: { phrase: "warningsLeft", warnings: warning },
      mend: { phrase: "lookAtWarnings" },
      goTo: "problems",
      code: null,
    };
  }
  return good("lint", title, { phrase: "hintsLeft", hints: hint });
}

async function checkHub(hub: HubClient, repo: string): Promise<Foretold[]> {
  const account = await hub.whoAmI();
  if (!account.ok) return [failed("hub", checkAccount, account.error)];
  const { name, orgs, canWrite } = account.value;
  if (!canWrite) return [failedCode("hub", checkAccount, "HubTokenCannotWrite", {})];
  const owner = repo.split("/")[0] ?? "";
  const signedIn = good("hub", checkAccount, { phrase: "signedIn", user: name });
  return owner === name || orgs.includes(owner)
    ? [signedIn, good("repo", checkRepo, repo)]
    : [signedIn, failedCode("repo", checkRepo, "PublishRepoNotYours", { repo, owner, user: name })];
}

async function checkChain(
  chain: ChainClient,
  profile: CompetitionProfile,
  netuid: number,
  hotkey: string,
  sizeBytes: number,
): Promise<Foretold[]> {
  const registration = await chain.registration({ netuid, hotkey });
  if (!registration.ok) return [failed("registration", checkRegistration, registration.error)];
  if (registration.value === null)
    return [failedCode("registration", checkRegistration, "NotRegistered", { netuid, hotkey })];
  const { uid } = registration.value;
  const registered = good("registration", checkRegistration, { phrase: "uidOnSubnet", uid, netuid });
  const window = await chain.commitWindow({ netuid, hotkey, sizeBytes });
  const competition = await checkCompetition(chain, profile, netuid);
  return [registered, ...(window.ok ? [windowCheck(window.value)] : []), ...competition];
}

function windowCheck(window: CommitWindow): Foretold {
  const title: Phrase = { phrase: "checkCooldown" };
  if (window.kind === "unknown") return good("window", title, { phrase: "cooldownUnknown" });
  if (window.kind === "now") return good("window", title, { phrase: "cooldownOver" });
  const { blocksLeft, untilBlock } = window;
  return good("window", title, { phrase: "cooldownLasts", blocks: blocksLeft, until: untilBlock });
}

/** What most registered miners commit tells which competition a subnet really runs. */
async function checkCompetition(
  chain: ChainClient,
  { competitionId: id, title: name }: CompetitionProfile,
  netuid: number,
): Promise<Foretold[]> {
  const [all, metagraph] = await Promise.all([chain.commitments({ netuid }), chain.metagraph({ netuid })]);
  if (!all.ok || !metagraph.ok) return [];
  const ids = metagraph.value.neurons.flatMap(({ hotkey }) => {
    const text = all.value.get(hotkey)?.text ?? "";
    return decodeSubmission(text)?.competitionId ?? [];
  });
  const title: Phrase = { phrase: "checkCompetition" };
  const usual = mostFrequent(ids);
  if (usual === null) return [good("competition", title, { phrase: "competitionId", title: name, id })];
  if (usual.id === id) return [good("competition", title, { phrase: "competitionIdUsual", title: name, id })];
  return [
    {
      id: "competition",
      state: "warning",
      title,
      detail: {
        phrase: "competitionIdUnusual",
        id,
        usual: usual.id,
        times: usual.times,
        miners: ids.length,
        netuid,
      },
      mend: { phrase: "checkWhatBelongs" },
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
  const title: Phrase = { phrase: "checkCommitment" };
  if (published !== null && text === published)
    return good("replaces", title, { phrase: "commitmentIsSame", block });
  return {
    id: "replaces",
    state: "warning",
    title,
    detail: { phrase: "commitmentGoes", text, block, costs: costOf(profile) },
    mend: { phrase: "publishIfWorth" },
    goTo: null,
    code: null,
  };
}

/** What an earlier block is worth in a competition, and so what giving it up costs. */
function costOf({ scorer }: CompetitionProfile): Phrase[] {
  const duplicates: Phrase = { phrase: "costAmongDuplicates" };
  if (scorer.kind === "win-rate") {
    return [duplicates, { phrase: "costInWinRate", percent: scorer.earlierAdvantage * 100 }];
  }
  if (scorer.kind === "daily-winner") return [duplicates, { phrase: "costOfTheDay" }];
  return [duplicates];
}

const good = (id: string, title: Phrase, detail: Said): Foretold => ({
  id,
  state: "ok",
  title,
  detail,
  mend: null,
  goTo: null,
  code: null,
});

const warned = (id: string, title: Phrase, detail: Said): Foretold => ({
  ...good(id, title, detail),
  state: "warning",
});

const failed = (id: string, title: Phrase, error: AssayError): Foretold =>
  failedCode(id, title, error.code, error.details);

function failedCode(id: string, title: Phrase, code: string, details: AssayError["details"]): Foretold {
  const goTo = /Token|Unauthorised|Repo/.test(code) ? "settings" : null;
  const error = { code, details };
  return { id, state: "error", title, detail: sentenceOf(error), mend: mendOf(error), goTo, code };
}
