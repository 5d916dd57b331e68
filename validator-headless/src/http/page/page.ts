import { createHash } from "node:crypto";
import type { MinerStatus, QueueStatus, StatusSnapshot, WeightsStatus } from "../../status/snapshot.ts";
import type { Health } from "../health.ts";
import { Html, html } from "../html.ts";
import { curveFigure } from "./curve.ts";
import { ago, clock, count, duration, loss, NOTHING, share, short } from "./format.ts";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing runs and nothing is fetched but the page's own. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const SHA_LETTERS = 8;

/** How the service stands, as a page by itself. What miners wrote is text in it, never more. */
export function statusPage(snapshot: StatusSnapshot, health: Health): string {
  const { network, netuid, epoch } = snapshot;
  const title = `${health.isHealthy ? "" : "! "}Validator on ${network.name} ${netuid}${epoch === null ? "" : `, epoch ${epoch.index}`}`;
  return `<!doctype html>
${
  html`<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<link rel="icon" href="data:,"><style>${new Html(STYLE)}</style></head>
<body><main class="page">
${header(snapshot, health)}
${notices(snapshot, health)}
${facts(snapshot)}
<div class="columns">
${leaderboard(snapshot)}
<div class="side">${queue(snapshot.queue, snapshot.takenAt)}${weights(snapshot.weights, snapshot)}${service(snapshot)}</div>
</div>
${curves(snapshot)}
</main>
<div id="stale" role="status" hidden>The service does not answer; what is shown is old.</div>
<script type="module">${new Html(SCRIPT)}</script></body></html>`.text
}
`;
}

function header({ service, network, netuid, profile, phase, takenAt }: StatusSnapshot, health: Health): Html {
  return html`<header>
<h1>Assay validator</h1>
<span>${network.name}, subnet ${netuid}</span>
<span class="muted">${profile.title} ${profile.version}${service.dryRun ? ", dry run: weights are not set" : ""}</span>
<span class="grow"></span>
<span class="state ${health.isHealthy ? "ok" : "bad"}">${health.isHealthy ? "Healthy" : "Needs a look"}</span>
<span><strong>${phase.name}</strong> <span class="muted">since ${clock(phase.since, takenAt)}${phase.words === "" ? "" : `: ${phase.words}`}</span></span>
</header>`;
}

function notices({ warnings }: StatusSnapshot, { reasons }: Health): Html | null {
  if (reasons.length === 0 && warnings.length === 0) return null;
  return html`<ul class="notices" aria-label="Warnings">
${reasons.map((reason) => html`<li class="notice bad">${reason}</li>`)}
${warnings.map(({ words, mend }) => html`<li class="notice"><strong>${words}</strong> <span class="muted">${mend}</span></li>`)}
</ul>`;
}

function facts(snapshot: StatusSnapshot): Html {
  const { block, tempo, epoch, network, weights: set, signer, queue: waiting, machine, takenAt } = snapshot;
  const seconds = (blocks: number): number => (blocks * network.blockTimeMs) / 1000;
  return html`<dl class="panel facts">
${fact("Block", block === null ? NOTHING : count(block.number), block === null ? "no chain yet" : ago(block.at, takenAt))}
${fact(
  "Subnet's epoch ends in",
  tempo === null ? NOTHING : `${count(tempo.blocksLeft)} blocks`,
  tempo === null ? "" : `of ${tempo.blocks}, about ${duration(seconds(tempo.blocksLeft))}`,
)}
${fact(
  "Round",
  epoch === null ? NOTHING : String(epoch.index),
  epoch === null ? "none yet" : `since ${clock(epoch.startedAt, takenAt)}`,
)}
${fact(
  "Evaluated",
  `${waiting.done} of ${waiting.done + waiting.running.length + waiting.pending.length}`,
  waiting.carriedOver === 0 ? "nothing carried over" : `${waiting.carriedOver} carried over`,
)}
${fact(
  "Weights set in block",
  set.lastSetBlock === null ? NOTHING : count(set.lastSetBlock),
  set.lastSetAt === null
    ? "never by this service"
    : `${ago(set.lastSetAt, takenAt)}${set.isVerified ? ", read back" : ""}`,
)}
${fact(
  "vtrust",
  signer?.vtrust === null || signer === null ? NOTHING : signer.vtrust.toFixed(3),
  signer === null
    ? ""
    : `${count(Math.round(signer.stakeTao))} TAO, ${signer.hasPermit ? "permit" : "no permit"}`,
)}
${fact("Computes on", machine.device, `${count(Math.round(machine.diskFreeGb))} GB of disk free`)}
</dl>`;
}

const fact = (name: string, value: string, more: string): Html =>
  html`<div class="fact"><dt>${name}</dt><dd title="${value}">${value}</dd><dd title="${more}">${more}</dd></div>`;

function leaderboard({ miners, takenAt }: StatusSnapshot): Html {
  const most = Math.max(...miners.map(({ weight }) => weight ?? 0), Number.EPSILON);
  return html`<section class="panel"><div class="head"><h2>Leaderboard</h2><span class="muted small">${miners.length} miners</span></div>
${
  miners.length === 0
    ? html`<p class="empty">No miner was looked at yet.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Leaderboard"><table>
<thead><tr><th class="number">#</th><th class="number">UID</th><th class="number">Loss</th><th class="number">Score</th><th>Weight</th><th>Outcome</th><th>Dataset</th><th>Hotkey</th><th>Evaluated</th></tr></thead>
<tbody>${miners.map((miner, index) => minerRow(miner, index + 1, most, takenAt))}</tbody></table></div>`
}</section>`;
}

function minerRow(miner: MinerStatus, rank: number, mostWeight: number, takenAt: string): Html {
  const { uid, hotkey, repo, revision, words, weight, evaluatedAt } = miner;
  const dataset =
    repo === null ? NOTHING : `${repo}${revision === null ? "" : ` @ ${revision.slice(0, SHA_LETTERS)}`}`;
  return html`<tr><td class="number muted">${rank}</td><td class="number"><strong>${uid}</strong></td>
<td class="number">${loss(miner.loss)}</td><td class="number">${loss(miner.score)}</td><td>${weightBar(weight, mostWeight)}</td>
<td class="words">${words === "" ? (miner.outcome ?? NOTHING) : words}</td><td class="repo" title="${repo ?? ""}${revision === null ? "" : ` @ ${revision}`}">${dataset}</td>
<td class="mono" title="${hotkey}">${short(hotkey)}</td><td class="muted">${evaluatedAt === null ? NOTHING : clock(evaluatedAt, takenAt)}</td></tr>`;
}

function weightBar(weight: number | null, most: number): Html {
  if (weight === null || weight === 0)
    return html`<span class="muted">${weight === null ? NOTHING : "0"}</span>`;
  const width = ((100 * weight) / most).toFixed(1);
  return html`<span class="weight"><svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="1"/></svg>${share(weight)}</span>`;
}

function queue({ pending, running, done, carriedOver }: QueueStatus, takenAt: string): Html {
  return html`<section class="panel"><div class="head"><h2>Queue</h2><span class="muted small">${done} done, ${pending.length} waiting${carriedOver === 0 ? "" : `, ${carriedOver} carried over`}</span></div>
<div class="body">${
    running.length === 0
      ? html`<span class="muted">Nothing is evaluated now.</span>`
      : running.map(
          (
            run,
          ) => html`<div class="run"><div class="head"><span><strong>UID ${run.uid}</strong> <span class="muted">${run.phase}</span></span><span class="muted small">${
            run.loss === null ? "" : `loss ${loss(run.loss)}, `
          }${duration((Date.parse(takenAt) - Date.parse(run.startedAt)) / 1000)}</span></div>
<progress max="${Math.max(1, run.totalSteps)}" value="${run.step}" aria-label="UID ${run.uid}"></progress>
<div class="axis muted small"><span>step ${count(run.step)} of ${count(run.totalSteps)}</span><span>${run.worker ?? ""}</span></div></div>`,
        )
  }${
    pending.length === 0
      ? null
      : html`<p class="muted small">Next: ${pending
          .slice(0, 16)
          .map(({ uid }) => uid)
          .join(", ")}${pending.length > 16 ? " …" : ""}</p>`
  }</div></section>`;
}

function weights(
  { mode, nextWindow, pendingReveals, lastError, isOverdue }: WeightsStatus,
  { takenAt }: StatusSnapshot,
): Html {
  return html`<section class="panel"><h2>Weights</h2><div class="body"><dl class="rows">
<dt>Way</dt><dd>${mode ?? NOTHING}</dd>
<dt>Next window</dt><dd class="${isOverdue ? "bad" : ""}">${nextWindow === null ? NOTHING : `${count(nextWindow.fromBlock)} to ${count(nextWindow.toBlock)}`}</dd>
${
  pendingReveals.length === 0
    ? html`<dt>To be revealed</dt><dd>nothing</dd>`
    : pendingReveals.map(
        ({ commitBlock, fromBlock, toBlock, revealsAt }) =>
          html`<dt>Committed in ${count(commitBlock)}</dt><dd>${
            revealsAt === null
              ? `reveal in ${count(fromBlock ?? 0)} to ${count(toBlock ?? 0)}`
              : `opens ${clock(revealsAt, takenAt)}`
          }</dd>`,
      )
}
${lastError === null ? null : html`<dt>Last attempt</dt><dd class="bad">${lastError.words} <span class="muted">(${ago(lastError.at, takenAt)})</span></dd>`}
</dl></div></section>`;
}

function service(snapshot: StatusSnapshot): Html {
  const { service: own, profile, evalSet, signer, network, workers, machine, takenAt } = snapshot;
  return html`<section class="panel"><h2>Service</h2><div class="body"><dl class="rows">
<dt>Version</dt><dd>${own.version}, up ${duration((Date.parse(takenAt) - Date.parse(own.startedAt)) / 1000)}</dd>
<dt>Node</dt><dd class="${network.isOnline ? "" : "bad"}">${network.isOnline ? html`<span title="${network.endpoint ?? ""}">${hostOf(network.endpoint)}</span>` : "none answers"}</dd>
<dt>Hotkey</dt><dd class="mono" title="${signer?.hotkey ?? ""}">${signer === null ? NOTHING : `${short(signer.hotkey)}${signer.uid === null ? ", not registered" : `, UID ${signer.uid}`}`}</dd>
<dt>Profile</dt><dd>${profile.id}</dd>
<dt>Rules</dt><dd>${profile.rules}</dd>
<dt>Profile's hash</dt><dd class="mono" title="${profile.hash}">${profile.hash.slice(0, 16)}</dd>
<dt>Seed of the round</dt><dd>${snapshot.epoch?.seed ?? NOTHING}</dd>
<dt>Eval set</dt><dd title="${evalSet?.revision ?? ""}">${evalSet === null ? NOTHING : html`${count(evalSet.rows)} rows @ <span class="mono">${evalSet.revision.slice(0, SHA_LETTERS)}</span>`}</dd>
${workers.map(({ id, device, state }) => html`<dt>Worker ${id}</dt><dd class="${state === "lost" ? "bad" : ""}">${device}, ${state}</dd>`)}
<dt>Memory free</dt><dd>${count(Math.round(machine.memoryFreeMb / 1000))} of ${count(Math.round(machine.memoryTotalMb / 1000))} GB</dd>
<dt>Cache</dt><dd>${machine.cacheGb.toFixed(1)} GB</dd>
</dl></div></section>`;
}

const hostOf = (url: string | null): string =>
  url !== null && URL.canParse(url) ? new URL(url).host : NOTHING;

function curves({ curves: all }: StatusSnapshot): Html {
  return html`<section class="panel"><div class="head"><h2>Evaluations</h2><span class="key"><span><i></i>loss while training</span><span><i class="eval"></i>eval loss</span></span></div>
${all.length === 0 ? html`<p class="empty">No evaluation yet.</p>` : html`<div class="curves">${all.map(curveFigure)}</div>`}</section>`;
}
