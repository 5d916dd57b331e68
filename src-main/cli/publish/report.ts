import {
  describeError,
  inWords,
  type Preflight,
  type PublicationView,
} from "../../../src-shared/contract/index.ts";

/** Where a publication stands, as one line for a person. */
export function describeProgress(view: PublicationView): string {
  if (view.waiting !== null) {
    const { reason, untilBlock, blocksLeft, retryAt } = view.waiting;
    const until =
      untilBlock === null ? `until ${retryAt ?? "later"}` : `until block ${untilBlock} (${blocksLeft} left)`;
    return `waiting ${until}: ${describeError(reason, { netuid: view.netuid, hotkey: view.hotkey, block: untilBlock }).sentence}`;
  }
  const current = view.steps.find(({ state }) => state === "active" || state === "failed");
  if (current === undefined) return view.outcome;
  const { progress } = current;
  const title = inWords(current.title);
  return progress === null
    ? title
    : `${title}: ${Math.floor((progress.done / Math.max(1, progress.total)) * 100)}%`;
}

/** The last line of `--json`. */
export function finalLine(view: PublicationView): string {
  const { outcome, repo, revision, commitment, block, sha256, error } = view;
  const message = error === null ? "" : describeError(error.code, error.details).sentence;
  return JSON.stringify({
    state: outcome,
    repo,
    revision,
    commitment,
    block,
    sha256,
    error: error === null ? null : { code: error.code, message },
  });
}

const MARKS = { ok: "ok     ", warning: "warning", error: "error  " } as const;

/** What a dry run found. */
export function preflightReport({ checks, commitmentForecast, commitmentBytes, netuid }: Preflight): string {
  return [
    ...checks.map(
      ({ state, title, detail, mend }) =>
        `${MARKS[state]}  ${inWords(title)}: ${inWords(detail)}${mend === null ? "" : ` ${inWords(mend)}`}`,
    ),
    `would be committed on subnet ${netuid}: ${commitmentForecast} (${commitmentBytes} of 128 bytes)`,
    "Nothing was published.",
    "",
  ].join("\n");
}
