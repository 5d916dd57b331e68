import {
  noPracticeYet,
  type PracticeMiner,
  type PracticeProgress,
  type PracticeStage,
} from "../../../src-shared/contract/index.ts";
import type { PracticeParticipant } from "../../../src-shared/sandbox/index.ts";
import type { RoundContext } from "../round/context.ts";
import type { EntryRecord, TargetRecord } from "../store/records.ts";

export type PracticeRounds = Pick<RoundContext, "store" | "competition" | "activity">;

export interface ProgressFacts extends Pick<PracticeProgress, "block" | "ownRows" | "weights"> {
  readonly participants: readonly PracticeParticipant[];
  /** What the store cannot tell. */
  readonly stage: Exclude<PracticeStage, "downloading" | "training"> | null;
}

/** How a practice round stands, from what its validator has stored and is doing now. */
export function practiceProgress(rounds: PracticeRounds, facts: ProgressFacts): PracticeProgress {
  const { store, competition } = rounds;
  const { stage, participants, ...known } = facts;
  const round = store.latestRound(competition);
  if (round === null) return { ...noPracticeYet, ...known, stage: stage ?? "downloading" };
  const entries = store.entries(round.id);
  const target = round.phase === "closed" ? store.target(competition) : null;
  const miners = participants.flatMap((participant) => {
    const entry = entries.find(({ hotkey }) => hotkey === participant.hotkey);
    return entry === undefined ? [] : [minerOf(rounds, participant, entry, target)];
  });
  return {
    ...known,
    stage: stage ?? stageOf(round.phase),
    miners: ranked(miners),
    baseLoss: baseLossOf(rounds, entries),
    evalRows: round.evalSet?.rows ?? null,
  };
}

function stageOf(phase: "gathering" | "evaluating" | "closed" | "skipped"): PracticeStage {
  if (phase === "gathering") return "downloading";
  return phase === "evaluating" ? "training" : "weights";
}

function minerOf(
  { store, activity }: PracticeRounds,
  { name, kind, hotkey }: PracticeParticipant,
  { uid, commitment, dataset, outcome, evaluation, score }: EntryRecord,
  target: TargetRecord | null,
): PracticeMiner {
  const running = activity.running.find((each) => each.uid === uid);
  const evaluated = evaluation === null ? null : store.evaluation(evaluation);
  const done = evaluated?.kind === "evaluated" ? evaluated.result : null;
  const total = target?.weights.reduce((sum, each) => sum + each.weight, 0) ?? 0;
  const own = target?.weights.find((each) => each.hotkey === hotkey)?.weight ?? 0;
  return {
    uid,
    name,
    isYou: kind === null,
    kind,
    hotkey,
    commitBlock: commitment?.block ?? null,
    rows: dataset?.rows ?? null,
    isTraining: running !== undefined,
    code: outcome?.code ?? null,
    why: outcome?.why ?? null,
    loss: outcome?.loss ?? null,
    score,
    weight: target === null ? null : total === 0 ? 0 : own / total,
    curve: (running?.curve ?? done?.curve ?? []).map(({ step, loss }) => ({ step, loss })),
    totalSteps: running === undefined ? (done?.curve.at(-1)?.step ?? null) : running.totalSteps,
  };
}

/** By weight, then by loss, then by who was earlier on the subnet. */
const ranked = (miners: readonly PracticeMiner[]): PracticeMiner[] =>
  [...miners].sort(
    (a, b) =>
      (b.weight ?? 0) - (a.weight ?? 0) || (a.loss ?? Infinity) - (b.loss ?? Infinity) || a.uid - b.uid,
  );

function baseLossOf({ store }: PracticeRounds, entries: readonly EntryRecord[]): number | null {
  for (const { evaluation } of entries) {
    const found = evaluation === null ? null : store.evaluation(evaluation);
    if (found?.kind === "evaluated" && found.result.baseLoss !== null) return found.result.baseLoss;
  }
  return null;
}
