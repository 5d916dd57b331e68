import { common } from "./common.ts";
import { duplicates } from "./duplicates.ts";
import { history } from "./history.ts";
import { log } from "./log.ts";
import { overview } from "./overview.ts";
import { publish } from "./publish.ts";
import { settings } from "./settings.ts";
import { shell } from "./shell.ts";
import { start } from "./start.ts";
import { ui } from "./ui.ts";

/** Every text of the screen, in English: the language that the others are translated from. */
export const en = { common, duplicates, history, log, overview, publish, settings, shell, start, ui };
