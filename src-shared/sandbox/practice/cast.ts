import type { CompetitionProfile } from "../../competition/index.ts";
import type { PracticeRivalKind } from "../../contract/index.ts";
import { type Exchange, everydayExchanges } from "./everyday.ts";

/** A miner of the practice round: its account, what kind of miner it is, and its data.jsonl. */
export interface PracticeRival {
  readonly name: string;
  readonly kind: PracticeRivalKind;
  readonly content: string;
  /** Commits after all others, so that whatever equals an earlier dataset is the copy. */
  readonly isLate: boolean;
}

/** Names that tell nothing: who is of what kind is told at the end. */
const NAMES: Readonly<Record<PracticeRivalKind, string>> = {
  noisy: "amber",
  invalid: "birch",
  good: "cedar",
  duplicate: "dune",
  shuffled: "ember",
};
export const RIVAL_NAMES: readonly string[] = Object.values(NAMES).sort();

const SYSTEM = "You are a helpful assistant.";
/** Every so manyth answer of a careless miner belongs to another question. */
const WRONG_EVERY = 2;
/** Far enough to come to another theme. */
const MOVED_BY = 24;
/** What a good miner chooses of an eval set, as a share of the rows that count. */
const GOOD_SHARE = 0.6;
const NOISY_SHARE = 0.1;

type Datasets = Readonly<Record<Exclude<PracticeRivalKind, "duplicate">, readonly string[]>>;

/**
 * The rivals of a practice round under a competition's rules, always the same ones for the same eval set.
 * @param evalRows lines of the eval set, from which rows are chosen where the profile asks for that
 */
export function practiceRivals(
  profile: Pick<CompetitionProfile, "rows" | "duplicates">,
  evalRows: readonly string[],
): PracticeRival[] {
  const datasets = profile.rows.mustComeFromEvalSet
    ? chosenFrom(evalRows, profile.rows.limit ?? evalRows.length)
    : written();
  const rival = (kind: PracticeRivalKind, rows: readonly string[], isLate = false): PracticeRival => ({
    name: NAMES[kind],
    kind,
    content: rows.map((row) => `${row}\n`).join(""),
    isLate,
  });
  return [
    rival("good", datasets.good),
    rival("noisy", datasets.noisy),
    rival("shuffled", datasets.shuffled),
    rival("invalid", datasets.invalid),
    rival("duplicate", datasets.good, true),
  ];
}

/** The rows on which a practice round measures where the competition leaves the eval set to the operator. */
export const everydayEvalRows = (): string[] => everydayExchanges("measured").map((each) => rowOf(each));

/** Rows of the miners' own, as most competitions take them. */
function written(): Datasets {
  const exchanges = everydayExchanges("mined");
  const wrongly = exchanges.map(({ question }, index) => ({
    question,
    answer: exchanges[(index + MOVED_BY) % exchanges.length]?.answer ?? "",
  }));
  return {
    good: exchanges.map((each) => rowOf(each)),
    noisy: exchanges.map((each, index) =>
      rowOf(index % WRONG_EVERY === 0 ? (wrongly[index] as Exchange) : each),
    ),
    shuffled: wrongly.map((each) => rowOf(each)),
    invalid: exchanges.map((each, index) => rowOf(each, index === 2 ? null : SYSTEM)),
  };
}

/** Choices among given rows: spread over all of them, few and from one end, changed in their answers, and with one twice. */
function chosenFrom(evalRows: readonly string[], counting: number): Datasets {
  const good = spread(evalRows, Math.round(counting * GOOD_SHARE));
  const others = evalRows.filter((row) => !good.includes(row));
  const repeated = spread(others, Math.round(counting * NOISY_SHARE));
  return {
    good,
    noisy: others.slice(-Math.round(counting * NOISY_SHARE)),
    shuffled: withAnswersMoved(spread(others, Math.round(counting * NOISY_SHARE) * 2)),
    invalid: [...repeated, ...repeated.slice(0, 1)],
  };
}

function spread(rows: readonly string[], wanted: number): string[] {
  const count = Math.min(wanted, rows.length);
  return Array.from(
    { length: count },
    (_, index) => rows[Math.floor((index * rows.length) / count)] as string,
  );
}

function withAnswersMoved(rows: readonly string[]): string[] {
  const parsed = rows.map((row) => JSON.parse(row) as { conversations: { role: string; content: string }[] });
  const answerOf = (index: number): string =>
    parsed[index % parsed.length]?.conversations.find(({ role }) => role === "assistant")?.content ?? "";
  return parsed.map((row, index) =>
    JSON.stringify({
      ...row,
      conversations: row.conversations.map((turn) =>
        turn.role === "assistant" ? { ...turn, content: answerOf(index + MOVED_BY) } : turn,
      ),
    }),
  );
}

const rowOf = ({ question, answer }: Exchange, system: string | null = SYSTEM): string =>
  JSON.stringify({
    system,
    conversations: [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ],
  });
