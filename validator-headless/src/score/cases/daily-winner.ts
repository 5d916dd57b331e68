import { type DailySubmission, dailyWinner } from "../../../../src-shared/competition/index.ts";
import type { Fields } from "../fields.ts";

const ELIGIBLE_SHARE = 0.05;
const FALLBACK_LOSS = 999;

/** Who is rewarded and the winning loss, or null. */
export function dailyWinnerCase(fields: Fields): { uid: number; loss: number } | null {
  const hotkeys = fields.texts("hotkeys");
  const winner = dailyWinner({
    hotkeys,
    coldkeys: fields.texts("coldkeys", hotkeys.length),
    submissions: fields.objects("submissions").map(submissionOf),
    eligibleShare: fields.number("eligibleShare", ELIGIBLE_SHARE),
    rules: fields.choice("rules", ["reference", "strict"], "reference"),
    fallbackLoss: fields.number("fallbackLoss", FALLBACK_LOSS),
  });
  return winner === null ? null : { uid: winner.uid, loss: winner.loss };
}

const submissionOf = (fields: Fields): DailySubmission => ({
  uid: fields.count("uid"),
  hotkey: fields.text("hotkey"),
  coldkey: fields.text("coldkey"),
  block: fields.number("block"),
  timestamp: fields.number("timestamp"),
  loss: fields.numberOrNull("loss"),
  isOutsideWindow: fields.flag("isOutsideWindow", false),
  isOtherCompetition: fields.flag("isOtherCompetition", false),
});
