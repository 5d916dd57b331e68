import { devices } from "./devices.ts";
import { findings } from "./findings.ts";
import { fixes } from "./fixes.ts";
import { forms } from "./forms.ts";
import { history } from "./history.ts";
import { jobs } from "./jobs.ts";
import { publishing } from "./publishing.ts";
import { reasons } from "./reasons.ts";
import { rounds } from "./rounds.ts";

/** Every phrase in English: the language that the others are translated from. */
export const en = {
  ...devices,
  ...findings,
  ...fixes,
  ...forms,
  ...history,
  ...jobs,
  ...publishing,
  ...reasons,
  ...rounds,
};
