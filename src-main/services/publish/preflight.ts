import type { ChainClient } from "../../../src-shared/chain/index.ts";
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
const MAJORITY = 0.5;

export interface PreflightRequest {
  readonly profile: CompetitionProfile;
  readonly netuid: number;
  readonly hotkey: string;
  readonly repo: string;
  readonly rows: number;
  readonly problems: Preflight["problems"];
}

/** Looks at everything that can be known before a publication begins: the dataset, the hub and the chain. */
export async function preflight(
  request: PreflightRequest,
  hub: HubClient,
  chain: ChainClient,
): Promise<Preflight> {
  const { profile, netuid, hotkey, repo, rows, problems } = request;
  const forecast = encodeSubmission(profile, { repo, revision: REVISION_PLACEHOLDER });
  const [hubChecks, chainChecks, present] = await Promise.all([
    checkHub(hub, repo),
    checkChain(chain, profile, netuid, hotkey, forecast.ok ? submissionBytes(forecast.value) : 0),
    chain.commitment({ netuid, hotkey }),
  ]);
  const checks = [
    checkRows(rows, profile),
    checkProblems(problems),
    forecast.ok
      ? good("string", "On-chain string", `${submissionBytes(forecast.value)} of 128 bytes`)
      : failed("string", "On-chain string", forecast.error),
    ...hubChecks,
    ...chainChecks,
    ...(present.ok && present.value !== null ? [replacement(present.value.block, present.value.text)] : []),
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

function checkRows(rows: number, { rows: { limit } }: CompetitionProfile): PreflightCheck {
  if (rows === 0) {
    return {
      id: "rows",
      state: "error",
      title: "Rows",
      detail: "There are no rows.",
      mend: "Import or write some first.",
      goTo: null,
    };
  }
  const counted = limit === null ? "all of them count" : `the first ${limit.toLocaleString("en")} count`;
  return good("rows", "Rows", `${rows.toLocaleString("en")} rows; ${counted}`);
}

function checkProblems({ error, warning, hint }: Preflight["problems"]): PreflightCheck {
  const title = "Problems in the dataset";
  if (error > 0) {
    return {
      id: "lint",
      state: "error",
      title,
      detail: `${error.toLocaleString("en")} errors stand in the way.`,
      mend: "Mend them in the list of problems.",
      goTo: "problems",
    };
  }
  if (warning > 0) {
    return {
      id: "lint",
      state: "warning",
      title,
      detail: `${warning.toLocaleString("en")} warnings.`,
      mend: "Look at them, or publish all the same.",
      goTo: "problems",
    };
  }
  return good("lint", title, hint > 0 ? `none; ${hint.toLocaleString("en")} hints` : "none");
}

async function checkHub(hub: HubClient, repo: string): Promise<PreflightCheck[]> {
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
): Promise<PreflightCheck[]> {
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

function windowCheck(
  window: Extract<Awaited<ReturnType<ChainClient["commitWindow"]>>, { ok: true }>["value"],
): PreflightCheck {
  if (window.kind !== "wait") return good("window", "Cooldown", "the chain takes a commitment now");
  const { blocksLeft, untilBlock } = window;
  return good(
    "window",
    "Cooldown",
    `the chain takes the next commitment in ${blocksLeft} blocks (block ${untilBlock}); Assay waits for it`,
  );
}

/** What most registered miners commit tells which competition a subnet really runs. */
async function checkCompetition(
  chain: ChainClient,
  { competitionId }: CompetitionProfile,
  netuid: number,
): Promise<PreflightCheck[]> {
  const title = "Competition";
  const all = await chain.commitments({ netuid });
  if (!all.ok) return [];
  const ids = [...all.value.values()].flatMap(
    ({ text }) => decodeSubmission(text ?? "")?.competitionId ?? [],
  );
  const same = ids.filter((id) => id === competitionId).length;
  if (ids.length === 0 || same / ids.length >= MAJORITY)
    return [good("competition", title, `id ${competitionId}, as other miners commit it`)];
  return [
    {
      id: "competition",
      state: "warning",
      title,
      detail: `You are about to commit for competition ${competitionId}, but ${ids.length - same} of ${ids.length} miners on subnet ${netuid} commit another id.`,
      mend: "Check that profile, network and subnet belong together: a wrong id scores nothing.",
      goTo: "settings",
    },
  ];
}

function replacement(block: number, text: string | null): PreflightCheck {
  return {
    id: "replaces",
    state: "warning",
    title: "Your present commitment",
    detail: `${text ?? "A commitment of another form"}, since block ${block.toLocaleString("en")}. A new one takes its place and its age: where two are alike, the earlier block wins.`,
    mend: "Publish only if the new rows are worth more than the earlier block.",
    goTo: null,
  };
}

const good = (id: string, title: string, detail: string): PreflightCheck => ({
  id,
  state: "ok",
  title,
  detail,
  mend: null,
  goTo: null,
});

const failed = (id: string, title: string, error: AssayError): PreflightCheck =>
  failedCode(id, title, error.code, error.details);

function failedCode(id: string, title: string, code: string, details: AssayError["details"]): PreflightCheck {
  const { sentence, mend } = describeError(code, details);
  const goTo = /Token|Unauthorised|Repo/.test(code) ? "settings" : null;
  return { id, state: "error", title, detail: sentence, mend, goTo };
}
