import type { en } from "../en/index.ts";
import { common } from "./common.ts";
import { shell } from "./shell.ts";

/** Every text of the screen, in German. */
export const de: typeof en = { common, shell };
