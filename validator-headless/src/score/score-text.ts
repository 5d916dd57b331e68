import { err, ok, type Result } from "../../../src-shared/contract/index.ts";
import {
  isArray,
  isObject,
  type JsonNode,
  type JsonObject,
  parseJson,
  writeJson,
} from "../../../src-shared/dataset/index.ts";
import { dailyWinnerCase } from "./cases/daily-winner.ts";
import { queueCase } from "./cases/queue.ts";
import { duplicatesCase, membershipCase, rowOverlapCase } from "./cases/rows.ts";
import { benchmarkScoreCase, stepWeightsCase, vtrustCase, winRateCase } from "./cases/scores.ts";
import { ScoringError } from "./errors.ts";
import { Fields } from "./fields.ts";

type Answers = Readonly<Record<string, unknown>>;

const actual =
  (work: (fields: Fields) => unknown) =>
  (fields: Fields): Answers => ({ actual: work(fields) });

/** What works each kind of case out. */
const KINDS: ReadonlyMap<string, (fields: Fields) => Answers> = new Map([
  ["benchmarkScore", actual(benchmarkScoreCase)],
  ["dailyWinner", actual(dailyWinnerCase)],
  ["rowOverlap", actual(rowOverlapCase)],
  ["winRate", winRateCase],
  ["vtrust", actual(vtrustCase)],
  ["stepWeights", actual(stepWeightsCase)],
  ["duplicates", actual(duplicatesCase)],
  ["membership", actual(membershipCase)],
  ["queue", actual(queueCase)],
]);

/**
 * Works out cases of scoring: `{"winRate": [case…], "vtrust": [case…], …}`, any of the kinds of docs/score.md, and answers the
 * same object with `actual` in each case (`actualWins` and `actualWinRate` for win rates). What a case expects is taken away
 * before anything is worked out; everything else is answered as it was written. Fails with `ScoreInputNotJson` or, naming
 * case and field, `ScoreInputInvalid`.
 */
export function scoreText(text: string): Result<string, ScoringError> {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { reason, line, column } = parsed.error;
    return err(new ScoringError("ScoreInputNotJson", { reason, line, column }));
  }
  try {
    return ok(writeJson(scoreAll(parsed.value)));
  } catch (error) {
    if (error instanceof ScoringError) return err(error);
    throw error;
  }
}

function scoreAll(node: JsonNode): JsonObject {
  if (!isObject(node)) throw invalid("The input", "must be an object of lists of cases");
  return new Map([...node].map(([kind, cases]) => [kind, scoreKind(kind, cases)]));
}

function scoreKind(kind: string, cases: JsonNode): JsonNode {
  const work = KINDS.get(kind);
  if (work === undefined)
    throw invalid(kind, `is no kind of case; there are ${[...KINDS.keys()].join(", ")}`);
  if (!isArray(cases)) throw invalid(kind, "must be a list of cases");
  return cases.map((node, at) => {
    const place = `${kind}[${at}]`;
    if (!isObject(node)) throw invalid(place, "must be an object");
    const given = new Map([...node].filter(([name]) => !name.startsWith("expect")));
    const answers = work(new Fields(given, place));
    return new Map([
      ...node,
      ...Object.entries(answers).map(([name, value]) => [name, toNode(value)] as const),
    ]);
  });
}

const invalid = (place: string, what: string): ScoringError =>
  new ScoringError("ScoreInputInvalid", { place, what });

/** An answer as JSON; numbers with all their digits. */
function toNode(value: unknown): JsonNode {
  const parsed = parseJson(JSON.stringify(value));
  if (!parsed.ok) throw new Error("an answer is no JSON");
  return parsed.value;
}
