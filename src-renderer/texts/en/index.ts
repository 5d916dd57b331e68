import { bulk } from "./bulk.ts";
import { common } from "./common.ts";
import { conversation } from "./conversation.ts";
import { dataset } from "./dataset.ts";
import { duplicates } from "./duplicates.ts";
import { history } from "./history.ts";
import { log } from "./log.ts";
import { overview } from "./overview.ts";
import { practice } from "./practice.ts";
import { preview } from "./preview.ts";
import { problems } from "./problems.ts";
import { publish } from "./publish.ts";
import { review } from "./review.ts";
import { search } from "./search.ts";
import { settings } from "./settings.ts";
import { shell } from "./shell.ts";
import { start } from "./start.ts";
import { ui } from "./ui.ts";

/** Every text of the screen, in English: the language that the others are translated from. */
export const en = {
  bulk,
  common,
  conversation,
  dataset,
  duplicates,
  history,
  log,
  overview,
  practice,
  preview,
  problems,
  publish,
  review,
  search,
  settings,
  shell,
  start,
  ui,
};
